//! The home router, asked for its address on the Internet side, and listened to.
//!
//! Three protocols are known: NAT-PMP (RFC 6886), PCP (RFC 6887) and UPnP's Internet Gateway Device. Which of them
//! answered is remembered in [`Routers`] and asked first, so that a look costs one small datagram in most homes.
//! [`watch`] hears what a router announces; it is a reason to look, and never an address.
//!
//! Only a router inside is spoken to (`config::source::is_inside`), and only what it sends itself, from the address
//! that was asked, counts. Nothing is ever opened on it for longer than PCP needs to name the address.

mod announcement;
mod datagram;
mod description;
mod gena;
mod nat_pmp;
mod notify;
mod pcp;
mod soap;
mod ssdp;
mod upnp;
mod watch;

#[cfg(fuzzing)]
pub mod fuzzed;
#[cfg(test)]
mod tests;

use std::{
    net::{IpAddr, Ipv4Addr},
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::time::sleep;

pub use self::watch::{Watch, watch};
use super::Heard;
use crate::{
    config::source::is_inside,
    core::problem::{Code, Problem},
    net::Net,
    platform::gateway,
};

/// What the datagram protocols are given before UPnP is tried beside them.
const HEAD_START: Duration = Duration::from_millis(300);

/// One router, and how it is reached from here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Router {
    pub address: Ipv4Addr,
    /// This machine's own address towards it.
    pub own: Ipv4Addr,
    pub ports: Ports,
}

/// The ports of the protocols; other ones in tests alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Ports {
    /// NAT-PMP and PCP, on the router.
    pub control: u16,
    /// SSDP, on the router and of the multicast group.
    pub ssdp: u16,
    /// Where announcements arrive, on this machine.
    pub announcements: u16,
}

/// RFC 6886 section 1.1 and 3.2.1; UPnP Device Architecture 1.1 section 1.
const PORTS: Ports = Ports { control: 5351, ssdp: 1900, announcements: 5350 };

impl Router {
    /// The router of the default route, or the one of this address.
    fn find(which: Option<Ipv4Addr>) -> Result<Self, Problem> {
        let none = |why: &str| Problem::from(Code::Unreachable).said(why);
        let (address, own) = match which {
            None => gateway::default_v4().ok_or_else(|| none("there is no IPv4 router here"))?,
            Some(address) => {
                let own = gateway::own_towards(address);
                (address, own.ok_or_else(|| none(&format!("no way leads to {address}")))?)
            }
        };
        // A machine that stands in the Internet itself has its provider's router there, which is not asked.
        if !is_inside(address) {
            return Err(none(&format!("{address} is not a router of a home network")));
        }
        Ok(Self { address, own, ports: PORTS })
    }
}

/// How a router's address was learned.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Way {
    NatPmp,
    Pcp,
    Upnp(Box<upnp::Service>),
}

/// What is remembered of routers: the way that worked last. Cheap to clone.
#[derive(Clone, Default)]
pub struct Routers(Arc<Mutex<Vec<(Ipv4Addr, Way)>>>);

impl Routers {
    fn last(&self, router: Ipv4Addr) -> Option<Way> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.iter().find(|(address, _)| *address == router).map(|(_, way)| way.clone())
    }

    fn remember(&self, router: Ipv4Addr, way: Option<Way>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|(address, _)| *address != router);
        // A laptop sees many routers; the last few are enough.
        known.truncate(3);
        known.extend(way.map(|way| (router, way)));
    }
}

/// Asks a router (`None`: that of the default route) for its address on the Internet side.
///
/// A router that says it has none is told apart from one that does not answer: it "has" `0.0.0.0`.
pub(super) async fn ask(which: Option<Ipv4Addr>, net: &Net, routers: &Routers) -> Result<Heard, Problem> {
    let router = Router::find(which)?;
    ask_router(&router, net, routers).await.map(|address| Heard::Address(IpAddr::V4(address)))
}

async fn ask_router(router: &Router, net: &Net, routers: &Routers) -> Result<Ipv4Addr, Problem> {
    if let Some(way) = routers.last(router.address) {
        let told = match &way {
            Way::NatPmp => nat_pmp::ask(router).await,
            Way::Pcp => pcp::ask(router).await,
            Way::Upnp(service) => upnp::address(service, net).await,
        };
        if told.is_ok() {
            return told;
        }
    }
    let (address, way) = match race(router, net).await {
        Ok((address, way)) => (Ok(address), Some(way)),
        Err(problem) => (Err(problem), None),
    };
    routers.remember(router.address, way);
    address
}

/// All protocols: the datagrams first, because most routers answer them and they cost least; UPnP as soon as they
/// fail or take their time.
async fn race(router: &Router, net: &Net) -> Result<(Ipv4Addr, Way), Problem> {
    let mut datagrams = pin!(async {
        match nat_pmp::ask(router).await {
            Ok(address) => Ok((address, Way::NatPmp)),
            // PCP leaves a trace on the router, if only for a moment: it is not tried first.
            Err(refused) => match pcp::ask(router).await {
                Ok(address) => Ok((address, Way::Pcp)),
                Err(problem) if refused.code == Code::TimedOut => Err(problem),
                Err(_) => Err(refused),
            },
        }
    });
    let mut upnp = pin!(async {
        let (address, service) = upnp::ask(router, net).await?;
        Ok((address, Way::Upnp(Box::new(service))))
    });
    let mut refused = tokio::select! {
        told = &mut datagrams => match told {
            Ok(told) => return Ok(told),
            Err(problem) => Some(problem),
        },
        () = sleep(HEAD_START) => None,
    };
    let mut no_upnp: Option<Problem> = None;
    loop {
        let told = tokio::select! {
            told = &mut datagrams, if refused.is_none() => told.map_err(|problem| refused = Some(problem)),
            told = &mut upnp, if no_upnp.is_none() => told.map_err(|problem| no_upnp = Some(problem)),
        };
        if let Ok(told) = told {
            return Ok(told);
        }
        if let (Some(refused), Some(no_upnp)) = (&refused, &no_upnp) {
            // Of "did not answer" and "said no" the second tells a person more.
            let silent = |problem: &Problem| problem.code.is_network();
            let telling = if silent(no_upnp) && !silent(refused) { refused } else { no_upnp };
            return Err(telling.clone());
        }
    }
}
