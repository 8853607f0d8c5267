//! What the zone's own name servers answer for a name.
//!
//! The system's resolvers are only asked where those servers are; the record itself is
//! asked of them alone, because every resolver on the way keeps the old answer for its
//! TTL. Nothing here can change anything, and not being able to ask is no error.
//!
//! Three questions: [`Authority::served`] after a change, of all servers; [`Authority::every`]
//! for a person who wants to see each of them; [`Authority::glance`] for a cheap look at whether
//! somebody else changed a record, of one server.

mod delegation;
mod question;
#[cfg(test)]
mod tests;

use std::{
    net::{IpAddr, SocketAddr},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::{sync::Semaphore, time::timeout};

pub use delegation::{Delegation, Server};
#[cfg(fuzzing)]
pub use question::read_answer as fuzzed;

use crate::{
    core::{
        address::{Family, Unfit, judge},
        message::Served,
        record::{Kind, Name, RecordId},
    },
    net::together::{Asking, together},
};

const ALL_IN_ALL: Duration = Duration::from_secs(8);
/// How long it is believed where a zone's servers are.
const REMEMBERED: Duration = Duration::from_secs(60 * 60);
/// Names that are asked for at a time.
const AT_ONCE: usize = 12;
/// More addresses of name servers than this are not asked.
const SERVERS: usize = 16;

/// Asks name servers and remembers where they are; cheap to clone, and clones share what they know.
#[derive(Clone)]
pub struct Authority(Arc<Shared>);

struct Shared {
    /// A handful, each with the moment it was found.
    zones: Mutex<Vec<(Instant, Arc<Delegation>)>>,
    /// Each question may open a socket for every server: so many at a time.
    at_once: Semaphore,
    /// Which server is glanced at next.
    turn: AtomicUsize,
    resolvers: fn() -> Vec<SocketAddr>,
    /// Where name servers listen: 53 but in tests.
    port: u16,
}

/// What one server says of a name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Told {
    pub server: Server,
    /// Every address with its TTL in seconds; `None` if it did not answer, or is not authoritative.
    pub answer: Option<Vec<(IpAddr, u32)>>,
    pub took: Duration,
}

impl Told {
    /// The addresses alone, without those that did not come.
    fn addresses(&self) -> Option<Vec<IpAddr>> {
        Some(self.answer.as_ref()?.iter().map(|(address, _)| *address).collect())
    }
}

impl Default for Authority {
    fn default() -> Self {
        Self::new(crate::platform::dns::resolvers, 53)
    }
}

impl Authority {
    fn new(resolvers: fn() -> Vec<SocketAddr>, port: u16) -> Self {
        Self(Arc::new(Shared {
            zones: Mutex::default(),
            at_once: Semaphore::new(AT_ONCE),
            turn: AtomicUsize::new(0),
            resolvers,
            port,
        }))
    }

    /// Whether all name servers of the zone that can be reached serve `values`. `server` names the one
    /// to ask where the account knows it. Takes at most eight seconds once it is its turn.
    pub async fn served(&self, id: &RecordId, values: &[IpAddr], server: Option<&str>) -> Served {
        judge_served(&self.every(&id.name, id.kind, server).await, values)
    }

    /// What every name server of the zone says, over both families; none where the zone or its servers
    /// are not found. Takes at most eight seconds.
    pub async fn every(&self, name: &Name, kind: Kind, server: Option<&str>) -> Vec<Told> {
        let _turn = self.0.at_once.acquire().await;
        let asked = async {
            let told = ask_all(&self.servers(name, server).await, name, kind).await;
            // Where the zone above is remembered, a name may yet lie in a zone of its own below it: then
            // none of those servers is its authority.
            if server.is_some() || told.is_empty() || told.iter().any(|told| told.answer.is_some()) {
                return told;
            }
            self.forget(name);
            ask_all(&self.servers(name, None).await, name, kind).await
        };
        timeout(ALL_IN_ALL, asked).await.unwrap_or_default()
    }

    /// What one of the zone's servers says, each time another one: one datagram while all is well.
    /// `None` when it cannot be told: nobody answers, or the name is behind a proxy, whose addresses say
    /// nothing of what stands behind. Takes at most eight seconds.
    pub async fn glance(&self, name: &Name, kind: Kind, server: Option<&str>) -> Option<Vec<IpAddr>> {
        let _turn = self.0.at_once.acquire().await;
        let asked = async {
            let servers = self.servers(name, server).await;
            let turn = self.0.turn.fetch_add(1, Ordering::Relaxed);
            // The next one may be reachable where the first is not: of the other family, for example.
            for at in 0..servers.len().min(2) {
                let server = &servers[(turn + at) % servers.len()];
                if let Some(found) = ask_one(server.clone(), name, kind).await.addresses() {
                    return Some(found);
                }
            }
            self.forget(name);
            None
        };
        let found = timeout(ALL_IN_ALL, asked).await.ok().flatten()?;
        (!is_behind_proxy(&found)).then_some(found)
    }

    /// The zone of a name and its servers, as the resolvers know them. Looked up anew every hour, and
    /// after a failure.
    pub async fn delegation(&self, name: &Name) -> Option<Arc<Delegation>> {
        if is_nowhere_public(name) {
            return None;
        }
        if let Some(known) = self.remembered(name) {
            return Some(known);
        }
        for resolver in (self.0.resolvers)() {
            if let Some(found) = delegation::look_up(resolver, name, self.0.port).await {
                let found = Arc::new(found);
                let mut zones = self.0.zones.lock().unwrap_or_else(PoisonError::into_inner);
                zones.retain(|(since, known)| since.elapsed() < REMEMBERED && known.zone != found.zone);
                zones.push((Instant::now(), found.clone()));
                return Some(found);
            }
        }
        None
    }

    /// What every resolver of this machine, or `only` this one, answers, with the seconds for which it will yet. Takes
    /// at most eight seconds once it is its turn.
    pub async fn resolved(&self, name: &Name, kind: Kind, only: Option<SocketAddr>) -> Vec<Told> {
        let _turn = self.0.at_once.acquire().await;
        let ask = |address| -> Asking<'_, Told> {
            Box::pin(async move {
                let started = Instant::now();
                let answer = question::addresses(address, name.as_str(), kind, true).await;
                let server = Server { host: String::new(), address };
                Told { server, answer, took: started.elapsed() }
            })
        };
        let resolvers = only.map_or_else(|| (self.0.resolvers)(), |only| vec![only]);
        let asked = resolvers.into_iter().take(SERVERS).map(ask).collect();
        timeout(ALL_IN_ALL, together(asked)).await.unwrap_or_default()
    }

    /// Whether any resolver of this machine answers at all: asked for the root's servers, which each of them knows.
    /// If none does, which they are. Takes at most eight seconds.
    pub async fn resolvers_answer(&self) -> Result<(), String> {
        let resolvers: Vec<SocketAddr> = (self.0.resolvers)().into_iter().take(SERVERS).collect();
        let ask = |server: &SocketAddr| -> Asking<'_, bool> {
            let server = *server;
            Box::pin(async move { question::serves_root(server).await })
        };
        let asked = together(resolvers.iter().map(ask).collect());
        if timeout(ALL_IN_ALL, asked).await.is_ok_and(|answers| answers.contains(&true)) {
            return Ok(());
        }
        Err(resolvers.iter().map(|server| server.ip().to_string()).collect::<Vec<_>>().join(", "))
    }

    async fn servers(&self, name: &Name, server: Option<&str>) -> Vec<Server> {
        match server {
            Some(server) => delegation::named(server).await,
            None => self.delegation(name).await.map_or_else(Vec::new, |found| found.servers.clone()),
        }
    }

    /// The deepest zone above the name that is remembered.
    fn remembered(&self, name: &Name) -> Option<Arc<Delegation>> {
        let zones = self.0.zones.lock().unwrap_or_else(PoisonError::into_inner);
        let above =
            |known: &&(Instant, Arc<Delegation>)| known.0.elapsed() < REMEMBERED && known.1.holds(name);
        let deepest = zones.iter().filter(above).max_by_key(|(_, found)| found.zone.len());
        deepest.map(|(_, found)| found.clone())
    }

    fn forget(&self, name: &Name) {
        let mut zones = self.0.zones.lock().unwrap_or_else(PoisonError::into_inner);
        zones.retain(|(_, found)| !found.holds(name));
    }
}

/// What the servers' answers mean for these values.
fn judge_served(told: &[Told], values: &[IpAddr]) -> Served {
    let mut heard = false;
    for found in told.iter().filter_map(Told::addresses) {
        if is_behind_proxy(&found) && !is_behind_proxy(values) {
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

/// Whether these are a reverse proxy's addresses, all of them.
pub fn is_behind_proxy(addresses: &[IpAddr]) -> bool {
    let proxied = |ip: &IpAddr| judge(*ip, Family::of(*ip), &[]) == Err(Unfit::Proxy);
    !addresses.is_empty() && addresses.iter().all(proxied)
}

/// Names that no public server holds (RFC 6761, RFC 6762, RFC 8375): asking for them only leaks them.
pub fn is_nowhere_public(name: &Name) -> bool {
    let under = |zone: &str| name.as_str().strip_suffix(zone).is_some_and(|rest| rest.ends_with('.'));
    ["test", "invalid", "example", "localhost", "local", "internal", "home.arpa"].into_iter().any(under)
}

/// Asks all at once; the answers in the order of the servers.
async fn ask_all(servers: &[Server], name: &Name, kind: Kind) -> Vec<Told> {
    let ask = |server: &Server| -> Asking<'_, Told> { Box::pin(ask_one(server.clone(), name, kind)) };
    together(servers.iter().take(SERVERS).map(ask).collect()).await
}

async fn ask_one(server: Server, name: &Name, kind: Kind) -> Told {
    let started = Instant::now();
    let answer = question::addresses(server.address, name.as_str(), kind, false).await;
    Told { server, answer, took: started.elapsed() }
}
