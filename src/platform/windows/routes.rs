//! The routing table from `GetIpForwardTable2`.

use std::{io, net::IpAddr, ptr};

use windows_sys::Win32::{
    Foundation::NO_ERROR,
    NetworkManagement::{
        IpHelper::{
            ConvertInterfaceLuidToAlias, FreeMibTable, GetIpForwardTable2, MIB_IPFORWARD_ROW2,
            MIB_IPFORWARD_TABLE2,
        },
        Ndis::NET_LUID_LH,
    },
    Networking::WinSock::{AF_UNSPEC, SOCKADDR_INET},
};

use super::addresses;
use crate::platform::Route;

/// The longest name of an interface, in units (`NDIS_IF_MAX_STRING_SIZE` and a closing zero).
const LONGEST: usize = 257;

pub fn list() -> io::Result<Vec<Route>> {
    let mut table: *mut MIB_IPFORWARD_TABLE2 = ptr::null_mut();
    // SAFETY: the place for the table is valid; it is freed below exactly once.
    let result = unsafe { GetIpForwardTable2(AF_UNSPEC, &raw mut table) };
    if result != NO_ERROR {
        return Err(io::Error::from_raw_os_error(result.cast_signed()));
    }
    if table.is_null() {
        return Ok(Vec::new());
    }
    // SAFETY: the call succeeded: the table holds as many rows as it says, one behind the other.
    let rows = unsafe {
        let first = (&raw const (*table).Table).cast::<MIB_IPFORWARD_ROW2>();
        std::slice::from_raw_parts(first, (*table).NumEntries as usize)
    };
    let routes = rows.iter().filter_map(read).collect();
    // SAFETY: the table came from GetIpForwardTable2 and nothing points into it any more.
    unsafe { FreeMibTable(table.cast()) };
    Ok(routes)
}

fn read(row: &MIB_IPFORWARD_ROW2) -> Option<Route> {
    Some(Route {
        interface: alias(&row.InterfaceLuid),
        destination: inet(&row.DestinationPrefix.Prefix)?,
        length: row.DestinationPrefix.PrefixLength,
        gateway: inet(&row.NextHop).filter(|ip| !ip.is_unspecified()),
        metric: row.Metric,
    })
}

/// The name that the person sees: that of `addresses`.
fn alias(luid: &NET_LUID_LH) -> String {
    let mut name = [0_u16; LONGEST];
    // SAFETY: the name has the length that is said; both outlive the call.
    let told = unsafe { ConvertInterfaceLuidToAlias(luid, name.as_mut_ptr(), name.len()) };
    if told != NO_ERROR {
        return String::new();
    }
    let length = name.iter().position(|unit| *unit == 0).unwrap_or(name.len());
    String::from_utf16_lossy(&name[..length])
}

/// The address in a structure of either family.
pub(super) fn inet(address: &SOCKADDR_INET) -> Option<IpAddr> {
    addresses::ip((&raw const *address).cast())
}
