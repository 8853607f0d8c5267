//! One strict service of this kind, played from a short description of what its vendor documents.

use std::{collections::BTreeMap, net::IpAddr};

use base64::{Engine, prelude::BASE64_STANDARD};
use fingerpost::core::problem::Code;

use super::{
    super::{
        http::{Request, Response, Service, decode, reply},
        stand::Trouble,
    },
    SECRET,
};

/// What the vendor documents, in words of our own and without a look at the row.
#[derive(Clone, Copy)]
pub struct Facts {
    pub id: &'static str,
    pub method: &'static str,
    /// `{name}` and `{secret}` may stand in it.
    pub path: &'static str,
    pub credential: Credential,
    pub names: Names,
    pub address: Address,
    /// Parameters that have to be there, with this value; `{zone}`, `{root}`, `{type}` are told from the name
    /// and the address.
    pub fixed: &'static [(&'static str, &'static str)],
    /// Fields that the account has.
    pub fields: &'static [(&'static str, &'static str)],
    /// Names that one request may have.
    pub most: usize,
    pub ipv4_only: bool,
    /// Whether a call may carry both families.
    pub both: bool,
    /// What becomes of the family that a call does not say.
    pub unsaid: Unsaid,
    /// `{ip}` and `{name}` are those of the request.
    pub changed: Said,
    pub same: Option<Said>,
    pub foreign: Option<Said>,
    pub refused: Said,
    pub broken: Said,
    /// What `refused` has to become; where the same is said of a name, the name alone stops.
    pub stops: Code,
    /// Says no although the status is 200.
    pub odd: Option<Said>,
}

pub type Said = (u16, &'static str);

#[derive(Clone, Copy, PartialEq)]
pub enum Unsaid {
    Stays,
    Goes,
    /// IPv4 is set to the address of the connection.
    Guessed,
}

/// That of the connection.
pub const GUESSED: &str = "192.0.2.99";

#[derive(Clone, Copy, PartialEq)]
pub enum Credential {
    /// `{name}` is the name that is updated.
    Basic(&'static str),
    Bearer,
    Param(&'static str),
    /// A parameter of the query, whatever else is in a form.
    Query(&'static str),
    /// In the path, where that says `{secret}`.
    Path,
}

#[derive(Clone, Copy, PartialEq)]
pub enum Names {
    Full(&'static str),
    /// The label below the service's own domain.
    Below(&'static str, &'static str),
    /// The part below the zone, and how the zone itself is said.
    Sub(&'static str, &'static str),
    /// By number.
    Ids(&'static str),
    /// Where the path says `{name}`, or nowhere.
    Implied,
}

#[derive(Clone, Copy, PartialEq)]
pub enum Address {
    /// One parameter for both.
    One(&'static str),
    /// One for each; what is not sent is left out.
    Each(&'static str, &'static str),
    /// One for each; what is not sent has to be said to stay, by this word.
    Said(&'static str, &'static str, &'static str),
    /// One for both; what is not sent has to be kept by these.
    Kept(&'static str, &'static str, &'static str),
    /// A header.
    Header(&'static str),
}

/// What a name holds, by family.
pub type Hosts = BTreeMap<String, [Option<String>; 2]>;

pub struct Played {
    pub facts: &'static Facts,
    pub hosts: Hosts,
    /// Answers one line, however many names were sent.
    pub no_lists: bool,
}

/// Numbers of the names that the suite asks for.
pub const IDS: &[(&str, &str)] =
    &[("home.example.org", "11"), ("a.example.org", "12"), ("b.example.org", "13"), ("example.org", "14")];

impl Played {
    pub fn zone(&self) -> &'static str {
        if let Names::Below(_, domain) = self.facts.names { domain } else { "example.org" }
    }

    fn own(&self, name: &str) -> bool {
        name == self.zone() || name.ends_with(&format!(".{}", self.zone())) && !name.starts_with("foreign.")
    }

    /// Sets the addresses that are given; whether that changed anything.
    pub fn set(&mut self, name: &str, addresses: &[String]) -> bool {
        let host = self.hosts.entry(name.to_owned()).or_default();
        let before = host.clone();
        match self.facts.unsaid {
            Unsaid::Stays => (),
            Unsaid::Goes => *host = Default::default(),
            Unsaid::Guessed => host[0] = Some(GUESSED.to_owned()),
        }
        for address in addresses {
            host[usize::from(address.contains(':'))] = Some(address.clone());
        }
        *host != before
    }

    /// The names of a request, whole; complaints about how they are said.
    fn names(&self, params: &BTreeMap<String, String>, complaints: &mut Vec<String>) -> Vec<String> {
        let said = |param: &str| params.get(param).cloned().unwrap_or_default();
        match self.facts.names {
            Names::Full(param) => said(param).split(',').map(str::to_owned).collect(),
            Names::Below(param, domain) => {
                said(param).split(',').map(|label| format!("{label}.{domain}")).collect()
            }
            Names::Sub(param, top) => {
                let (sub, zone) = (said(param), said("domain") + &said("Zone"));
                if zone.is_empty() || sub.is_empty() && !top.is_empty() {
                    complaints.push(format!("{sub:?} of {zone:?}"));
                }
                vec![if sub == top { zone } else { format!("{sub}.{zone}") }]
            }
            Names::Ids(param) => {
                let name = |id: &str| IDS.iter().find(|(_, known)| *known == id).map(|(name, _)| *name);
                said(param).split(',').map(|id| name(id).unwrap_or("foreign.example").to_owned()).collect()
            }
            Names::Implied => vec!["home.example.org".to_owned()],
        }
    }

    fn addresses(
        &self,
        request: &Request,
        params: &BTreeMap<String, String>,
        complaints: &mut Vec<String>,
    ) -> Vec<String> {
        let said = |param: &str| params.get(param).cloned();
        let list = |text: String| text.split(',').map(str::to_owned).collect::<Vec<_>>();
        let addresses: Vec<String> = match self.facts.address {
            Address::One(param) => said(param).map(list).unwrap_or_default(),
            Address::Each(v4, v6) => {
                if said(v4).is_some_and(|v4| v4.contains(':')) || said(v6).is_some_and(|v6| !v6.contains(':'))
                {
                    complaints.push("the families are mixed up".to_owned());
                }
                said(v4).into_iter().chain(said(v6)).collect()
            }
            Address::Said(v4, v6, stays) => {
                let both: Vec<String> = said(v4).into_iter().chain(said(v6)).collect();
                if both.len() != 2 {
                    complaints.push("a family is left out".to_owned());
                }
                both.into_iter().filter(|address| address != stays).collect()
            }
            Address::Kept(param, keep4, keep6) => {
                let addresses = said(param).map(list).unwrap_or_default();
                for (keep, v6) in [(keep4, false), (keep6, true)] {
                    let there = addresses.iter().any(|address| address.contains(':') == v6);
                    if there == (said(keep).as_deref() == Some("1")) {
                        complaints.push(format!("{keep} beside {addresses:?}"));
                    }
                }
                addresses
            }
            Address::Header(name) => vec![request.header(&name.to_ascii_lowercase()).to_owned()],
        };
        let bad = |address: &String| address.parse::<IpAddr>().is_err();
        if addresses.is_empty() || addresses.len() > 2 || addresses.iter().any(bad) {
            complaints.push(format!("addresses {addresses:?}"));
        }
        if addresses.len() == 2 && !self.facts.both {
            complaints.push("two addresses in one call".to_owned());
        }
        if self.facts.ipv4_only && addresses.iter().any(|address| address.contains(':')) {
            complaints.push("IPv6 to a service that knows none".to_owned());
        }
        addresses
    }

    /// What may be there, and what has to be.
    fn params(&self, name: &str, addresses: &[String]) -> (Vec<&'static str>, Vec<(&'static str, String)>) {
        let facts = self.facts;
        let mut known: Vec<&'static str> = Vec::new();
        match facts.address {
            Address::One(param) => known.push(param),
            Address::Each(v4, v6) | Address::Said(v4, v6, _) => known.extend([v4, v6]),
            Address::Kept(param, keep4, keep6) => known.extend([param, keep4, keep6]),
            Address::Header(_) => (),
        }
        match facts.names {
            Names::Full(param) | Names::Below(param, _) | Names::Sub(param, _) | Names::Ids(param) => {
                known.push(param);
            }
            Names::Implied => (),
        }
        if let Credential::Param(param) = facts.credential {
            known.push(param);
        }
        let of = |text: &str| match text {
            "{zone}" => name[name.rmatch_indices('.').nth(1).map_or(0, |(at, _)| at + 1)..].to_owned(),
            "{root}" => (name.matches('.').count() == 1).to_string(),
            "{type}" => if addresses.iter().any(|a| a.contains(':')) { "AAAA" } else { "A" }.to_owned(),
            other => other.to_owned(),
        };
        (known, facts.fixed.iter().map(|(key, text)| (*key, of(text))).collect())
    }

    fn credential_fits(
        &self,
        request: &Request,
        params: &BTreeMap<String, String>,
        names: &[String],
    ) -> bool {
        match self.facts.credential {
            Credential::Basic(user) => {
                let user = user.replace("{name}", &names[0]);
                let expected = BASE64_STANDARD.encode(format!("{user}:{SECRET}"));
                request.header("authorization") == format!("Basic {expected}")
            }
            Credential::Bearer => request.header("authorization") == format!("Bearer {}", super::TOKEN),
            Credential::Param(param) => params.get(param).is_some_and(|secret| secret == SECRET),
            Credential::Query(param) => request.param(param) == Some(SECRET),
            Credential::Path => {
                request.path.contains(super::TOKEN) || request.param("q") == Some(super::TOKEN)
            }
        }
    }

    fn say(said: Said, names: &[String], addresses: &[String]) -> Response {
        let name = names.first().map_or("", String::as_str);
        reply(said.0, said.1.replace("{ip}", &addresses.join(",")).replace("{name}", name))
    }
}

impl Service for Played {
    fn serve(&mut self, request: &Request, complaints: &mut Vec<String>) -> Response {
        let facts = self.facts;
        let form = request.body.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(key), decode(value))
        });
        let given: Vec<(String, String)> =
            if facts.method == "POST" { form.collect() } else { request.query.clone() };
        let params: BTreeMap<String, String> = given.iter().cloned().collect();
        let names = self.names(&params, complaints);
        let addresses = self.addresses(request, &params, complaints);
        let (known, fixed) = self.params(&names[0], &addresses);

        let path = facts.path.replace("{name}", &names[0]).replace("{secret}", super::TOKEN);
        let somebody = facts.credential == Credential::Path && facts.path.contains("{secret}");
        if request.method != facts.method || request.path != path && !somebody {
            complaints.push(format!("{} {}, not {} {path}", request.method, request.path, facts.method));
        }
        let own = usize::from(matches!(facts.credential, Credential::Query(_)));
        if facts.method == "POST" && request.query.len() > own {
            complaints.push(format!("a query: {:?}", request.query));
        }
        if given.len() != params.len() {
            complaints.push(format!("a parameter comes twice: {given:?}"));
        }
        let fields: Vec<&str> = fixed.iter().map(|(key, _)| *key).collect();
        for key in
            params.keys().filter(|key| !known.contains(&key.as_str()) && !fields.contains(&key.as_str()))
        {
            complaints.push(format!("unknown parameter {key}"));
        }
        for (key, value) in fixed.iter().filter(|(key, value)| params.get(*key) != Some(value)) {
            complaints.push(format!("{key} is {:?}, not {value:?}", params.get(*key)));
        }
        if names.len() > facts.most {
            complaints.push(format!("{} names", names.len()));
        }
        if facts.credential != Credential::Bearer
            && !matches!(facts.credential, Credential::Basic(_))
            && !request.header("authorization").is_empty()
        {
            complaints.push("a credential where none belongs".to_owned());
        }
        if !self.credential_fits(request, &params, &names) {
            return Self::say(facts.refused, &names, &addresses);
        }
        let words = facts.changed.1.starts_with("good");
        if self.no_lists && names.len() > 1 {
            return reply(200, "notfqdn");
        }
        if !words || names.len() == 1 {
            if let Some(foreign) = facts.foreign.filter(|_| names.iter().any(|name| !self.own(name))) {
                return Self::say(foreign, &names, &addresses);
            }
            let all: Vec<bool> = names.iter().map(|name| self.set(name, &addresses)).collect();
            let said = facts.same.filter(|_| !all.contains(&true)).unwrap_or(facts.changed);
            return Self::say(said, &names, &addresses);
        }
        let mut lines = Vec::new();
        for name in names {
            if !self.own(&name) {
                lines.push("nohost".to_owned());
                continue;
            }
            let word = if self.set(&name, &addresses) { "good" } else { "nochg" };
            lines.push(format!("{word} {}", addresses.join(",")));
        }
        reply(200, lines.join("\r\n"))
    }

    fn trouble(&self, trouble: Trouble, _: &Request) -> Option<Response> {
        let say = |said: Said| reply(said.0, said.1);
        Some(match trouble {
            Trouble::Busy(seconds) => Response {
                headers: vec![("Retry-After", seconds.to_string())],
                ..reply(429, "Too many requests")
            },
            Trouble::BadCredential => say(self.facts.refused),
            Trouble::Forbidden => reply(403, "Forbidden"),
            Trouble::Broken => say(self.facts.broken),
            Trouble::ErrorInSuccess => say(self.facts.odd?),
            _ => return None,
        })
    }

    fn writes(&self, _: &Request) -> bool {
        true
    }
}
