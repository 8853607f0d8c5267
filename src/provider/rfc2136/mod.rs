//! Dynamic updates to a name server of one's own (RFC 2136), signed with TSIG.
//!
//! The server is asked for the zone (SOA) and for what is there (A, AAAA), and given
//! one UPDATE per zone. Each changed `RRset` is guarded by a prerequisite, so that a
//! change by somebody else in between is noticed and not overwritten. The messages
//! themselves are made in [`message`] and carried by [`session`].
//!
//! Not done: SIG(0), GSS-TSIG (Active Directory), and zone transfers.

mod message;
mod session;

#[cfg(fuzzing)]
pub use session::read_answer;

use std::{collections::BTreeMap, net::IpAddr, time::Duration};

use async_trait::async_trait;
use base64::{Engine, prelude::BASE64_STANDARD};
use domain::{
    base::{Rtype, iana::Rcode},
    tsig::{Algorithm, Key, KeyName},
};
use session::{Server, Session};

use super::{Applied, Held, Info, Model, Opened, Opening, Provider, alias, all};
use crate::{
    config::{Account, AccountShape, Endpoint, Field, SecretShape},
    core::{
        plan::{Change, Record},
        problem::{Code, Problem},
        record::{Kind, Name, Zone},
    },
};

pub const INFO: Info = Info {
    shape: AccountShape {
        id: "rfc2136",
        display: "RFC 2136 (BIND, Knot, PowerDNS, …)",
        fields: &[
            Field {
                key: "server",
                required: true,
                help: "The primary name server: a host or address, with a port if it is not 53.",
                example: "ns1.example.org",
                choices: &[],
            },
            Field {
                key: "key_name",
                required: true,
                help: "The name of the TSIG key, as the server's configuration has it.",
                example: "ddns-key",
                choices: &[],
            },
            Field {
                key: "algorithm",
                required: false,
                help: "The algorithm of the TSIG key; hmac-sha256 if left out. \
                       Keys for hmac-md5 and hmac-sha224 cannot be used: make a new one.",
                example: "hmac-sha256",
                choices: &["hmac-sha1", "hmac-sha256", "hmac-sha384", "hmac-sha512"],
            },
        ],
        secret: SecretShape {
            called: "TSIG key (base64)",
            create: "Make one with `tsig-keygen ddns-key` and allow it to update the names: \
                     `update-policy { grant ddns-key name home.example.org A AAAA; };`.",
        },
        ttl: Some((0, 0x7fff_ffff)),
        endpoint: Endpoint::None,
        several: true,
    },
    model: Model::Rrset,
    max_batch: 250,
    atomic: true,
    both_families: false,
    min_interval: Duration::ZERO,
    rate: None,
    refresh: None,
    open,
};

/// Marks a record that a wildcard made up for the question (RFC 4592): there is nothing to delete,
/// and no prerequisite about it can hold.
const FROM_WILDCARD: &str = "from_wildcard";

struct Rfc2136 {
    server: Server,
    key: Key,
}

fn open(account: &Account, Opening { secret, .. }: Opening) -> Opened {
    let bad = |said: &str| Problem::from(Code::BadSetting).account(&account.name).said(said);
    let server = Server::parse(account.field("server")).ok_or_else(|| {
        bad("server is no host or address, with or without a port: ns1.example.org, [2001:db8::1]:53")
    })?;
    let algorithm = match account.field("algorithm") {
        "" => Algorithm::Sha256,
        named => named.parse().map_err(|_| bad("algorithm is none that is known"))?,
    };
    let name: KeyName = account.field("key_name").parse().map_err(|_| bad("key_name is no name"))?;
    // Copied from a key file, a key may come with quotes or a final semicolon.
    let text = secret.expose().trim_matches(|c: char| c.is_whitespace() || "\";".contains(c));
    let refused = |said: &str| Problem::from(Code::BadCredential).account(&account.name).said(said);
    let bytes = BASE64_STANDARD.decode(text).map_err(|_| refused("the TSIG key is not base64"))?;
    if bytes.is_empty() {
        return Err(refused("the TSIG key is empty"));
    }
    let key = Key::new(algorithm, &bytes, name, None, None).map_err(|_| bad("the TSIG key has no use"))?;
    Ok(Box::new(Rfc2136 { server, key }))
}

#[async_trait]
impl Provider for Rfc2136 {
    async fn find_zone(&self, name: &Name) -> Result<Zone, Problem> {
        let session = self.server.connect(&self.key).await?;
        // The server names the zone in its answer, whatever name below it is asked for. Only an alias
        // answers with something else; then the name above it is asked.
        for suffix in name.suffixes() {
            let answer = session.query(&suffix, Rtype::SOA).await.map_err(|problem| match problem.code {
                // So says BIND of names it holds no zone for.
                Code::NotPermitted => Problem::from(Code::NoZone)
                    .name(name)
                    .said("REFUSED: the server holds no zone above this name, or does not let this key ask"),
                _ => problem,
            })?;
            if !answer.authoritative() {
                break;
            }
            if let Some(zone) = answer.zone_of(name) {
                return Ok(Zone { name: zone, id: String::new() });
            }
        }
        let said = "the server is not authoritative for any zone above this name";
        Err(Problem::from(Code::NoZone).name(name).said(said))
    }

    async fn open_zone(&self, zone: &Name) -> Result<Zone, Problem> {
        // Nothing to look up: the UPDATE itself is refused when the server does not hold the zone.
        Ok(Zone { name: zone.clone(), id: String::new() })
    }

    async fn read(&self, zone: &Zone, keys: &[(Name, Kind)]) -> Result<Held, Problem> {
        let session = self.server.connect(&self.key).await?;
        let mut held = Held::default();
        let mut wildcards = BTreeMap::new();
        for (name, kind) in keys {
            if held.blocked.iter().any(|(blocked, ..)| blocked == name) {
                continue;
            }
            let answer = session.query(name, rtype(*kind)).await?;
            if let Some(target) = answer.alias_of(name) {
                held.blocked.push(alias(name, &target));
                continue;
            }
            let found = answer.addresses(name, *kind);
            let made_up =
                !found.is_empty() && under_wildcard(&session, zone, name, *kind, &mut wildcards).await?;
            held.records.extend(found.into_iter().map(|(value, ttl)| Record {
                id: None,
                name: name.clone(),
                kind: *kind,
                value,
                ttl: Some(ttl),
                extras: if made_up { FROM_WILDCARD.into() } else { serde_json::Value::Null },
            }));
        }
        Ok(held)
    }

    fn name_server(&self) -> Option<String> {
        Some(self.server.shown())
    }

    async fn apply(&self, zone: &Zone, changes: &[Change]) -> Vec<Result<Applied, Problem>> {
        let session = match self.server.connect(&self.key).await {
            Ok(session) => session,
            Err(problem) => return all(changes, Err(problem)),
        };
        let mut results = Vec::with_capacity(changes.len());
        let mut left = vec![changes];
        while let Some(part) = left.pop() {
            match message::update(&zone.name, part) {
                Ok(update) => results.extend(outcome(part, session.send(update).await)),
                // More than 64 KiB cannot be said in one message: say it in two.
                Err(_) if part.len() > 1 => {
                    let (first, second) = part.split_at(part.len() / 2);
                    left.extend([second, first]);
                }
                Err(problem) => results.extend(all(part, Err(problem))),
            }
        }
        results
    }
}

fn outcome(changes: &[Change], sent: Result<message::Reply, Problem>) -> Vec<Result<Applied, Problem>> {
    let result = sent.map_err(|problem| match problem.code {
        // It went out; whether it arrived is not known.
        Code::TimedOut | Code::BadAnswer => Problem { code: Code::Unconfirmed, ..problem },
        _ => problem,
    });
    match result.map(|reply| reply.rcode()) {
        Ok(Rcode::NXRRSET | Rcode::YXRRSET | Rcode::NXDOMAIN | Rcode::YXDOMAIN) => {
            vec![Ok(Applied::Stale); changes.len()]
        }
        Ok(Rcode::NOERROR) => all(changes, Ok(())),
        Ok(other) => all(changes, Err(message::refusal(other))),
        Err(problem) => all(changes, Err(problem)),
    }
}

/// Whether some wildcard between the name and its zone holds records of this kind: then an answer for
/// the name may have been made from it. One question per level, whatever the number of names.
async fn under_wildcard(
    session: &Session<'_>,
    zone: &Zone,
    name: &Name,
    kind: Kind,
    known: &mut BTreeMap<(Name, Kind), bool>,
) -> Result<bool, Problem> {
    for above in name.suffixes().skip_while(|above| above == name) {
        if above.within(&zone.name).is_none() {
            break;
        }
        let Ok(wildcard) = Name::parse(&format!("*.{above}")) else { continue };
        if wildcard == *name {
            break;
        }
        let key = (wildcard, kind);
        if !known.contains_key(&key) {
            let answer = session.query(&key.0, rtype(kind)).await?;
            let holds = !answer.addresses(&key.0, kind).is_empty();
            known.insert(key.clone(), holds);
        }
        if known.get(&key) == Some(&true) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn rtype(kind: Kind) -> Rtype {
    match kind {
        Kind::A => Rtype::A,
        Kind::Aaaa => Rtype::AAAA,
    }
}

/// The values of `all` that are not in `but`, each once.
fn without(all: &[IpAddr], but: &[IpAddr]) -> Vec<IpAddr> {
    let mut left: Vec<IpAddr> = all.iter().copied().filter(|value| !but.contains(value)).collect();
    left.sort_unstable();
    left.dedup();
    left
}
