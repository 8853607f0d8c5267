//! Who a client is, and which roles that one has: the configuration's word, made the system's.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::sync::watch;

use crate::{
    core::access::{Access, Role, Roles},
    platform::{
        Audience,
        peer::{self, Peer, Principal},
        pipe::Connection,
    },
};

/// A client whose request was read.
#[derive(Clone, Debug)]
pub struct Client {
    /// As the system names it: a SID, or `uid:1000`.
    pub account: String,
    pub pid: u32,
    pub roles: Roles,
}

/// Who has which role besides those who have all of them.
type Rules = Arc<Vec<(Role, Principal)>>;

pub struct Gate {
    audience: Audience,
    rules: watch::Sender<Rules>,
    /// Counts configurations: names that are found too late belong to one that was replaced.
    turn: Arc<AtomicU64>,
}

impl Gate {
    /// Before it is configured it knows those who have all roles.
    pub fn new(audience: Audience) -> Self {
        Self { audience, rules: watch::Sender::default(), turn: Arc::default() }
    }

    /// Takes up `[access]`. Names are looked up apart, which may take a while; until then nobody else has a role.
    pub fn configure(&self, access: &Access) {
        let turn = self.turn.fetch_add(1, Ordering::SeqCst) + 1;
        let put = {
            let (rules, turns) = (self.rules.clone(), self.turn.clone());
            move |access: &Access| {
                let found = Arc::new(found(access));
                rules.send_if_modified(|rules| {
                    let new = turns.load(Ordering::SeqCst) == turn && **rules != *found;
                    if new {
                        *rules = found;
                    }
                    new
                });
            }
        };
        if access.0.iter().any(|(_, whom)| peer::is_looked_up(whom)) {
            let access = access.clone();
            tokio::task::spawn_blocking(move || put(&access));
        } else {
            put(access);
        }
    }

    /// Who is at the other end. Something must have been read from there before.
    pub fn identify(&self, connection: &Connection) -> io::Result<Client> {
        let peer = Peer::of(connection)?;
        Ok(Client { account: peer.account(), pid: peer.pid(), roles: self.roles(&peer) })
    }

    /// The user of a person's own program has all roles there. The service's own account has none: what runs as
    /// it besides the service are the commands that it was told to run, and they have nothing to ask.
    fn roles(&self, peer: &Peer) -> Roles {
        if peer.is_almighty() || self.audience == Audience::Owner && peer.is_self() {
            return Roles::all();
        }
        let rules = self.rules.borrow().clone();
        rules.iter().filter(|(_, whom)| peer.is(whom)).map(|(role, _)| *role).collect()
    }

    /// Tells when others have roles than now.
    pub fn changes(&self) -> watch::Receiver<Rules> {
        self.rules.subscribe()
    }
}

fn found(access: &Access) -> Vec<(Role, Principal)> {
    let one = |(role, whom): &(Role, _)| match peer::find(whom) {
        Ok(principal) => Some((*role, principal)),
        Err(error) => {
            tracing::warn!("{whom:?} of [access] has no role: nobody is known by that ({error})");
            None
        }
    };
    access.0.iter().filter_map(one).collect()
}
