//! Which zone a name lies in, and where its name servers are.

use std::net::SocketAddr;

use domain::{
    base::Rtype,
    rdata::{Ns, Soa},
};
use tokio::{task::JoinSet, time::timeout};

use super::question::{PER_QUESTION, addresses, ask};
use crate::core::record::{Kind, Name};

/// A zone with more name servers than this is not asked at all of them.
const HOSTS: usize = 8;

/// One address of one name server.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Server {
    /// Its host name, without a final dot; as the account names it where it does.
    pub host: String,
    pub address: SocketAddr,
}

/// A zone and its servers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Delegation {
    /// Without a final dot.
    pub zone: String,
    /// Their host names; a host without an address has no entry in `servers`.
    pub hosts: Vec<String>,
    /// Every address of every host, both families.
    pub servers: Vec<Server>,
}

/// Asks a resolver; `None` where it does not know the zone or none of its servers.
pub(super) async fn look_up(resolver: SocketAddr, name: &Name, port: u16) -> Option<Delegation> {
    let zone = zone_of(resolver, name).await?;
    let answer = ask(resolver, &zone, Rtype::NS, true).await?;
    let section = answer.answer().ok()?;
    let hosts: Vec<String> = section
        .limit_to::<Ns<_>>()
        .flatten()
        .map(|record| record.data().nsdname().to_string().trim_end_matches('.').to_ascii_lowercase())
        .take(HOSTS)
        .collect();
    let mut asking = JoinSet::new();
    for (at, host) in hosts.iter().enumerate() {
        for kind in [Kind::A, Kind::Aaaa] {
            let host = host.clone();
            asking.spawn(async move {
                let found = addresses(resolver, &host, kind, true).await.unwrap_or_default();
                let found = found.into_iter().map(|(ip, _)| SocketAddr::new(ip, port));
                (at, found.map(|address| Server { host: host.clone(), address }).collect::<Vec<_>>())
            });
        }
    }
    let mut found = asking.join_all().await;
    found.sort_by_key(|(at, servers)| (*at, servers.first().map(|server| server.address)));
    let servers: Vec<Server> = found.into_iter().flat_map(|(_, servers)| servers).collect();
    (!servers.is_empty()).then_some(Delegation { zone, hosts, servers })
}

/// The zone: whoever answers for the name names it in its SOA record.
async fn zone_of(resolver: SocketAddr, name: &Name) -> Option<String> {
    let answer = ask(resolver, name.as_str(), Rtype::SOA, true).await?;
    let (answers, authority) = (answer.answer().ok()?, answer.authority().ok()?);
    let mut owners = answers.limit_to::<Soa<_>>().chain(authority.limit_to::<Soa<_>>()).flatten();
    let owner = owners.next()?.owner().to_string().trim_end_matches('.').to_ascii_lowercase();
    // The root answers for what is nowhere.
    (!owner.is_empty()).then_some(owner)
}

/// The addresses of a server that is named as `host:port`.
pub(super) async fn named(host_port: &str) -> Vec<Server> {
    let server = |address| Server { host: host_port.to_owned(), address };
    match timeout(PER_QUESTION, tokio::net::lookup_host(host_port)).await {
        Ok(Ok(found)) => found.map(server).collect(),
        Ok(Err(_)) | Err(_) => Vec::new(),
    }
}
