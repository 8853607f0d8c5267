//! The names: who serves their zones, and what every server says of them.

use std::{fmt::Display, net::IpAddr, sync::Arc};

use tokio::sync::Semaphore;

use super::{Check, Doctor, Finding, Level};
use crate::{
    authority::{Authority, Delegation, Told, is_behind_proxy, is_nowhere_public},
    core::record::RecordId,
    net::together::{Asking, together},
    store,
    text::{Language, doctor as text},
};

/// Names that are asked for at a time: a thousand at once would be taken for an attack.
const AT_A_TIME: usize = 16;

/// What was heard of one record.
struct Heard {
    id: RecordId,
    /// Nobody can be asked: the domain is nowhere public, and the account names no server.
    nowhere: bool,
    delegation: Option<Arc<Delegation>>,
    told: Vec<Told>,
}

impl Heard {
    /// Whether there was nobody to ask, and should have been.
    fn is_lost(&self) -> bool {
        !self.nowhere && self.delegation.is_none() && self.told.is_empty()
    }
}

impl Doctor {
    /// `servers` are those that accounts speak with themselves.
    pub(super) async fn names(&self, servers: Vec<(String, String)>) -> Vec<Finding> {
        let authority = Authority::default();
        let turns = Semaphore::new(AT_A_TIME);
        let ask = |id| -> Asking<'_, Heard> { Box::pin(ask(id, &servers, &authority, &turns)) };
        let all = together(self.config.records.keys().map(ask).collect()).await;
        let state = store::read(&self.paths.state_dir).ok().flatten().unwrap_or_default();
        let published = |id: &RecordId| state.records.get(id).map_or(&[][..], |memory| &memory.published);
        let mut found = delegations(&all, self.language);
        // That a name's servers were not found is said already.
        let heard = all.iter().filter(|heard| !heard.is_lost());
        found.extend(heard.map(|heard| judge(heard, published(&heard.id), self.language)));
        found
    }
}

async fn ask(id: &RecordId, servers: &[(String, String)], authority: &Authority, turns: &Semaphore) -> Heard {
    let _turn = turns.acquire().await;
    let id = id.clone();
    let server =
        servers.iter().find(|(account, _)| *account == id.account).map(|(_, server)| server.as_str());
    let nowhere = server.is_none() && is_nowhere_public(&id.name);
    let delegation = if server.is_none() { authority.delegation(&id.name).await } else { None };
    let told = if server.is_none() && delegation.is_none() {
        Vec::new()
    } else {
        authority.every(&id.name, id.kind, server).await
    };
    Heard { id, nowhere, delegation, told }
}

/// Every zone once, and every name without one.
fn delegations(all: &[Heard], language: Language) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    for heard in all {
        let (level, about, said) = if let Some(delegation) = &heard.delegation {
            let values: [(&str, &dyn Display); 2] =
                [("zone", &delegation.zone), ("hosts", &delegation.hosts.join(", "))];
            (Level::Good, delegation.zone.as_str(), text::DELEGATED.fill(language, &values))
        } else if heard.is_lost() {
            let said = text::NOT_DELEGATED.fill(language, &[("name", &heard.id.name.shown())]);
            (Level::Attention, heard.id.name.as_str(), said)
        } else {
            continue;
        };
        let finding = Finding::new(Check::Delegation, level, said).about(about);
        if !found.contains(&finding) {
            found.push(finding);
        }
    }
    found
}

fn judge(heard: &Heard, published: &[IpAddr], language: Language) -> Finding {
    let answers: Vec<Vec<IpAddr>> = heard
        .told
        .iter()
        .filter_map(|told| Some(told.answer.as_ref()?.iter().map(|(ip, _)| *ip).collect()))
        .collect();
    let right = |answer: &Vec<IpAddr>| published.iter().all(|value| answer.contains(value));
    let (level, phrase) = if heard.nowhere {
        (Level::Good, text::NOWHERE_PUBLIC)
    } else if answers.is_empty() {
        (Level::Attention, text::NO_SERVER_ANSWERS)
    } else if answers.iter().any(|answer| is_behind_proxy(answer)) && !is_behind_proxy(published) {
        (Level::Good, text::PROXIED)
    } else if published.is_empty() {
        (Level::Good, text::SERVED_UNKNOWN)
    } else if answers.iter().all(right) {
        (Level::Good, text::SERVED)
    } else {
        (Level::Attention, text::NOT_SERVED)
    };
    let published: Vec<String> = published.iter().map(ToString::to_string).collect();
    let values: [(&str, &dyn Display); 4] = [
        ("name", &heard.id.name.shown()),
        ("kind", &heard.id.kind),
        ("published", &published.join(", ")),
        ("answers", &list(&heard.told, language)),
    ];
    let about = format!("{} {}", heard.id.name, heard.id.kind);
    Finding::new(Check::Served, level, phrase.fill(language, &values)).about(about)
}

/// What every server said, with TTLs.
fn list(told: &[Told], language: Language) -> String {
    let one = |told: &Told| {
        let addresses = match &told.answer {
            None => text::NO_ANSWER.to(language).to_owned(),
            Some(found) if found.is_empty() => text::NO_ADDRESS.to(language).to_owned(),
            Some(found) => {
                let one = |(address, ttl): &(IpAddr, u32)| {
                    text::ANSWER_TTL.fill(language, &[("address", address), ("ttl", ttl)])
                };
                found.iter().map(one).collect::<Vec<_>>().join(", ")
            }
        };
        let server = format!("{} [{}]", told.server.host, told.server.address.ip());
        text::ANSWER.fill(language, &[("server", &server), ("addresses", &addresses)])
    };
    told.iter().map(one).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{
        authority::Server,
        core::record::{Kind, Name},
    };

    fn told(answer: Option<&[&str]>) -> Told {
        let server = Server { host: "ns1.zone.org".into(), address: "192.0.2.53:53".parse().unwrap() };
        let answer = answer.map(|ips| ips.iter().map(|ip| (ip.parse().unwrap(), 60)).collect());
        Told { server, answer, took: Duration::ZERO }
    }

    #[test]
    fn what_the_servers_say_is_judged_against_what_was_published() {
        let (new, old, silent, proxied) =
            (told(Some(&["8.8.8.8"])), told(Some(&["8.8.4.4"])), told(None), told(Some(&["104.18.0.1"])));
        let ours = &["8.8.8.8"][..];
        for (told, published, level, words) in [
            (vec![new.clone(), silent.clone()], ours, Level::Good, "right at every"),
            (vec![new.clone(), old.clone()], ours, Level::Attention, "8.8.4.4 (TTL 60)"),
            (vec![told(Some(&[]))], ours, Level::Attention, "no address"),
            (vec![silent], ours, Level::Attention, "No name server"),
            (vec![proxied], ours, Level::Good, "behind a proxy"),
            (vec![old], &[], Level::Good, "Nothing was published yet"),
        ] {
            let name = Name::parse("home.zone.org").unwrap();
            let id = RecordId { account: "lab".into(), name, kind: Kind::A };
            let heard = Heard { id, nowhere: false, delegation: None, told };
            let published: Vec<IpAddr> = published.iter().map(|ip| ip.parse().unwrap()).collect();
            let finding = judge(&heard, &published, Language::English);
            assert_eq!(finding.level, level, "{}", finding.said);
            assert!(finding.said.contains(words), "{}", finding.said);
        }
    }
}
