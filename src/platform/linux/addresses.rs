//! Interface addresses: `getifaddrs(3)` for the list, `/proc/net/if_inet6` for what the
//! kernel thinks of IPv6 addresses.

use std::{
    ffi::CStr,
    fs, io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    ptr,
};

use crate::platform::InterfaceAddress;

// Flags of /proc/net/if_inet6, from linux/if_addr.h.
const TEMPORARY: u32 = 0x01;
const DUPLICATE: u32 = 0x08;
const DEPRECATED: u32 = 0x20;
const TENTATIVE: u32 = 0x40;

pub fn list() -> io::Result<Vec<InterfaceAddress>> {
    let flags = read_flags(&fs::read_to_string("/proc/net/if_inet6").unwrap_or_default());
    let mut found = Vec::new();
    each(|interface, state, address| {
        let up = state & libc::IFF_UP.cast_unsigned() != 0;
        let Some(address) = address.filter(|_| up) else { return };
        let flag = flags.iter().find(|(ip, _)| IpAddr::V6(*ip) == address).map_or(0, |(_, flag)| *flag);
        found.push(InterfaceAddress {
            interface,
            address,
            temporary: flag & TEMPORARY != 0,
            deprecated: flag & DEPRECATED != 0,
            tentative: flag & (TENTATIVE | DUPLICATE) != 0,
        });
    })?;
    Ok(found)
}

/// Every interface with whether it is up and has a carrier; once more for each of its addresses.
pub fn links() -> io::Result<Vec<(String, bool)>> {
    let wanted = (libc::IFF_UP | libc::IFF_RUNNING).cast_unsigned();
    let mut found = Vec::new();
    each(|interface, state, _| found.push((interface, state & wanted == wanted)))?;
    Ok(found)
}

/// Calls back with every interface and address: once for the link itself, without an address.
fn each(mut told: impl FnMut(String, u32, Option<IpAddr>)) -> io::Result<()> {
    let mut head = ptr::null_mut();
    // SAFETY: `head` is a valid place for the list; it is freed below exactly once when the call succeeded.
    if unsafe { libc::getifaddrs(&raw mut head) } != 0 {
        return Err(io::Error::last_os_error());
    }
    let mut at = head;
    // SAFETY: every node of the list is valid until freeifaddrs, and the last one's `next` is null.
    while let Some(node) = unsafe { at.as_ref() } {
        at = node.ifa_next;
        // SAFETY: the name is a C string that lives as long as the list.
        let interface = unsafe { CStr::from_ptr(node.ifa_name) }.to_string_lossy().into_owned();
        told(interface, node.ifa_flags, ip(node.ifa_addr));
    }
    // SAFETY: `head` came from getifaddrs and nothing points into the list any more.
    unsafe { libc::freeifaddrs(head) };
    Ok(())
}

fn ip(address: *const libc::sockaddr) -> Option<IpAddr> {
    // SAFETY: getifaddrs gives null or a socket address whose family says how large it is.
    let family = i32::from(unsafe { address.as_ref() }?.sa_family);
    match family {
        libc::AF_INET => {
            // SAFETY: the family says that this is a sockaddr_in; read unaligned, as it is typed sockaddr.
            let v4 = unsafe { ptr::read_unaligned(address.cast::<libc::sockaddr_in>()) };
            Some(IpAddr::V4(Ipv4Addr::from(u32::from_be(v4.sin_addr.s_addr))))
        }
        libc::AF_INET6 => {
            // SAFETY: as above, for sockaddr_in6.
            let v6 = unsafe { ptr::read_unaligned(address.cast::<libc::sockaddr_in6>()) };
            Some(IpAddr::V6(Ipv6Addr::from(v6.sin6_addr.s6_addr)))
        }
        _ => None,
    }
}

/// Address, index, prefix length, scope, flags, name: the first five in hexadecimal.
fn read_flags(text: &str) -> Vec<(Ipv6Addr, u32)> {
    let line = |line: &str| {
        let mut fields = line.split_whitespace();
        let address = u128::from_str_radix(fields.next()?, 16).ok()?;
        let flags = u32::from_str_radix(fields.nth(3)?, 16).ok()?;
        Some((Ipv6Addr::from_bits(address), flags))
    };
    text.lines().filter_map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_is_listed() {
        let all = list().unwrap();
        assert!(all.iter().any(|a| a.interface == "lo" && a.address.is_loopback()));
    }

    #[test]
    fn flags_are_read() {
        let text = "fe80000000000000021122fffe334455 02 40 20 80     eth0\n\
                    20010db8000000000000000000000001 02 40 00 21     eth0\n";
        let flags = read_flags(text);
        assert_eq!(flags[1], ("2001:db8::1".parse().unwrap(), DEPRECATED | TEMPORARY));
    }
}
