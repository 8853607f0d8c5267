//! The router of the default route, from `GetIpForwardTable`.
//!
//! The older of the two tables: IPv4 alone is asked for, and Wine fills it too.

use std::{
    net::{Ipv4Addr, UdpSocket},
    slice,
};

use windows_sys::Win32::{
    Foundation::{ERROR_INSUFFICIENT_BUFFER, NO_ERROR},
    NetworkManagement::IpHelper::{GetIpForwardTable, MIB_IPFORWARDROW, MIB_IPFORWARDTABLE},
};

/// The IPv4 router of the default route, and this machine's own address towards it. `None`: there is no default
/// route, or it leads through no router (a tunnel, a modem line).
pub fn default_v4() -> Option<(Ipv4Addr, Ipv4Addr)> {
    let rows = table()?;
    let default = rows.iter().filter(|row| row.dwForwardDest == 0 && row.dwForwardMask == 0);
    // The addresses are kept in network order whatever the processor's is.
    let through =
        default.map(|row| (row.dwForwardMetric1, Ipv4Addr::from(row.dwForwardNextHop.to_ne_bytes())));
    let (_, router) = through.filter(|(_, hop)| !hop.is_unspecified()).min_by_key(|(metric, _)| *metric)?;
    let own = own_towards(router)?;
    // "On link" is written as the machine's own address.
    (own != router).then_some((router, own))
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

fn table() -> Option<Vec<MIB_IPFORWARDROW>> {
    let mut size: u32 = 4096;
    // Routes may be added between two calls.
    for _ in 0..4 {
        let mut buffer = vec![0_u32; (size as usize).div_ceil(4)];
        let table: *mut MIB_IPFORWARDTABLE = buffer.as_mut_ptr().cast();
        // SAFETY: the buffer is at least `size` bytes long and aligned for the structure.
        match unsafe { GetIpForwardTable(table, &raw mut size, 0) } {
            NO_ERROR => {
                // SAFETY: the call filled the table's head.
                let count = unsafe { (*table).dwNumEntries } as usize;
                // SAFETY: the rows begin here; the pointer keeps the whole buffer's provenance.
                let first = unsafe { (&raw const (*table).table).cast::<MIB_IPFORWARDROW>() };
                // SAFETY: the call wrote `count` rows into the buffer, which lives until the copy is made.
                return Some(unsafe { slice::from_raw_parts(first, count) }.to_vec());
            }
            ERROR_INSUFFICIENT_BUFFER => {}
            _ => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_routes_can_be_read() {
        assert!(table().is_some());
        if let Some((router, own)) = default_v4() {
            assert!(!router.is_unspecified() && router != own);
        }
    }
}
