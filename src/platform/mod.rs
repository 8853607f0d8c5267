//! The whole surface towards the operating system.
//!
//! Each system has the same set of names in its folder; this file documents them once.
//! Only here is `unsafe` allowed. Nothing here decides anything.

#![allow(unsafe_code)]

#[cfg_attr(windows, path = "windows/mod.rs")]
#[cfg_attr(not(windows), path = "linux/mod.rs")]
mod imp;

use std::net::IpAddr;

/// Every address of every interface that is up.
pub use imp::addresses::addresses;
/// Tells the system's resolver to forget what it cached; nothing where it does not cache.
pub use imp::dns::flush_dns_cache;
/// The resolvers the system is configured to ask.
pub use imp::dns::resolvers;
/// Calls back from a thread of its own whenever addresses, links or routes may have changed.
/// An error means only that there will be no such events; polling goes on.
pub use imp::network::watch_network;
/// The local control endpoint: `Listener::open`, `Listener::accept`, `connect`.
pub use imp::pipe::{Connection, Listener, connect};
/// Makes a folder that its owner alone may enter, with those above it.
pub use imp::private::create_private_dir;
/// Says why others than the owner (and the system) can read a file; `None` when they cannot.
pub use imp::private::readable_by_others;
/// Keeps a child process from flashing a console window.
pub use imp::process::without_window;

/// One address of one interface, with what the system says of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InterfaceAddress {
    pub interface: String,
    pub address: IpAddr,
    /// RFC 8981: made up for privacy, soon replaced.
    pub temporary: bool,
    /// Its preferred lifetime is over.
    pub deprecated: bool,
    /// Not yet proved unique, or proved a duplicate.
    pub tentative: bool,
}
