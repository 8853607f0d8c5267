//! The whole surface of the operating system, one file per subject and system.
//!
//! | subject | what it does | Windows | Linux |
//! |---|---|---|---|
//! | [`addresses`] | every address of every interface that is up | `GetAdaptersAddresses` | `getifaddrs`, `/proc/net/if_inet6` |
//! | [`alarm`] | the one moment for which the program sleeps | the runtime's timer | `timerfd` |
//! | [`autostart`] | starting at login: on, off, status | `Run` key of the user, and the machine's with it; honours `StartupApproved` | XDG autostart |
//! | `common_controls` | what menus need of the desktop, loaded with the first of them | `comctl32.dll` | not needed |
//! | [`console`] | printing into the console the program was started from | attaches to the parent's | nothing to do |
//! | [`disk`] | how much may be written into a folder | `GetDiskFreeSpaceExW` | `statvfs` |
//! | [`dns`] | the configured resolvers; the service that caches, what it has cached, and forgetting it | `GetNetworkParams`, service `Dnscache`, `DnsGetCacheDataTable`, `DnsFlushResolverCache` | `/etc/resolv.conf`, `resolvectl`, `nscd` |
//! | [`files`] | calls back when something changed in a folder | change notifications | inotify |
//! | [`gateway`] | the router of the default route | `GetIpForwardTable` | `/proc/net/route` |
//! | [`hosts`] | names that the hosts file decides, whatever DNS says | `System32\drivers\etc\hosts` | `/etc/hosts` |
//! | [`journal`] | one event for the system's own log; being known to it | Event Log: a source with the exe's message table | journald's own protocol |
//! | `known` | folders that are trusted, whatever the environment says | `SHGetKnownFolderPath` | not needed |
//! | [`language`] | the tag of the user's language | user's UI language | `LC_ALL`, `LC_MESSAGES`, `LANG` |
//! | [`memory`] | giving back what comes again by itself | nothing to do | `malloc_trim`, `madvise` |
//! | [`network`] | calls back when addresses, links or routes may have changed; [`fingerprint`] says whether they did | `NotifyAddrChange` and its successors | rtnetlink |
//! | `notification` | toasts | `WinRT`, else a balloon of the tray icon | `org.freedesktop.Notifications` |
//! | [`open`] | opening a file in the user's own program | `ShellExecuteW` | `xdg-open` |
//! | [`peer`] | who is at the other end of the control endpoint | impersonation, owner of the pipe | `SO_PEERCRED`, `SO_PEERGROUPS` |
//! | [`pipe`] | the local control endpoint | named pipe | Unix socket |
//! | [`power`] | calls back after sleep and clock steps; whether energy or data are short | suspend and display notifications, `GetNetworkConnectivityHint` | `timerfd`, `/sys/class/power_supply` |
//! | [`private`] | folders of the owner's own; who else may read a file | access lists | modes |
//! | [`process`] | children without a console window | `CREATE_NO_WINDOW` | nothing to do |
//! | [`routes`] | the routing table | `GetIpForwardTable2` | `/proc/net/route`, `/proc/net/ipv6_route` |
//! | [`sealed`] | bytes that this program's account alone can open | DPAPI | not to be had |
//! | [`service`] | being a service, and the service manager's list | Service Control Manager | systemd |
//! | [`single`] | one tray for each person | named mutex of the session | locked file |
//! | [`surroundings`] | which network this is: gateway, wireless network, DNS suffixes | adapters, neighbour table, `wlanapi` | routes, `/proc/net/arp`, wireless extensions |
//! | [`task`] | a round at log-on and by the clock: on, off, status, export | Task Scheduler | systemd timer of the user |
//! | [`user`] | who runs this program | token | uid |
//! | `app_id` | the name toasts and taskbar know the program by | registered for the user | not needed |
//! | `shell` | what the shell tells windows: session end, a new taskbar, other colours | a hidden window | not needed |
//!
//! Everything unsafe in this program is in here. A module of the same name has the same
//! functions on every system; `app_id`, `common_controls`, `known` and `shell` exist on Windows alone, `memory` on Linux, and how a
//! [`Note`] is sent differs too (on Linux it is awaited): only code for that system uses them.

#![allow(unsafe_code)]

mod fingerprint;
pub mod hosts;
mod managed;

use std::{net::IpAddr, process::Stdio};

#[cfg_attr(windows, path = "windows/mod.rs")]
#[cfg_attr(target_os = "linux", path = "linux/mod.rs")]
mod imp;

pub use fingerprint::fingerprint;
pub use imp::*;
pub use managed::{Plan, Rooms, Standing, Startup, State};

/// One address of one interface, with what the system says of it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
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

/// One route of the system's main table.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Route {
    /// The interface as [`InterfaceAddress`] names it; empty where the system does not say.
    pub interface: String,
    /// Where it leads; the first `length` bits count.
    pub destination: IpAddr,
    /// 0 to 32 or 128; 0 leads everywhere.
    pub length: u8,
    /// `None` for neighbours on the link itself.
    pub gateway: Option<IpAddr>,
    /// The smaller wins.
    pub metric: u32,
}

impl Route {
    /// Whether it is what everything takes that nothing else is known of.
    pub const fn is_default(&self) -> bool {
        self.length == 0
    }

    /// The default route that is taken: IPv4 before IPv6, then the smallest metric.
    pub fn out(routes: &[Self]) -> Option<&Self> {
        let default = routes.iter().filter(|route| route.is_default());
        default.min_by_key(|route| (route.destination.is_ipv6(), route.metric))
    }
}

/// Time went on without this program noticing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Jump {
    /// The machine woke up from sleep.
    Resumed,
    /// The wall clock was set.
    Stepped,
}

/// Which network the machine is in, as far as can be told without sending anything.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Surroundings {
    /// The interface of the default route, as [`InterfaceAddress`] names it.
    pub interface: Option<String>,
    pub gateway: Option<IpAddr>,
    /// The gateway's hardware address: the router itself, whatever addresses it gives out.
    pub gateway_mac: Option<[u8; 6]>,
    /// The name of the wireless network. `None` on a cable, or where the system does not tell this
    /// program (Windows 11 asks the person for leave).
    pub ssid: Option<String>,
    /// What the network calls itself, in lower case without a final dot.
    pub dns_suffixes: Vec<String>,
}

/// What forgetting the cached answers came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flushed {
    /// These caches were emptied: the names of services.
    Done(&'static str),
    /// The system keeps no cache.
    NoCache,
}

/// How it is with the service that keeps DNS answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Caching {
    Running,
    /// It is there, and not running.
    Stopped,
    /// It is not to run.
    Disabled,
    /// There is none.
    None,
}

/// What the system's cache of DNS answers holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Cached {
    /// There is a cache, and it can be looked into: names with the number of a record type.
    Entries(Vec<(String, u16)>),
    /// Whatever cache there is does not show what it holds.
    Hidden,
}

/// One cached address of a name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CachedAddress {
    pub address: IpAddr,
    /// Seconds that it will be kept yet.
    pub ttl: u32,
}

/// A program of the person's own with its arguments, without a shell and without a window: it gets nothing on
/// its standard input, and ends when nobody waits for it any more. `None` without any words.
pub fn command(words: &[String]) -> Option<tokio::process::Command> {
    let (program, arguments) = words.split_first()?;
    let mut command = tokio::process::Command::new(program);
    command.args(arguments).stdin(Stdio::null()).kill_on_drop(true);
    process::without_window(&mut command);
    Some(command)
}

/// The tag of the language in `FINGERPOST_LANG`, which goes before the system's.
pub fn language_asked_for() -> Option<String> {
    std::env::var("FINGERPOST_LANG").ok().filter(|tag| !tag.is_empty())
}

/// One event for the system's own log.
#[derive(Debug)]
pub struct Logged<'a> {
    /// 1 to 65535; the message table of the exe has its words.
    pub number: u16,
    pub severity: Severity,
    /// What its places are filled with.
    pub inserts: &'a [String],
    /// The whole sentence, for a log that looks nothing up.
    pub message: &'a str,
    /// What it is about, each with its name in capitals.
    pub fields: &'a [(&'static str, String)],
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Severity {
    Information,
    Warning,
    Error,
}

/// Whether the program starts at login.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Autostart {
    On,
    /// By the entry that an administrator made for everybody; the person may switch it off for himself (Windows).
    ForAll,
    Off,
    /// There is an entry, but it was switched off: in the system's own settings, or everybody's for this person.
    Disabled,
    /// There is an entry, but it starts another copy, or this one with other arguments.
    Elsewhere,
}

impl Autostart {
    pub const fn is_on(self) -> bool {
        matches!(self, Self::On | Self::ForAll)
    }
}

/// Whether a task runs a round from time to time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scheduled {
    On,
    Off,
    /// There is one, but it starts another copy, or this one with other arguments.
    Elsewhere,
}

/// A message for the person at the desktop, in plain text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    pub title: String,
    pub body: String,
    /// Something is wrong: shown as such, and until it is read where the desktop can.
    pub alarm: bool,
    /// A new note replaces the one of the same topic.
    pub topic: String,
}

/// For whom a control endpoint is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Audience {
    /// A person's own program: nobody else can connect.
    Owner,
    /// A service: everybody on this machine can connect, and is judged.
    Everybody,
}

/// A program that is none of those who may have it listens at an endpoint.
fn squatted() -> std::io::Error {
    let said = "a program of another user listens there, and is not spoken with";
    std::io::Error::new(std::io::ErrorKind::PermissionDenied, said)
}
