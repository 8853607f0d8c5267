//! What went wrong, in words: what failed, for whom, what the other side said about
//! it, and what to do.
//!
//! One phrase for each [`Code`]; a command to be typed stands last, with no full stop
//! to be copied along. `{who}` is the account or the name, `{said}` the other side's own
//! words in quotes, or nothing. No secret and no URL can be in it: a [`Problem`] holds none.

use super::{Language, Phrase, phrases};
use crate::core::{
    problem::{Code, Kept, Problem},
    record::Name,
};

phrases! {
    BAD_CREDENTIAL = "{who} was refused: its secret or key is not valid{said}. Create a new one and {store}", "{who}被拒绝：密钥无效{said}。请创建新的密钥，并{store}";
    NOT_PERMITTED = "{who}: the account's key is valid but not allowed to do this{said}. Give it the right to change the DNS records of this name, then run: fingerpost update --force {name}", "{who}：帐户的密钥有效，但无权执行此操作{said}。请授予其修改该名称 DNS 记录的权限，然后运行：fingerpost update --force {name}";
    BLOCKED = "{who} is blocked by the service for abuse{said}. Ask the service to unblock it; after that, create a new secret and {store}", "{who}因滥用被服务商封锁{said}。请联系服务商解封，然后创建新的密钥，并{store}";
    BAD_AGENT = "{who}: the service refuses this program{said}. See whether there is a newer version of Fingerpost.", "{who}：服务商拒绝本程序{said}。请查看 Fingerpost 是否有新版本。";
    NOT_IN_PLAN = "{who}: the account's plan does not include this{said}. Change the plan or the setting, then run: fingerpost update --force {name}", "{who}：帐户的套餐不包含此功能{said}。请更改套餐或设置，然后运行：fingerpost update --force {name}";
    NO_ZONE = "{who}: the account holds no zone for this name{said}. Check the name and the account; where the zone cannot be found by itself, write zone = \"…\" beside the name.", "{who}：帐户中没有该名称所属的域{said}。请检查名称和帐户；若无法自动找到，请在名称旁写上 zone = \"…\"。";
    NOT_YOURS = "{who}: the service does not know this name in this account{said}. Create it there or correct it in the configuration, then run: fingerpost update --force {name}", "{who}：服务商表示此帐户中没有该名称{said}。请在服务商处创建，或更正配置，然后运行：fingerpost update --force {name}";
    OTHERS_NAME = "{who}: the name belongs to another account of the service{said}. Use the account that holds it, or choose another name; then run: fingerpost update --force {name}", "{who}：该名称属于该服务商的另一个帐户{said}。请改用持有该名称的帐户或另选名称，然后运行：fingerpost update --force {name}";
    BAD_NAME = "{who}: the service takes this for no complete name{said}. Write it with its whole domain, like home.example.org.", "{who}：服务商认为这不是完整的名称{said}。请写出包含完整域的名称，例如 home.example.org。";
    NOT_ACTIVE = "{who}: the name is not switched on at the service{said}. Activate it there, then run: fingerpost update --force {name}", "{who}：该名称在服务商处尚未启用{said}。请在服务商处启用，然后运行：fingerpost update --force {name}";
    TOO_MANY_NAMES = "{who}: the service takes fewer names at once{said}. Put the names into several accounts.", "{who}：一次提交的名称过多{said}。请将名称分到多个帐户。";
    BAD_RECORD = "{who}: the service refused the record as it is{said}. Check name, types and ttl in the configuration.", "{who}：服务商不接受此记录{said}。请检查配置中的 name、types 和 ttl。";
    CONFLICT = "{who}: another record is in the way{said}. Remove it there, then run: fingerpost update --force {name}", "{who}：与现有记录冲突{said}。请在服务商处删除它，然后运行：fingerpost update --force {name}";
    CONTESTED = "{who}: somebody else keeps changing these records at the same time{said}. It is tried again; see whether a second program updates this name.", "{who}：有人同时在修改这些记录{said}。稍后会重试；请检查是否有另一个程序在更新该名称。";
    WRONG_CLOCK = "{who} was refused because this machine's clock is wrong{said}. Set the clock; it is tried again by itself.", "{who}因本机时钟不准被拒绝{said}。请校准时钟；稍后会自动重试。";
    RATE_LIMITED = "{who}: the service asks for fewer requests{said}. It is tried again by itself, later.", "{who}：服务商要求减少请求{said}。稍后会自动重试。";
    OUTAGE = "{who}: the service is out of order{said}. It is tried again by itself.", "{who}：服务暂时故障{said}。会自动重试。";
    LONG_OUTAGE = "{who}: the service is out of order and asks for patience{said}. It is tried again in half an hour.", "{who}：服务故障，要求稍候{said}。半小时后会重试。";
    DNS_ERROR = "{who}: the service's own name servers have an error{said}. It is tried again in half an hour; if it stays so, ask the service.", "{who}：服务商自身的域名服务器出错{said}。半小时后会重试；若持续如此，请联系服务商。";
    UNREACHABLE = "{who}: the server cannot be reached{said}. It is tried again by itself; if it stays so, check network, firewall and address.", "{who}：无法连接服务器{said}。会自动重试；若持续如此，请检查网络、防火墙和地址。";
    TIMED_OUT = "{who}: the server did not answer in time{said}. It is tried again by itself.", "{who}：服务器未及时答复{said}。会自动重试。";
    BAD_CERTIFICATE = "{who}: the server's certificate is not to be trusted{said}. Check the clock; for a server of your own, give its authority as ca_file.", "{who}：服务器证书不可信{said}。请检查时钟；若是自己的服务器，请用 ca_file 指定其证书颁发机构。";
    NO_SUCH_SERVER = "{who}: the server's own name could not be looked up{said}. It is tried again by itself; if it stays so, check the network and the address.", "{who}：无法解析服务器的名称{said}。会自动重试；若持续如此，请检查网络和地址。";
    BAD_ANSWER = "{who}: the answer is not what this service should say{said}. It is tried again by itself; a log-in page of the network can be the cause.", "{who}：答复不符合该服务的格式{said}。会自动重试；可能是网络的登录页面所致。";
    UNCONFIRMED = "{who}: the change was sent, but its answer was lost{said}. It is looked at again by itself.", "{who}：更改已发送，但未收到答复{said}。会自动再次检查。";
    SECRET_MISSING = "{who} has no secret yet{said}. Please {store}", "{who}尚无密钥{said}。请{store}";
    SECRET_STORE = "{who}: the secret could not be read{said}. Unlock the credential store, or name another place with secret = {{ file = \"…\" }.", "{who}：无法读取密钥{said}。请解锁凭据存储，或用 secret = {{ file = \"…\" } 指定其他位置。";
    NO_SECRET_STORE = "{who}: a service has no credential store on this system{said}. Put the secret into a file that root alone may read (/etc/fingerpost/{account}.secret), have systemd hand it over (LoadCredential={account}:/etc/fingerpost/{account}.secret below [Service], with systemctl edit), and name it in the service's configuration: secret = {{ file = \"/run/credentials/fingerpost.service/{account}\" }", "{who}：服务在本系统上没有凭据存储{said}。请将密钥写入仅 root 可读的文件（/etc/fingerpost/{account}.secret），由 systemd 交给服务（用 systemctl edit 在 [Service] 下写 LoadCredential={account}:/etc/fingerpost/{account}.secret），并在服务的配置中指明：secret = {{ file = \"/run/credentials/fingerpost.service/{account}\" }";
    NOT_SERVED = "{who}: the zone's name servers do not serve the new value yet{said}. It is looked at again by itself.", "{who}：该域的名称服务器尚未提供新值{said}。会自动再次检查。";
    BAD_SETTING = "{who} has a setting that cannot be used{said}. Correct it in the configuration.", "{who}的某项设置无法使用{said}。请在配置中更正。";
    BAD_SYSTEM = "{who}: the service does not offer what is asked of it{said}. Check provider and endpoint in the configuration; nothing is sent until they change.", "{who}：服务商不提供所请求的服务{said}。请检查配置中的 provider 和 endpoint；在更改之前不会再发送请求。";
    /// Where a new secret goes.
    STORE = "store it with: fingerpost secret set {account}", "用此命令保存：fingerpost secret set {account}";
    STORE_FILE = "write it into {file}, readable by its owner alone (Linux: chmod 600 {file})", "写入 {file}，并仅允许其所有者读取（Linux：chmod 600 {file}）";
    STORE_VARIABLE = "set the variable {variable} and start Fingerpost again", "设置环境变量 {variable}，然后重新启动 Fingerpost";
    /// `secret set`, where the configuration names another place.
    NOT_STORED = "The secret of {account} is not looked for in the credential store, so nothing was stored. Please {store}", "{account} 的密钥不在凭据存储中查找，因此未保存。请{store}";
    /// Who, when the whole account is meant.
    THE_ACCOUNT = "The account “{account}”", "帐户“{account}”";
    /// Who, when one name is.
    THE_NAME = "{name} (account “{account}”)", "{name}（帐户“{account}”）";
    /// Who, when it was no account: a source of addresses.
    THE_OTHER_SIDE = "The other side", "对方";
    SAID = ": “{words}”", "：“{words}”";
}

const fn phrase(code: Code) -> Phrase {
    match code {
        Code::BadCredential => BAD_CREDENTIAL,
        Code::NotPermitted => NOT_PERMITTED,
        Code::Blocked => BLOCKED,
        Code::BadAgent => BAD_AGENT,
        Code::NotInPlan => NOT_IN_PLAN,
        Code::NoZone => NO_ZONE,
        Code::NotYours => NOT_YOURS,
        Code::OthersName => OTHERS_NAME,
        Code::BadName => BAD_NAME,
        Code::NotActive => NOT_ACTIVE,
        Code::TooManyNames => TOO_MANY_NAMES,
        Code::BadRecord => BAD_RECORD,
        Code::Conflict => CONFLICT,
        Code::Contested => CONTESTED,
        Code::WrongClock => WRONG_CLOCK,
        Code::RateLimited => RATE_LIMITED,
        Code::Outage => OUTAGE,
        Code::LongOutage => LONG_OUTAGE,
        Code::DnsError => DNS_ERROR,
        Code::Unreachable => UNREACHABLE,
        Code::TimedOut => TIMED_OUT,
        Code::BadCertificate => BAD_CERTIFICATE,
        Code::NoSuchServer => NO_SUCH_SERVER,
        Code::BadAnswer => BAD_ANSWER,
        Code::Unconfirmed => UNCONFIRMED,
        Code::SecretMissing => SECRET_MISSING,
        Code::SecretStore => SECRET_STORE,
        Code::NoSecretStore => NO_SECRET_STORE,
        Code::NotServed => NOT_SERVED,
        Code::BadSetting => BAD_SETTING,
        Code::BadSystem => BAD_SYSTEM,
    }
}

/// One or two sentences, complete with what to do.
pub fn sentence(language: Language, problem: &Problem) -> String {
    let account = problem.account.as_deref().unwrap_or_default();
    let name = problem.name.as_ref().map(Name::shown).unwrap_or_default();
    let who = match (account.is_empty(), name.is_empty()) {
        (true, true) => THE_OTHER_SIDE.to(language).to_owned(),
        (true, false) => name.clone(),
        (false, true) => THE_ACCOUNT.fill(language, &[("account", &account)]),
        (false, false) => THE_NAME.fill(language, &[("name", &name), ("account", &account)]),
    };
    let words = problem.said.as_deref().unwrap_or_default().trim_end_matches(['.', '。']);
    let said = if words.is_empty() { String::new() } else { SAID.fill(language, &[("words", &words)]) };
    let store = store(language, account, problem.kept.as_deref());
    let values: [(&str, &dyn std::fmt::Display); 5] =
        [("who", &who), ("said", &said), ("account", &account), ("name", &name), ("store", &store)];
    phrase(problem.code).fill(language, &values)
}

/// What is to be done with a new secret of an account.
fn store(language: Language, account: &str, kept: Option<&Kept>) -> String {
    match kept {
        None => STORE.fill(language, &[("account", &account)]),
        Some(Kept::File(file)) => STORE_FILE.fill(language, &[("file", file)]),
        Some(Kept::Variable(variable)) => STORE_VARIABLE.fill(language, &[("variable", variable)]),
    }
}

/// Why the credential store is no place for the secret of an account, and what is.
pub fn not_stored(language: Language, account: &str, kept: &Kept) -> String {
    let store = store(language, account, Some(kept));
    NOT_STORED.fill(language, &[("account", &account), ("store", &store)])
}

/// What went wrong alone, for a line of a menu that has named the record already.
pub fn brief(language: Language, problem: &Problem) -> &'static str {
    let whole = phrase(problem.code).to(language);
    let what = whole.split_once("{said}").map_or(whole, |(what, _)| what);
    what.trim_start_matches("{who}").trim_start_matches([':', '：', ' '])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_account_is_told_what_to_do() {
        let problem =
            Problem::from(Code::BadCredential).account("cf").said("Invalid access token (error 9109)");
        assert_eq!(
            sentence(Language::English, &problem),
            "The account “cf” was refused: its secret or key is not valid: “Invalid access token (error 9109)”. \
             Create a new one and store it with: fingerpost secret set cf"
        );
        assert_eq!(
            sentence(Language::Chinese, &problem),
            "帐户“cf”被拒绝：密钥无效：“Invalid access token (error 9109)”。\
             请创建新的密钥，并用此命令保存：fingerpost secret set cf"
        );
    }

    #[test]
    fn a_secret_of_a_file_or_variable_goes_there_again() {
        let told =
            |kept, code| sentence(Language::English, &Problem::from(code).account("cf").kept(Some(kept)));
        let file = told(Kept::File("/etc/token".into()), Code::BadCredential);
        assert!(file.contains("write it into /etc/token") && file.contains("chmod 600 /etc/token"), "{file}");
        let variable = told(Kept::Variable("TOKEN".into()), Code::SecretMissing);
        assert!(variable.ends_with("set the variable TOKEN and start Fingerpost again"), "{variable}");
        assert!(!file.contains("secret set") && !variable.contains("secret set"));
    }

    #[test]
    fn a_refused_name_is_named_as_people_write_it() {
        let name = Name::parse("bücher.example").unwrap();
        let problem =
            Problem::from(Code::Conflict).account("lab").name(&name).said("it is a CNAME to x.example.");
        let told = sentence(Language::English, &problem);
        assert!(
            told.starts_with("bücher.example (account “lab”): another record is in the way: “it is a CNAME")
        );
        assert!(told.ends_with("then run: fingerpost update --force bücher.example"), "{told}");
    }

    #[test]
    fn in_brief_it_is_only_what_went_wrong() {
        let brief = |code, language| super::brief(language, &Problem::new(code));
        assert_eq!(brief(Code::Outage, Language::English), "the service is out of order");
        assert_eq!(brief(Code::SecretMissing, Language::English), "has no secret yet");
        assert_eq!(brief(Code::Outage, Language::Chinese), "服务暂时故障");
    }

    #[test]
    fn without_words_and_account_it_is_still_a_sentence() {
        let told = sentence(Language::English, &Problem::new(Code::TimedOut));
        assert_eq!(told, "The other side: the server did not answer in time. It is tried again by itself.");
        let chinese = sentence(Language::Chinese, &Problem::new(Code::TimedOut));
        assert_eq!(chinese, "对方：服务器未及时答复。会自动重试。");
    }
}
