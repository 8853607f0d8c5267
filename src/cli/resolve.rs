//! `dns resolve`: what this machine's resolvers answer for a name and for how long yet, beside what the zone's own
//! servers say: why a name still leads to an old address, and when it will not any more.

use std::{
    fmt::Display,
    net::{IpAddr, SocketAddr},
};

use serde::Serialize;

use super::{Context, Exit, dns, print, run};
use crate::{
    app,
    authority::{Authority, Told, is_behind_proxy},
    config,
    core::record::{Kind, Name},
    net::together::{Asking, together},
    platform,
    text::{Language, Phrase, dns as text},
};

/// More names of a configuration than this are not asked for at once.
const NAMES: usize = 30;

/// The documented JSON of `dns resolve --json`.
#[derive(Serialize)]
struct Resolved {
    version: u32,
    service: dns::Service,
    names: Vec<One>,
}

#[derive(Serialize)]
struct One {
    name: Name,
    #[serde(rename = "type")]
    kind: Kind,
    /// What the hosts file says instead.
    hosts: Vec<IpAddr>,
    cached: Vec<dns::Address>,
    resolvers: Vec<Heard>,
    /// What the zone's own name servers say.
    servers: Vec<Heard>,
    state: State,
    /// Where an old answer is kept: for how many seconds yet.
    kept: Option<u32>,
}

#[derive(Serialize)]
struct Heard {
    /// The name server's host name; empty for a resolver.
    host: String,
    server: SocketAddr,
    /// `null`: no answer.
    answers: Option<Vec<dns::Address>>,
    took_ms: u128,
}

/// What all that means.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
enum State {
    /// Every resolver that answers says what the zone's servers say.
    Same,
    /// One says something else: it was asked before the change, and keeps that.
    Old,
    /// No resolver answers.
    Silent,
    /// The zone's servers cannot be asked, or are of two minds: nothing to compare with.
    Unknown,
}

pub fn resolve(context: &Context, name: Option<&Name>, server: Option<SocketAddr>, json: bool) -> Exit {
    let language = context.language;
    let mut wanted: Vec<(Name, Kind)> = match config::load(&context.paths.config, &app::known()) {
        Ok(config) => config.records.into_keys().map(|id| (id.name, id.kind)).collect(),
        Err(_) => Vec::new(),
    };
    wanted.sort_unstable();
    wanted.dedup();
    if let Some(name) = name {
        wanted.retain(|(managed, _)| managed == name);
        if wanted.is_empty() {
            wanted.extend([Kind::A, Kind::Aaaa].map(|kind| (name.clone(), kind)));
        }
    }
    let left_out = wanted.len().saturating_sub(NAMES);
    wanted.truncate(NAMES);
    let names: Vec<Name> = wanted.iter().map(|(name, _)| name.clone()).collect();
    let hosts = platform::hosts::read(&names).unwrap_or_default();
    let authority = Authority::default();
    let asked = app::block_on(async {
        let ask = |(name, kind): (Name, Kind)| -> Asking<'_, One> {
            let decided =
                hosts.iter().filter(|(other, ip)| *other == name && ip.is_ipv6() == (kind == Kind::Aaaa));
            let decided = decided.map(|(_, address)| *address).collect();
            let authority = &authority;
            Box::pin(async move {
                let (resolvers, servers) =
                    tokio::join!(authority.resolved(&name, kind, server), authority.every(&name, kind, None));
                let cached = platform::dns::cached_addresses(name.as_str(), kind == Kind::Aaaa);
                let (state, kept) = judge(&resolvers, &servers);
                One {
                    hosts: decided,
                    cached: cached.into_iter().map(dns::Address::from).collect(),
                    resolvers: resolvers.into_iter().map(Heard::from).collect(),
                    servers: servers.into_iter().map(Heard::from).collect(),
                    name,
                    kind,
                    state,
                    kept,
                }
            })
        };
        together(wanted.into_iter().map(ask).collect()).await
    });
    let names = match asked {
        Ok(names) => names,
        Err(failed) => return run::complain(context, &failed),
    };
    let silent = names.iter().any(|one| one.state == State::Silent);
    let service = dns::Service::here();
    if json {
        print::json(&Resolved { version: 1, service, names });
    } else {
        service.show(language);
        names.iter().for_each(|one| show(one, language));
        if left_out > 0 {
            print::line(text::LEFT_OUT.fill(language, &[("count", &left_out)]));
        }
        if names.is_empty() {
            print::line(text::NO_NAMES.to(language));
        }
    }
    if silent { Exit::Failed } else { Exit::Done }
}

/// Compares what the resolvers keep with what the zone's servers say now.
fn judge(resolvers: &[Told], servers: &[Told]) -> (State, Option<u32>) {
    let addresses = |told: &Told| {
        let mut found: Vec<IpAddr> = told.answer.as_ref()?.iter().map(|(address, _)| *address).collect();
        found.sort_unstable();
        found.dedup();
        Some(found)
    };
    let heard: Vec<(&Told, Vec<IpAddr>)> =
        resolvers.iter().filter_map(|told| Some((told, addresses(told)?))).collect();
    if heard.is_empty() {
        return (State::Silent, None);
    }
    let mut said: Vec<Vec<IpAddr>> = servers.iter().filter_map(addresses).collect();
    said.dedup();
    let [now] = said.as_slice() else { return (State::Unknown, None) };
    // A proxy answers each who asks with whichever of its addresses.
    let same = |found: &Vec<IpAddr>| found == now || is_behind_proxy(found) && is_behind_proxy(now);
    let old: Vec<&Told> = heard.iter().filter(|(_, found)| !same(found)).map(|(told, _)| *told).collect();
    if old.is_empty() {
        return (State::Same, None);
    }
    let ttls = old.iter().flat_map(|told| told.answer.iter().flatten().map(|(_, ttl)| *ttl));
    (State::Old, ttls.max())
}

fn show(one: &One, language: Language) {
    let name = one.name.shown();
    print::line(format!("{name} {}", one.kind));
    for address in &one.hosts {
        print::line(format!("  {}", text::HOSTS.fill(language, &[("address", address)])));
    }
    for cached in &one.cached {
        let values: [(&str, &dyn Display); 2] = [("address", &cached.address), ("ttl", &cached.ttl)];
        print::line(format!("  {}", text::CACHED.fill(language, &values)));
    }
    let line = |phrase: Phrase, heard: &Heard| {
        let server = heard.server.ip();
        let values: [(&str, &dyn Display); 3] =
            [("host", &heard.host), ("server", &server), ("answer", &answer(heard, language))];
        print::line(format!("  {}", phrase.fill(language, &values)));
    };
    one.resolvers.iter().for_each(|heard| line(text::RESOLVER, heard));
    one.servers.iter().for_each(|heard| line(text::SERVER, heard));
    let said = match (one.state, one.kept) {
        (State::Same, _) => text::SAME.to(language).to_owned(),
        (State::Old, Some(kept)) => text::OLD.fill(language, &[("ttl", &kept)]),
        (State::Old, None) => text::OLD_NOTHING.to(language).to_owned(),
        (State::Silent, _) => text::SILENT.to(language).to_owned(),
        (State::Unknown, _) => text::UNKNOWN.to(language).to_owned(),
    };
    print::line(format!("  {said}"));
}

fn answer(heard: &Heard, language: Language) -> String {
    match heard.answers.as_deref() {
        None => text::NO_ANSWER.to(language).to_owned(),
        Some([]) => text::NOTHING.to(language).to_owned(),
        Some(some) => {
            let one = |a: &dns::Address| {
                let values: [(&str, &dyn Display); 2] = [("address", &a.address), ("ttl", &a.ttl)];
                text::ANSWER.fill(language, &values)
            };
            some.iter().map(one).collect::<Vec<_>>().join(", ")
        }
    }
}

impl From<Told> for Heard {
    fn from(told: Told) -> Self {
        let address = |(address, ttl)| dns::Address { address, ttl };
        Self {
            host: told.server.host,
            server: told.server.address,
            answers: told.answer.map(|found| found.into_iter().map(address).collect()),
            took_ms: told.took.as_millis(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::authority::Server;

    fn told(answer: Option<&[(&str, u32)]>) -> Told {
        let server = Server { host: String::new(), address: ([127, 0, 0, 1], 53).into() };
        let answer = answer.map(|found| found.iter().map(|(ip, ttl)| (ip.parse().unwrap(), *ttl)).collect());
        Told { server, answer, took: Duration::ZERO }
    }

    #[test]
    fn an_old_answer_is_told_with_the_longest_time_it_is_kept() {
        let now = told(Some(&[("203.0.113.9", 300)]));
        let fresh = told(Some(&[("203.0.113.9", 12)]));
        let old = told(Some(&[("203.0.113.7", 250)]));
        let older = told(Some(&[("203.0.113.7", 90)]));
        let (gone, none) = (told(None), told(Some(&[])));
        for (resolvers, servers, wanted) in [
            (vec![&fresh, &gone], vec![&now, &gone], (State::Same, None)),
            (vec![&fresh, &old, &older], vec![&now], (State::Old, Some(250))),
            (vec![&none], vec![&now], (State::Old, None)),
            (vec![&none], vec![&none], (State::Same, None)),
            (vec![&gone], vec![&now], (State::Silent, None)),
            (vec![], vec![&now], (State::Silent, None)),
            (vec![&fresh], vec![], (State::Unknown, None)),
            (vec![&fresh], vec![&now, &old], (State::Unknown, None)),
        ] {
            let of = |told: Vec<&Told>| told.into_iter().cloned().collect::<Vec<_>>();
            assert_eq!(judge(&of(resolvers), &of(servers)), wanted);
        }
    }

    #[test]
    fn a_proxy_s_addresses_need_not_be_the_same_ones() {
        let (one, other) = (told(Some(&[("104.16.1.1", 9)])), told(Some(&[("104.16.2.2", 300)])));
        assert_eq!(judge(&[one], &[other]).0, State::Same);
    }
}
