//! Which zone a name lies in, and where its name servers are.

use std::net::SocketAddr;

use domain::{
    base::Rtype,
    rdata::{Ns, Soa},
};
use tokio::time::timeout;

use super::question::{PER_QUESTION, addresses, ask};
use crate::{
    core::record::{Kind, Name},
    net::together::{Asking, together},
};

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

impl Delegation {
    /// Whether the name lies in the zone, or in one below it.
    pub fn holds(&self, name: &Name) -> bool {
        let rest = name.as_str().strip_suffix(self.zone.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    }
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
    let pairs = hosts.iter().flat_map(|host| [(host, Kind::A), (host, Kind::Aaaa)]);
    let asking = pairs.map(|(host, kind)| -> Asking<'_, Vec<Server>> {
        Box::pin(async move {
            let found = addresses(resolver, host, kind, true).await.unwrap_or_default();
            let server = |(ip, _)| Server { host: host.clone(), address: SocketAddr::new(ip, port) };
            found.into_iter().map(server).collect()
        })
    });
    let servers: Vec<Server> = together(asking.collect()).await.into_iter().flatten().collect();
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
