//! The words with which an update-URL service is described, a built-in one in its row as well as a person's own, and
//! how a person writes them.

use reqwest::header::HeaderName;

use crate::core::{address::Family, problem::Code, record::Name};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// Parameters in the query.
    Get,
    /// Parameters in a form.
    Post,
}

/// Where the secret goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Auth<'a> {
    /// HTTP Basic; the text gives the user.
    Basic(&'a str),
    Bearer,
    Header(&'a str),
    /// A parameter of this name.
    Param(&'a str),
    /// Behind the path; the text follows it.
    Path(&'a str),
    /// The secret is the whole address: the service gave it with a token in it.
    Url,
}

/// How names are said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form<'a> {
    Full,
    /// The label below this domain, which is the service's own.
    Below(&'a str),
    /// The part below the zone, `@` at the apex; the zone has to be configured.
    Relative,
    /// The whole name; where the person configured a zone, that, and `{alias}` is what is below it.
    Aliased,
    /// By the identifier that this field of the account holds: one for all, or `NAME=ID`, with spaces.
    Id(&'a str),
    /// Not at all: the credential stands for the name.
    Implied,
}

/// Which addresses go into a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Families {
    /// One: a call for each family.
    Apart,
    /// Both, in `{ip}` with a comma, or in `{ip4}` and `{ip6}`.
    Together,
    /// The same, but always all that are known: what is left out, the service would remove or guess.
    Both,
    /// The same, and never IPv6 without IPv4.
    Ipv6WithIpv4,
    /// The service knows IPv4 alone.
    Ipv4,
    /// None: it takes the address of the connection, which is made over that family.
    Connection,
}

impl Families {
    /// A family that could be sent by a call that `mentions` no place for its address: the service would take
    /// that of the connection, and it would be believed to be ours.
    pub fn unsaid(self, mentions: impl Fn(&str) -> bool) -> Option<Family> {
        let sent: &[Family] = match self {
            Self::Connection => &[],
            Self::Ipv4 => &[Family::V4],
            Self::Apart | Self::Together | Self::Both | Self::Ipv6WithIpv4 => &[Family::V4, Family::V6],
        };
        let place = |family| if family == Family::V4 { "ip4" } else { "ip6" };
        sent.iter().copied().find(|family| !mentions("ip") && !mentions(place(*family)))
    }
}

/// What a word of an answer means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Meaning {
    Done,
    Same,
    No(Code),
}

/// Keys of `[provider.NAME.answers]`.
pub(super) const MEANINGS: &[(&str, Meaning)] = &[
    ("done", Meaning::Done),
    ("same", Meaning::Same),
    ("bad-credential", Meaning::No(Code::BadCredential)),
    ("not-permitted", Meaning::No(Code::NotPermitted)),
    ("not-in-plan", Meaning::No(Code::NotInPlan)),
    ("not-yours", Meaning::No(Code::NotYours)),
    ("not-active", Meaning::No(Code::NotActive)),
    ("bad-name", Meaning::No(Code::BadName)),
    ("bad-record", Meaning::No(Code::BadRecord)),
    ("blocked", Meaning::No(Code::Blocked)),
    ("rate-limited", Meaning::No(Code::RateLimited)),
    ("outage", Meaning::No(Code::Outage)),
];

pub(super) const FORMS: &[&str] = &["full", "relative", "implied", "below:DOMAIN"];
pub(super) const AUTHS: &[&str] =
    &["basic:USER", "bearer", "header:NAME", "param:NAME", "path", "path:WHAT FOLLOWS", "url"];
pub(super) const FAMILIES: &[(&str, Families)] = &[
    ("apart", Families::Apart),
    ("together", Families::Together),
    ("both", Families::Both),
    ("ipv6-with-ipv4", Families::Ipv6WithIpv4),
    ("ipv4", Families::Ipv4),
    ("connection", Families::Connection),
];
pub(super) const METHODS: &[(&str, Method)] = &[("GET", Method::Get), ("POST", Method::Post)];
/// What texts may name; `provider::update_url` says what they hold.
pub(super) const PLACES: &[&str] =
    &["names", "name", "zone", "sub", "root", "type", "ttl", "ip", "ip4", "ip6", "no4", "no6", "username"];

pub(super) fn auth(text: &str) -> Option<Auth<'_>> {
    Some(match text.split_once(':').unwrap_or((text, "")) {
        ("basic", user) if !user.is_empty() => Auth::Basic(user),
        ("bearer", "") => Auth::Bearer,
        ("header", name) if HeaderName::try_from(name).is_ok() => Auth::Header(name),
        ("param", name) if !name.is_empty() => Auth::Param(name),
        ("path", after) => Auth::Path(after),
        ("url", "") => Auth::Url,
        _ => return None,
    })
}

pub(super) fn form(text: &str) -> Option<Form<'_>> {
    Some(match text.split_once(':').unwrap_or((text, "")) {
        ("full", "") => Form::Full,
        ("relative", "") => Form::Relative,
        ("implied", "") => Form::Implied,
        ("below", domain) if Name::parse(domain).is_ok() => Form::Below(domain),
        _ => return None,
    })
}

/// The names of the places in a text.
pub(super) fn mentioned(text: &str) -> Vec<&str> {
    let places = text.split('{').skip(1).map(|part| part.split('}').next().unwrap_or_default());
    places.map(|place| place.split('|').next().unwrap_or_default()).collect()
}
