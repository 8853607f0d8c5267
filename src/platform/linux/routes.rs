//! The routes of the kernel's main tables: `/proc/net/route` and `/proc/net/ipv6_route`.

use std::{
    fs, io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use crate::platform::Route;

// Flags of linux/route.h and linux/ipv6_route.h.
const UP: u32 = 0x0001;
const REJECT: u32 = 0x0200;
const CACHE: u32 = 0x0100_0000;

pub fn list() -> io::Result<Vec<Route>> {
    let mut routes = read_v4(&fs::read_to_string("/proc/net/route")?);
    // Not there where IPv6 is switched off.
    routes.extend(read_v6(&fs::read_to_string("/proc/net/ipv6_route").unwrap_or_default()));
    Ok(routes)
}

/// Interface, destination, gateway, flags, references, uses, metric, mask: addresses as the bytes
/// lie in memory.
fn read_v4(text: &str) -> Vec<Route> {
    let line = |line: &str| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let [interface, destination, gateway, flags, _, _, metric, mask, ..] = fields[..] else {
            return None;
        };
        let flags = u32::from_str_radix(flags, 16).ok()?;
        let address = |hex| u32::from_str_radix(hex, 16).ok().map(|bits| Ipv4Addr::from(bits.to_ne_bytes()));
        let gateway = address(gateway)?;
        let length = address(mask)?.to_bits().leading_ones();
        (flags & UP != 0 && flags & REJECT == 0).then_some(Route {
            interface: interface.to_owned(),
            destination: IpAddr::V4(address(destination)?),
            length: u8::try_from(length).ok()?,
            gateway: (!gateway.is_unspecified()).then_some(IpAddr::V4(gateway)),
            metric: metric.parse().ok()?,
        })
    };
    text.lines().skip(1).filter_map(line).collect()
}

/// Destination and its length, source and its length, next hop, metric, references, uses, flags,
/// interface: numbers in hexadecimal.
fn read_v6(text: &str) -> Vec<Route> {
    let line = |line: &str| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let [destination, length, _, _, gateway, metric, _, _, flags, interface] = fields[..] else {
            return None;
        };
        let flags = u32::from_str_radix(flags, 16).ok()?;
        let address = |hex| u128::from_str_radix(hex, 16).ok().map(Ipv6Addr::from_bits);
        let gateway = address(gateway)?;
        (flags & UP != 0 && flags & (REJECT | CACHE) == 0).then_some(Route {
            interface: interface.to_owned(),
            destination: IpAddr::V6(address(destination)?),
            length: u8::from_str_radix(length, 16).ok()?,
            gateway: (!gateway.is_unspecified()).then_some(IpAddr::V6(gateway)),
            metric: u32::from_str_radix(metric, 16).ok()?,
        })
    };
    text.lines().filter_map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(routes: &[Route]) -> Vec<String> {
        let gateway = |route: &Route| route.gateway.map_or("-".to_owned(), |ip| ip.to_string());
        let line =
            |r: &Route| format!("{} {}/{} {} {}", r.interface, r.destination, r.length, gateway(r), r.metric);
        routes.iter().map(line).collect()
    }

    #[cfg(target_endian = "little")]
    #[test]
    fn ipv4_routes_are_read() {
        let text = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n\
                    eth0\t00000000\t0100A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n\
                    eth0\t0000A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n\
                    tun0\t00000080\t0100080A\t0003\t0\t0\t0\t00000080\t0\t0\t0\n\
                    *\t00000000\t00000000\t0200\t0\t0\t0\t00000000\t0\t0\t0\n\
                    broken\t1\n";
        assert_eq!(
            shown(&read_v4(text)),
            ["eth0 0.0.0.0/0 192.168.0.1 100", "eth0 192.168.0.0/24 - 100", "tun0 128.0.0.0/1 10.8.0.1 0"]
        );
    }

    #[test]
    fn ipv6_routes_are_read() {
        let zero = "00000000000000000000000000000000";
        let text = format!(
            "{zero} 00 {zero} 00 fe80000000000000021122fffe334455 00000400 00000001 00000000 00450003     eth0\n\
             fe800000000000000000000000000000 40 {zero} 00 {zero} 00000100 00000001 00000000 00000001     eth0\n\
             {zero} 00 {zero} 00 {zero} ffffffff 00000001 00000000 00200200       lo\n\
             short 00\n"
        );
        assert_eq!(
            shown(&read_v6(&text)),
            ["eth0 ::/0 fe80::211:22ff:fe33:4455 1024", "eth0 fe80::/64 - 256"]
        );
    }
}
