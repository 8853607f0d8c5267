//! What the zone's own name servers answer for a name.
//!
//! The system's resolvers are only asked where those servers are; the record itself is
//! asked of them alone, because every resolver on the way keeps the old answer for its
//! TTL. Nothing here can change anything, and not being able to ask is no error.

use std::{
    net::{IpAddr, SocketAddr},
    str::FromStr,
    time::Duration,
};

use domain::{
    base::{Message, MessageBuilder, Name as WireName, Rtype, ToName, iana::Rcode},
    rdata::{A, Aaaa, Ns, Soa},
};
use tokio::{task::JoinSet, time::timeout};

use crate::{
    core::{
        address::{Family, Unfit, judge},
        message::Served,
        record::{Kind, Name, RecordId},
    },
    net::dns,
    platform,
};

const PER_QUESTION: Duration = Duration::from_secs(2);
const ALL_IN_ALL: Duration = Duration::from_secs(8);
/// A zone with more name servers than this is not asked at all of them.
const SERVERS: usize = 8;

/// Whether the name servers of the zone serve exactly `values`. `server` names the one to ask
/// where the account knows it.
pub async fn served(id: &RecordId, values: &[IpAddr], server: Option<&str>) -> Served {
    if server.is_none() && is_nowhere_public(&id.name) {
        return Served::Unknown;
    }
    let asked = async {
        let servers = match server {
            Some(server) => look_up(server).await,
            None => servers_of(&id.name).await,
        };
        ask_all(servers, id, values).await
    };
    timeout(ALL_IN_ALL, asked).await.unwrap_or(Served::Unknown)
}

/// Names that no public server holds (RFC 6761, RFC 6762, RFC 8375): asking for them only leaks them.
fn is_nowhere_public(name: &Name) -> bool {
    let under = |zone: &str| name.as_str().strip_suffix(zone).is_some_and(|rest| rest.ends_with('.'));
    ["test", "invalid", "example", "localhost", "local", "internal", "home.arpa"].into_iter().any(under)
}

async fn ask_all(servers: Vec<SocketAddr>, id: &RecordId, values: &[IpAddr]) -> Served {
    let mut asking = JoinSet::new();
    for server in servers.into_iter().take(SERVERS) {
        let (name, kind) = (id.name.clone(), id.kind);
        asking.spawn(async move { addresses(server, &name, kind).await });
    }
    let mut heard = false;
    while let Some(answer) = asking.join_next().await {
        let Ok(Some(found)) = answer else { continue };
        let proxied = |ip: &IpAddr| judge(*ip, Family::of(*ip), &[]) == Err(Unfit::Proxy);
        if !found.is_empty() && found.iter().all(proxied) && !values.iter().all(proxied) {
            // A proxied name shows the proxy's addresses; what stands behind cannot be seen.
            return Served::Unknown;
        }
        if !values.iter().all(|value| found.contains(value)) {
            return Served::NotYet(found);
        }
        heard = true;
    }
    if heard { Served::Yes } else { Served::Unknown }
}

/// The addresses of the servers that hold the zone of `name`, as the system's resolvers know them.
async fn servers_of(name: &Name) -> Vec<SocketAddr> {
    let mut servers = Vec::new();
    for resolver in platform::dns::resolvers() {
        let Some(zone) = zone_of(resolver, name).await else { continue };
        let Some(answer) = ask(resolver, &zone, Rtype::NS, true).await else { continue };
        let Ok(section) = answer.answer() else { continue };
        let hosts: Vec<String> =
            section.limit_to::<Ns<_>>().flatten().map(|record| record.data().nsdname().to_string()).collect();
        for host in hosts.iter().take(SERVERS) {
            servers.extend(look_up(&format!("{}:53", host.trim_end_matches('.'))).await);
        }
        if !servers.is_empty() {
            break;
        }
    }
    servers
}

async fn zone_of(resolver: SocketAddr, name: &Name) -> Option<String> {
    let answer = ask(resolver, name.as_str(), Rtype::SOA, true).await?;
    let (answers, authority) = (answer.answer().ok()?, answer.authority().ok()?);
    let mut owners = answers.limit_to::<Soa<_>>().chain(authority.limit_to::<Soa<_>>()).flatten();
    owners.next().map(|record| record.owner().to_string())
}

/// What one authoritative server answers; `None` if it does not, or is not authoritative.
async fn addresses(server: SocketAddr, name: &Name, kind: Kind) -> Option<Vec<IpAddr>> {
    let rtype = match kind {
        Kind::A => Rtype::A,
        Kind::Aaaa => Rtype::AAAA,
    };
    let answer = ask(server, name.as_str(), rtype, false).await?;
    if !answer.header().aa() {
        return None;
    }
    let section = answer.answer().ok()?;
    Some(match kind {
        Kind::A => section.limit_to::<A>().flatten().map(|record| record.data().addr().into()).collect(),
        Kind::Aaaa => {
            section.limit_to::<Aaaa>().flatten().map(|record| record.data().addr().into()).collect()
        }
    })
}

async fn ask(server: SocketAddr, name: &str, rtype: Rtype, recursive: bool) -> Option<Message<Vec<u8>>> {
    let name = WireName::<Vec<u8>>::from_str(name).ok()?;
    let mut message = MessageBuilder::new_vec();
    message.header_mut().set_random_id();
    message.header_mut().set_rd(recursive);
    let mut message = message.question();
    message.push((name.clone(), rtype)).ok()?;
    let request = message.finish();
    let mut answer = dns::over_udp(server, &request, PER_QUESTION).await.ok()?;
    if answer.get(2).is_some_and(|flags| flags & 0x02 != 0) {
        answer = dns::over_tcp(server, &request, PER_QUESTION).await.ok()?;
    }
    let answer = Message::from_octets(answer).ok()?;
    let own = answer.sole_question().ok().is_some_and(|q| q.qname().name_eq(&name) && q.qtype() == rtype);
    let clear = matches!(answer.header().rcode(), Rcode::NOERROR | Rcode::NXDOMAIN);
    (own && clear).then_some(answer)
}

async fn look_up(host_port: &str) -> Vec<SocketAddr> {
    match timeout(PER_QUESTION, tokio::net::lookup_host(host_port)).await {
        Ok(Ok(found)) => found.collect(),
        Ok(Err(_)) | Err(_) => Vec::new(),
    }
}
