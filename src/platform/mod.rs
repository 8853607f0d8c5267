//! The whole surface of the operating system, one file per subject and system.
//!
//! | subject | what it does | Windows | Linux |
//! |---|---|---|---|
//! | [`addresses`] | every address of every interface that is up | `GetAdaptersAddresses` | `getifaddrs`, `/proc/net/if_inet6` |
//! | [`autostart`] | starting at login: on, off, status | `Run` key of the user, honours `StartupApproved` | XDG autostart |
//! | [`console`] | printing into the console the program was started from | attaches to the parent's | nothing to do |
//! | [`dns`] | the configured resolvers; forgetting what was cached | `GetNetworkParams`, `DnsFlushResolverCache` | `/etc/resolv.conf` |
//! | [`files`] | calls back when something changed in a folder | change notifications | inotify |
//! | [`gateway`] | the router of the default route | `GetIpForwardTable` | `/proc/net/route` |
//! | [`language`] | the tag of the user's language | user's UI language | `LC_ALL`, `LC_MESSAGES`, `LANG` |
//! | [`memory`] | giving back what comes again by itself | nothing to do | `malloc_trim`, `madvise` |
//! | [`network`] | calls back when addresses, links or routes may have changed | `NotifyAddrChange` and its successors | rtnetlink |
//! | `notification` | toasts | `WinRT`, else a balloon of the tray icon | `org.freedesktop.Notifications` |
//! | [`open`] | opening a file in the user's own program | `ShellExecuteW` | `xdg-open` |
//! | [`pipe`] | the local control endpoint of one state folder | named pipe | Unix socket |
//! | [`private`] | folders of the owner's own; who else may read a file | access list of the profile | modes |
//! | [`process`] | children without a console window | `CREATE_NO_WINDOW` | nothing to do |
//! | `app_id` | the name toasts and taskbar know the program by | registered for the user | not needed |
//! | `shell` | what the shell tells windows: session end, a new taskbar, other colours | a hidden window | not needed |
//!
//! Everything unsafe in this program is in here. A module of the same name has the same
//! functions on every system; `app_id` and `shell` exist on Windows alone, `memory` on Linux, and how a
//! [`Note`] is sent differs too (on Linux it is awaited): only code for that system uses them.

#![allow(unsafe_code)]

use std::net::IpAddr;

#[cfg_attr(windows, path = "windows/mod.rs")]
#[cfg_attr(target_os = "linux", path = "linux/mod.rs")]
mod imp;

pub use imp::*;

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

/// The tag of the language to speak: `FINGERPOST_LANG` where it is set, else the system's.
pub fn language() -> Option<String> {
    std::env::var("FINGERPOST_LANG").ok().filter(|tag| !tag.is_empty()).or_else(language::tag)
}

/// Whether the program starts at login.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Autostart {
    On,
    Off,
    /// There is an entry, but it was switched off in the system's own settings.
    Disabled,
    /// There is an entry, but it starts another copy, or this one with other arguments.
    Elsewhere,
}

impl Autostart {
    pub const fn is_on(self) -> bool {
        matches!(self, Self::On)
    }
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
