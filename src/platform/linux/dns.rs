//! The system's resolver.
//!
//! glibc's own caches nothing. What may cache is a service beside it, systemd-resolved or
//! nscd, through its own command; neither lists what it holds in a form meant for programs.

use std::{
    fs, io,
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::platform::{Cached, CachedAddress, Caching, Flushed};

/// After a change of our own: nothing to do. The local caches there are keep to the TTL, and
/// emptying them may ask for a password.
pub fn flush_cache() {}

/// Empties every cache that runs here. Waits for the commands.
pub fn flush() -> io::Result<Flushed> {
    let (resolved, nscd) = running();
    if resolved {
        run("resolvectl", &["flush-caches"])?;
    }
    if nscd {
        run("nscd", &["--invalidate=hosts"])?;
    }
    Ok(match service() {
        (_, Caching::None) => Flushed::NoCache,
        (service, _) => Flushed::Done(service),
    })
}

/// What keeps answers here, and whether it runs: one that does not leaves nothing by which it could be known.
pub fn service() -> (&'static str, Caching) {
    match running() {
        (true, true) => ("systemd-resolved, nscd", Caching::Running),
        (true, false) => ("systemd-resolved", Caching::Running),
        (false, true) => ("nscd", Caching::Running),
        (false, false) => ("", Caching::None),
    }
}

/// Whether systemd-resolved and nscd run.
fn running() -> (bool, bool) {
    let nscd = Path::new("/run/nscd/socket").exists() || Path::new("/var/run/nscd/socket").exists();
    (Path::new("/run/systemd/resolve").is_dir(), nscd)
}

fn run(program: &str, arguments: &[&str]) -> io::Result<()> {
    let ended = Command::new(program).args(arguments).stdin(Stdio::null()).output()?;
    if ended.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&ended.stderr);
    Err(io::Error::other(format!("{program}: {}", said.lines().next().unwrap_or("failed").trim())))
}

pub const fn cached() -> Cached {
    Cached::Hidden
}

/// What is cached of a name: not to be seen here.
pub const fn cached_addresses(_name: &str, _ipv6: bool) -> Vec<CachedAddress> {
    Vec::new()
}

pub fn hosts_file() -> PathBuf {
    PathBuf::from("/etc/hosts")
}

/// The `nameserver` lines of `/etc/resolv.conf` (resolv.conf(5)).
pub fn resolvers() -> Vec<SocketAddr> {
    let text = fs::read_to_string("/etc/resolv.conf").unwrap_or_default();
    let servers = text.lines().filter_map(|line| line.trim().strip_prefix("nameserver"));
    servers.filter_map(|rest| rest.trim().parse::<IpAddr>().ok()).map(|ip| (ip, 53).into()).collect()
}
