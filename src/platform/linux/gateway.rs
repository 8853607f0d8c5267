//! The router of the default route, from `/proc/net/route` (`proc_pid_net(5)`).

use std::{
    fs,
    net::{Ipv4Addr, UdpSocket},
};

// Flags of linux/route.h.
const UP: u16 = 0x0001;
const GATEWAY: u16 = 0x0002;

/// The IPv4 router of the default route, and this machine's own address towards it. `None`: there is no default
/// route, or it leads through no router (a tunnel, a modem line).
pub fn default_v4() -> Option<(Ipv4Addr, Ipv4Addr)> {
    let router = read(&fs::read_to_string("/proc/net/route").ok()?)?;
    Some((router, own_towards(router)?))
}

/// The address that the system would send from to reach `router`. No packet is sent.
pub fn own_towards(router: Ipv4Addr) -> Option<Ipv4Addr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect((router, 9)).ok()?;
    match socket.local_addr().ok()? {
        std::net::SocketAddr::V4(own) => Some(*own.ip()),
        std::net::SocketAddr::V6(_) => None,
    }
}

/// Interface, destination, gateway, flags, two counters, metric, mask: addresses as the kernel keeps them, in
/// hexadecimal. Of several default routes the one with the lowest metric.
fn read(table: &str) -> Option<Ipv4Addr> {
    let route = |line: &str| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let number = |at: usize| u32::from_str_radix(fields.get(at)?, 16).ok();
        let flags = u16::from_str_radix(fields.get(3)?, 16).ok()?;
        let metric: u32 = fields.get(6)?.parse().ok()?;
        let default = number(1)? == 0 && number(7)? == 0 && flags & (UP | GATEWAY) == UP | GATEWAY;
        default.then_some((metric, Ipv4Addr::from(number(2)?.to_ne_bytes())))
    };
    table.lines().skip(1).filter_map(route).min_by_key(|(metric, _)| *metric).map(|(_, router)| router)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str =
        "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";

    fn of(lines: &str) -> Option<Ipv4Addr> {
        read(&format!("{HEAD}{lines}"))
    }

    #[cfg(target_endian = "little")]
    #[test]
    fn the_default_route_of_the_lowest_metric_leads() {
        let wlan = "wlan0\t00000000\t0102A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n";
        let eth = "eth0\t00000000\t014DA8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n";
        let net = "eth0\t004DA8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n";
        assert_eq!(of(&[wlan, eth, net].concat()), Some(Ipv4Addr::new(192, 168, 77, 1)));
        assert_eq!(of(&[net, wlan].concat()), Some(Ipv4Addr::new(192, 168, 2, 1)));
    }

    #[test]
    fn without_a_router_there_is_none() {
        for lines in [
            "",
            "tun0\t00000000\t00000000\t0001\t0\t0\t50\t00000000\t0\t0\t0\n",
            "eth0\t00000000\t014DA8C0\t0002\t0\t0\t100\t00000000\t0\t0\t0\n",
            // Half of everything, as a VPN sets it: not the default route.
            "tun0\t00000000\t0100080A\t0003\t0\t0\t50\t00000080\t0\t0\t0\n",
            "eth0\tnonsense\n\n",
        ] {
            assert_eq!(of(lines), None, "{lines}");
        }
    }

    #[test]
    fn towards_the_loopback_the_machine_is_its_loopback() {
        assert_eq!(own_towards(Ipv4Addr::LOCALHOST), Some(Ipv4Addr::LOCALHOST));
    }
}
