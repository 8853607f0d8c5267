//! Why an address is not published, in words.

use super::{Language, Phrase, phrases};
use crate::core::{address::Unfit, message::Said, snapshot::Dispute};

phrases! {
    UNSPECIFIED = "the unspecified address", "未指定地址";
    LOOPBACK = "a loopback address", "回环地址 (loopback)";
    LINK_LOCAL = "a link-local address", "链路本地地址 (link-local)";
    PRIVATE = "a private address", "私有地址 (private)";
    CARRIER_NAT = "a shared address behind your provider's own NAT (CGNAT)", "运营商级 NAT (CGNAT) 的共享地址";
    UNIQUE_LOCAL = "a unique local address", "唯一本地地址 (ULA)";
    MULTICAST = "a multicast address", "组播地址 (multicast)";
    DOCUMENTATION = "a documentation address", "文档示例地址 (documentation)";
    BENCHMARKING = "a benchmarking address", "基准测试地址";
    TUNNEL = "a 6to4 or Teredo tunnel address", "6to4 或 Teredo 隧道地址";
    MAPPED = "an IPv4 address in IPv6 clothes", "映射的 IPv4 地址";
    RESERVED = "a reserved address", "保留地址";
    PROXY = "the address of a proxy or VPN, not of this machine", "代理或 VPN 的地址，而非本机地址";
    WRONG_FAMILY = "of the other family", "地址族不符";
    TEMPORARY = "a temporary address that soon changes", "很快会变的临时地址";
    DEPRECATED = "a deprecated address", "已弃用的地址";
    ROUTER_NO_ADDRESS = "the router says that it has no public address: its line to the Internet is down, or it stands behind another router or your provider's own NAT (CGNAT); then no name can lead to this network from outside", "路由器表示没有公网地址：其互联网线路已断开，或它位于另一台路由器或运营商级 NAT (CGNAT) 之后；后一种情况下，外部无法通过域名访问此网络";
    ROUTER_PRIVATE = "a private address on the router's Internet side: it stands behind another router (double NAT). Let the outer router forward what is to come in, or set one of the two to bridge mode", "路由器的互联网侧是私有地址：它位于另一台路由器之后（双重 NAT）。请在外层路由器上设置转发，或把其中一台设为桥接模式";
    ROUTER_CARRIER_NAT = "a shared address on the router's Internet side: it stands behind your provider's own NAT (CGNAT), and nothing can come in over IPv4. Ask your provider for a public IPv4 address, or use IPv6", "路由器的互联网侧是共享地址：它位于运营商级 NAT (CGNAT) 之后，无法从外部通过 IPv4 访问。请向运营商申请公网 IPv4 地址，或使用 IPv6";
    TENTATIVE = "an address not yet proved unique", "尚未确认唯一的地址";
    DISPUTED = "Sources disagree: {said}; keeping the last known address", "各来源不一致：{said}；保留上次已知的地址";
    DISPUTED_NONE = "Sources disagree: {said}; none of it is believed", "各来源不一致：{said}；均未采信";
    OR = "{one} or {other}", "{one} 或 {other}";
}

/// More addresses than this are not listed one by one.
const LISTED: usize = 3;

/// That sources disagree, as a sentence without a full stop.
pub fn disputed(language: Language, dispute: &Dispute) -> String {
    let list = dispute.said.iter().take(LISTED).map(ToString::to_string);
    let list = list.reduce(|one, other| OR.fill(language, &[("one", &one), ("other", &other)]));
    let more = if dispute.said.len() > LISTED { " …" } else { "" };
    let said = list.unwrap_or_default() + more;
    let phrase = if dispute.kept { DISPUTED } else { DISPUTED_NONE };
    phrase.fill(language, &[("said", &said)])
}

pub const fn phrase(unfit: Unfit) -> Phrase {
    match unfit {
        Unfit::Unspecified => UNSPECIFIED,
        Unfit::Loopback => LOOPBACK,
        Unfit::LinkLocal => LINK_LOCAL,
        Unfit::Private => PRIVATE,
        Unfit::CarrierNat => CARRIER_NAT,
        Unfit::UniqueLocal => UNIQUE_LOCAL,
        Unfit::Multicast => MULTICAST,
        Unfit::Documentation => DOCUMENTATION,
        Unfit::Benchmarking => BENCHMARKING,
        Unfit::Tunnel => TUNNEL,
        Unfit::Mapped => MAPPED,
        Unfit::Reserved => RESERVED,
        Unfit::Proxy => PROXY,
        Unfit::WrongFamily => WRONG_FAMILY,
        Unfit::Temporary => TEMPORARY,
        Unfit::Deprecated => DEPRECATED,
        Unfit::Tentative => TENTATIVE,
    }
}

/// What one source said.
pub fn said(language: Language, source: &str, said: &Said) -> String {
    match said {
        Said::Address(address) => address.to_string(),
        Said::Unfit(address, why) => format!("{address}: {}", said_by(source, *why).to(language)),
        Said::Failed(problem) => super::problem::sentence(language, problem),
    }
}

/// What it means that this source, as it is shown, says an unfit address: a router's word tells more than an echo's.
pub fn said_by(source: &str, unfit: Unfit) -> Phrase {
    match unfit {
        Unfit::Unspecified if is_router(source) => ROUTER_NO_ADDRESS,
        Unfit::Private if is_router(source) => ROUTER_PRIVATE,
        Unfit::CarrierNat if is_router(source) => ROUTER_CARRIER_NAT,
        unfit => phrase(unfit),
    }
}

/// Whether a source, as it is shown, is the home router.
pub fn is_router(source: &str) -> bool {
    source == "router" || source.starts_with("router:")
}

pub fn reason(language: Language, reason: &crate::core::message::Reason) -> String {
    use super::cli;
    use crate::core::message::Reason;
    match reason {
        // Nobody has that address: it is how a router says that it has none.
        Reason::NoAnswer | Reason::Unfit(_, Unfit::Unspecified) => cli::WHY_NO_ANSWER.to(language).to_owned(),
        Reason::Elsewhere => cli::WHY_ELSEWHERE.to(language).to_owned(),
        Reason::Disagreement => cli::WHY_DISAGREEMENT.to(language).to_owned(),
        Reason::Unconfirmed(address) => cli::WHY_UNCONFIRMED.fill(language, &[("address", address)]),
        Reason::Unfit(address, why) => {
            cli::WHY_UNFIT.fill(language, &[("address", address), ("reason", &phrase(*why).to(language))])
        }
    }
}
