//! Who a client is, and which roles that one has.

use std::{io, sync::Arc};

use tokio::sync::watch;

use super::rules::{Find, Found, Rules};
use crate::{
    core::access::{Access, Roles},
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
    /// As people call it, where that was found out in time.
    pub name: Option<String>,
    pub pid: u32,
    pub roles: Roles,
}

pub struct Gate {
    audience: Audience,
    rules: Rules,
}

impl Gate {
    /// Before it is configured it knows those who have all roles.
    pub fn new(audience: Audience) -> Self {
        Self::finding(audience, Arc::new(peer::find))
    }

    /// With another way to look names up.
    pub fn finding(audience: Audience, find: Find) -> Self {
        Self { audience, rules: Rules::new(find) }
    }

    /// Takes up `[access]`. Needs a runtime around it.
    pub fn configure(&self, access: &Access) {
        self.rules.configure(access);
    }

    /// Who is at the other end. Something must have been read from there before.
    pub fn identify(&self, connection: &Connection) -> io::Result<Client> {
        let peer = Peer::of(connection)?;
        Ok(Client { account: peer.account(), name: None, pid: peer.pid(), roles: self.roles(&peer) })
    }

    /// The user of a person's own program has all roles there. The service's own account has none: what runs as
    /// it besides the service are the commands that it was told to run, and they have nothing to ask.
    fn roles(&self, peer: &Peer) -> Roles {
        if peer.is_almighty() || self.audience == Audience::Owner && peer.is_self() {
            return Roles::all();
        }
        self.given(|whom| peer.is(whom))
    }

    /// The roles that the configuration gives to one who `is` these.
    pub fn given(&self, is: impl Fn(&Principal) -> bool) -> Roles {
        self.rules.given(is).into_iter().collect()
    }

    /// To be tried before somebody is refused: a name in `[access]` may be known by now. Whether roles may be
    /// others than they were.
    pub async fn look_again(&self) -> bool {
        self.rules.look_again().await
    }

    /// Tells when others have roles than now.
    pub fn changes(&self) -> watch::Receiver<Found> {
        self.rules.changes()
    }
}
