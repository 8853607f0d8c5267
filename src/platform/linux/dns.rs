//! The system's resolver.

use std::{
    fs,
    net::{IpAddr, SocketAddr},
};

/// glibc's resolver caches nothing, and the local caches there are keep to the TTL.
pub fn flush_cache() {}

/// The `nameserver` lines of `/etc/resolv.conf` (resolv.conf(5)).
pub fn resolvers() -> Vec<SocketAddr> {
    let text = fs::read_to_string("/etc/resolv.conf").unwrap_or_default();
    let servers = text.lines().filter_map(|line| line.trim().strip_prefix("nameserver"));
    servers.filter_map(|rest| rest.trim().parse::<IpAddr>().ok()).map(|ip| (ip, 53).into()).collect()
}
