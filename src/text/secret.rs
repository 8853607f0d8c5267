//! Where secrets are kept.

use super::{Language, phrases};
use crate::core::keeping::{Keeping, Place};

phrases! {
    STORED = "The secret of {account} is stored in {place}.", "{account} 的密钥已保存到{place}。";
    THERE = "{account}: stored in {place}", "{account}：已保存在{place}";
    MISSING = "{account}: missing in {place}; store it with: fingerpost {whose}secret set {account}", "{account}：{place}中没有；请运行：fingerpost {whose}secret set {account}";
    ELSEWHERE = "{account}: from {place}", "{account}：来自{place}";
    UNUSED = "{account}: stored in {place}, and the configuration knows no such account; to remove it: fingerpost {whose}secret remove {account}", "{account}：已保存在{place}，但配置中没有该帐户；要删除请运行：fingerpost {whose}secret remove {account}";
    UNLISTED = "The credential store does not say what is in it, so nothing was removed: {why}", "无法得知凭据存储中有哪些密钥，因此未删除任何密钥：{why}";
    /// The places.
    WINDOWS_STORE = "the Windows Credential Manager of {owner}", "{owner} 的 Windows 凭据管理器";
    KEYRING = "the keyring of {owner}", "{owner} 的密钥环";
    SEALED = "a file that {owner} alone can open: {at}", "只有 {owner} 能打开的文件：{at}";
    SEALED_BECAUSE = "a file that {owner} alone can open, because Windows gives it no Credential Manager ({why}): {at}", "只有 {owner} 能打开的文件（Windows 未向其提供凭据管理器：{why}）：{at}";
    FILE = "the file {at}", "文件 {at}";
    VARIABLE = "the environment variable {at}", "环境变量 {at}";
}

/// What a place is called.
pub fn place(language: Language, keeping: &Keeping) -> String {
    let phrase = match (keeping.place, &keeping.why) {
        (Place::Store, _) if cfg!(windows) => WINDOWS_STORE,
        (Place::Store, _) => KEYRING,
        (Place::Sealed, None) => SEALED,
        (Place::Sealed, Some(_)) => SEALED_BECAUSE,
        (Place::Env, _) => VARIABLE,
        (Place::File, _) => FILE,
    };
    let [owner, at, why] =
        [&keeping.owner, &keeping.at, &keeping.why].map(|text| text.as_deref().unwrap_or_default());
    phrase.fill(language, &[("owner", &owner), ("at", &at), ("why", &why)])
}
