//! The local endpoint: status and commands for the command line, a second copy, and a tray
//! beside a service.
//!
//! One line of JSON each way, bounded and versioned ([`words`]); who watches gets a line for
//! every update ([`board`]). Who asks is judged by roles ([`gate`], [`rules`]) at one point ([`server`]),
//! and refusals and changes are recorded ([`audit`]). What is done with a command is the
//! worker's.

mod audit;
mod board;
mod client;
mod gate;
mod names;
mod places;
mod reach;
mod rules;
mod server;
#[cfg(test)]
mod tests;
mod trail;
#[cfg(any(test, fuzzing))]
pub mod trial;
mod vault;
mod words;

use std::{io, path::Path, time::Duration};

pub use audit::{Hear, Outcome, Record};
pub use board::Board;
pub use client::{Absent, Lacking, ask, watch};
pub use reach::{Host, Unreached, reach};
pub use server::{Prove, Server};
pub use trail::trail;
pub use vault::{Kept, list};
pub use words::{Question, Reply, Request};

use crate::{
    paths::Paths,
    platform::{Audience, pipe::Listener},
};

/// The version of these words. A program of another version is told so instead of misunderstood.
const VERSION: u32 = 1;
/// The longest request, in bytes: a secret of 10 KiB, at its worst in JSON.
const REQUEST_LIMIT: usize = 64 * 1024;
/// The longest reply: 10,000 records are about 3 MB.
const REPLY_LIMIT: u64 = 32 << 20;
/// How long the other side may take for a line.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long an answer may take: a credential store may be asking a person to unlock it.
const ANSWERED: Duration = Duration::from_secs(30);
/// The same, where a record is made and removed at a provider before.
const WRITTEN: Duration = Duration::from_secs(100);

/// Opens an endpoint. The caller holds the state folder's lock.
pub fn listen(endpoint: &Path) -> io::Result<Listener> {
    Listener::open(endpoint, audience(endpoint))
}

/// The service's endpoint is for everybody, any other for its owner.
fn audience(endpoint: &Path) -> Audience {
    if endpoint == Paths::service().endpoint { Audience::Everybody } else { Audience::Owner }
}
