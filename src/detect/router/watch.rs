//! Listening to routers for as long as the program runs.
//!
//! One task for each router that is a source, and none when none is: announcements and UPnP events beside each other,
//! joined anew when the network changed. What is heard is passed on without its content, a few times a second at most.

use std::{net::Ipv4Addr, time::Duration};

use tokio::{
    sync::{Notify, mpsc, watch},
    task::JoinSet,
    time::{Instant, sleep, timeout},
};

use super::{Router, announcement, gena};
use crate::config::Source;

/// The shortest time between two calls: a flood of announcements causes no flood of looks.
const APART: Duration = Duration::from_millis(300);
/// After so many calls in a row there is one each `LATER`, and the services asked are spared a flood that lasts.
/// A router repeats one announcement ten times within two minutes (RFC 6886 section 3.2.1).
const IN_A_ROW: u32 = 10;
const LATER: Duration = Duration::from_secs(1);
/// A network that changes does so several times within a second.
const SETTLED: Duration = Duration::from_millis(500);
const FAREWELL: Duration = Duration::from_millis(500);

/// What rings when a router announces; many rings in a row are one.
#[derive(Clone)]
pub struct Bell(mpsc::Sender<()>);

impl Bell {
    /// A bell, and the task that calls `heard`, at once and then after a pause.
    pub(super) fn new(heard: impl Fn() + Send + 'static) -> (Self, impl Future<Output = ()> + Send) {
        let (rings, mut rung) = mpsc::channel(1);
        let pass_on = async move {
            let (mut in_a_row, mut since) = (0_u32, Instant::now());
            while let Some(()) = rung.recv().await {
                let forgiven = u32::try_from(since.elapsed().as_secs()).unwrap_or(IN_A_ROW);
                if forgiven > 0 {
                    (in_a_row, since) = (in_a_row.saturating_sub(forgiven), Instant::now());
                }
                heard();
                in_a_row += 1;
                sleep(if in_a_row < IN_A_ROW { APART } else { LATER }).await;
            }
        };
        (Self(rings), pass_on)
    }

    #[cfg(test)]
    pub(super) const fn of(rings: mpsc::Sender<()>) -> Self {
        Self(rings)
    }

    pub(super) fn ring(&self) {
        // Full: it will be heard already.
        let _ = self.0.try_send(());
    }
}

/// The listening; ends when it is dropped, politely with [`Watch::end`].
pub struct Watch {
    /// Counts the changes of the network; its end is the end.
    networks: watch::Sender<u64>,
    tasks: JoinSet<()>,
}

/// Listens to every router among `sources` and calls `heard` when one announces something, at most about three times
/// a second, and once a second while that goes on. `None`, and nothing runs, when there is no router among them. Needs a runtime around it.
pub fn watch(sources: &[Source], heard: impl Fn() + Send + 'static) -> Option<Watch> {
    let mut routers: Vec<Option<Ipv4Addr>> = Vec::new();
    for source in sources {
        if let Source::Router(which) = source
            && !routers.contains(which)
        {
            routers.push(*which);
        }
    }
    if routers.is_empty() {
        return None;
    }
    let (networks, changes) = watch::channel(0);
    let (bell, pass_on) = Bell::new(heard);
    let mut tasks = JoinSet::new();
    tasks.spawn(pass_on);
    for which in routers {
        tasks.spawn(follow(move || Router::find(which).ok(), changes.clone(), bell.clone()));
    }
    Some(Watch { networks, tasks })
}

impl Watch {
    /// The network changed: the router may be another one, or reached through another interface.
    pub fn network_changed(&self) {
        self.networks.send_modify(|count| *count += 1);
    }

    /// Ends subscriptions and then the listening, within half a second.
    pub async fn end(self) {
        let Self { networks, mut tasks } = self;
        drop(networks);
        let _ = timeout(FAREWELL, async { while tasks.join_next().await.is_some() {} }).await;
    }
}

/// Listens to the router that `find` names, until `changes` ends.
pub(super) async fn follow(find: impl Fn() -> Option<Router>, mut changes: watch::Receiver<u64>, bell: Bell) {
    loop {
        changes.borrow_and_update();
        let held = gena::Held::default();
        let listen = async {
            // Without a router there is nothing to hear until the network changes.
            let Some(router) = find() else { return std::future::pending().await };
            let restarted = Notify::new();
            let subscribe = async {
                sleep(SETTLED).await;
                gena::follow(&router, &bell, &restarted, &held).await;
            };
            tokio::join!(announcement::listen(&router, &bell, &restarted), subscribe);
        };
        let more = tokio::select! {
            more = changes.changed() => more.is_ok(),
            () = listen => true,
        };
        held.end().await;
        if !more {
            return;
        }
    }
}
