//! Which network this is: gateway, wireless network, DNS suffixes.
//!
//! Nothing is sent. The gateway's hardware address is taken from the neighbour table, where
//! it stands as soon as anything went out that way; wireless networks answer to the old
//! wireless extensions, which the kernel still offers for every driver.

use std::{
    fs, io,
    net::{IpAddr, Ipv4Addr},
    os::fd::{AsRawFd, FromRawFd, OwnedFd},
};

use super::routes;
use crate::{
    core::host::mac,
    platform::{Route, Surroundings},
};

/// `SIOCGIWESSID` of linux/wireless.h.
const GET_ESSID: libc::Ioctl = 0x8B1B;
/// The longest name of a wireless network, in bytes (IEEE 802.11).
const LONGEST: usize = 32;

pub fn surroundings() -> Surroundings {
    let routes = routes::list().unwrap_or_default();
    let Some(way) = Route::out(&routes) else {
        return Surroundings { dns_suffixes: suffixes(), ..Surroundings::default() };
    };
    let neighbours = fs::read_to_string("/proc/net/arp").unwrap_or_default();
    let gateway_mac = match way.gateway {
        Some(IpAddr::V4(gateway)) => hardware_address(&neighbours, gateway, &way.interface),
        // There is no file of IPv6 neighbours.
        _ => None,
    };
    Surroundings {
        ssid: ssid(&way.interface).ok().flatten(),
        interface: Some(way.interface.clone()),
        gateway: way.gateway,
        gateway_mac,
        dns_suffixes: suffixes(),
    }
}

fn suffixes() -> Vec<String> {
    read_suffixes(&fs::read_to_string("/etc/resolv.conf").unwrap_or_default())
}

/// The `search` and `domain` lines (resolv.conf(5)): the last one counts.
fn read_suffixes(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in text.lines() {
        let mut words = line.split_whitespace();
        if matches!(words.next(), Some("search" | "domain")) {
            found = words
                .map(|word| word.trim_end_matches('.').to_ascii_lowercase())
                .filter(|word| !word.is_empty())
                .collect();
        }
    }
    found
}

/// `IP address, HW type, Flags, HW address, Mask, Device`: a complete entry has flag 2.
fn hardware_address(table: &str, gateway: Ipv4Addr, interface: &str) -> Option<[u8; 6]> {
    table.lines().skip(1).find_map(|line| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let [ip, _, flags, address, _, device] = fields[..] else { return None };
        let flags = u32::from_str_radix(flags.trim_start_matches("0x"), 16).ok()?;
        if ip.parse() != Ok(gateway) || device != interface || flags & 2 == 0 {
            return None;
        }
        mac(address)
    })
}

/// `struct iwreq` with its `struct iw_point`.
#[repr(C)]
struct Request {
    interface: [u8; libc::IFNAMSIZ],
    pointer: *mut u8,
    length: u16,
    flags: u16,
    // The kernel copies a whole `ifreq`.
    rest: [u8; 32],
}

/// The name of the wireless network an interface is in; `None` for one that is not wireless.
fn ssid(interface: &str) -> io::Result<Option<String>> {
    // SAFETY: socket(2) has no memory to violate; its result is checked.
    let fd = unsafe { libc::socket(libc::AF_INET, libc::SOCK_DGRAM | libc::SOCK_CLOEXEC, 0) };
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the descriptor was just opened and belongs to nobody else.
    let socket = unsafe { OwnedFd::from_raw_fd(fd) };
    let mut name = [0; LONGEST + 1];
    let mut request = Request {
        interface: [0; libc::IFNAMSIZ],
        pointer: name.as_mut_ptr(),
        length: 33,
        flags: 0,
        rest: [0; 32],
    };
    if interface.len() >= request.interface.len() {
        return Ok(None);
    }
    request.interface[..interface.len()].copy_from_slice(interface.as_bytes());
    // SAFETY: the request begins as the kernel's structure and is no shorter; `name` has the length that
    // is said and outlives the call.
    if unsafe { libc::ioctl(socket.as_raw_fd(), GET_ESSID, &raw mut request) } != 0 {
        return Ok(None);
    }
    let length = usize::from(request.length).min(LONGEST);
    // Some drivers count the closing zero.
    let text = String::from_utf8_lossy(&name[..length]).trim_end_matches('\0').to_owned();
    Ok((!text.is_empty()).then_some(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suffixes_are_those_of_the_last_line() {
        for (text, expected) in [
            ("nameserver 192.0.2.1\n", &[][..]),
            ("search Home.Example. lan\n", &["home.example", "lan"]),
            ("search a.example\ndomain b.example\n", &["b.example"]),
            ("# search no\nsearch .\n", &[]),
        ] {
            assert_eq!(read_suffixes(text), expected, "{text}");
        }
    }

    #[test]
    fn the_gateways_own_entry_is_read_and_only_when_complete() {
        let table = "IP address       HW type     Flags       HW address            Mask     Device\n\
                     192.168.0.1      0x1         0x0         00:00:00:00:00:00     *        wlan0\n\
                     192.168.0.1      0x1         0x2         00:11:22:aa:bb:cc     *        eth0\n\
                     192.168.0.9      0x1         0x2         00:11:22:aa:bb:dd     *        eth0\n";
        let at = |ip: &str, device| hardware_address(table, ip.parse().unwrap(), device);
        assert_eq!(at("192.168.0.1", "eth0"), Some([0, 0x11, 0x22, 0xaa, 0xbb, 0xcc]));
        assert_eq!(at("192.168.0.1", "wlan0"), None);
        assert_eq!(at("192.168.0.2", "eth0"), None);
    }

    #[test]
    fn an_interface_that_is_not_wireless_has_no_network_name() {
        assert_eq!(ssid("lo").unwrap(), None);
        assert_eq!(ssid("a-name-that-is-too-long").unwrap(), None);
    }
}
