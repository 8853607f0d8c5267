//! Interface addresses from `GetAdaptersAddresses`.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    ptr,
};

use windows_sys::Win32::{
    Foundation::{ERROR_BUFFER_OVERFLOW, ERROR_NO_DATA, ERROR_SUCCESS},
    NetworkManagement::{
        IpHelper::{
            GAA_FLAG_SKIP_ANYCAST, GAA_FLAG_SKIP_DNS_SERVER, GAA_FLAG_SKIP_MULTICAST, GetAdaptersAddresses,
            IP_ADAPTER_ADDRESSES_LH, IP_ADAPTER_UNICAST_ADDRESS_LH,
        },
        Ndis::IfOperStatusUp,
    },
    Networking::WinSock::{
        AF_INET, AF_INET6, AF_UNSPEC, IpDadStateDuplicate, IpDadStateTentative, IpSuffixOriginRandom,
        SOCKADDR, SOCKADDR_IN, SOCKADDR_IN6,
    },
};

use crate::platform::InterfaceAddress;

pub fn list() -> io::Result<Vec<InterfaceAddress>> {
    let mut found = Vec::new();
    each_adapter(0, |adapter| {
        if adapter.OperStatus != IfOperStatusUp {
            return;
        }
        let interface = wide(adapter.FriendlyName);
        let mut unicast = adapter.FirstUnicastAddress.cast_const();
        // SAFETY: the adapter's list of addresses lies in the same buffer and ends with null.
        while let Some(entry) = unsafe { unicast.as_ref() } {
            unicast = entry.Next;
            found.extend(read(&interface, entry));
        }
    })?;
    Ok(found)
}

/// Every interface with whether it is up.
pub fn links() -> io::Result<Vec<(String, bool)>> {
    let mut found = Vec::new();
    each_adapter(0, |adapter| {
        found.push((wide(adapter.FriendlyName), adapter.OperStatus == IfOperStatusUp));
    })?;
    Ok(found)
}

/// Calls back with every adapter there is; `more` adds to what is asked for (`GAA_FLAG_…`).
pub(super) fn each_adapter(more: u32, mut told: impl FnMut(&IP_ADAPTER_ADDRESSES_LH)) -> io::Result<()> {
    // Without the resolvers: asking for them fails where only IPv4 ones are configured.
    let flags = GAA_FLAG_SKIP_ANYCAST | GAA_FLAG_SKIP_MULTICAST | GAA_FLAG_SKIP_DNS_SERVER | more;
    let mut size: u32 = 16 * 1024;
    for _ in 0..4 {
        let mut buffer = vec![0_u64; (size as usize).div_ceil(8)];
        let head: *mut IP_ADAPTER_ADDRESSES_LH = buffer.as_mut_ptr().cast();
        // SAFETY: the buffer is `size` bytes long and aligned for the structure.
        let result =
            unsafe { GetAdaptersAddresses(u32::from(AF_UNSPEC), flags, ptr::null(), head, &raw mut size) };
        match result {
            ERROR_SUCCESS => {
                let mut at = head.cast_const();
                // SAFETY: the list was filled by the call, lies in the buffer, and ends with null.
                while let Some(adapter) = unsafe { at.as_ref() } {
                    at = adapter.Next;
                    told(adapter);
                }
                return Ok(());
            }
            ERROR_NO_DATA => return Ok(()),
            // An adapter came up between two calls; the size that is needed now was written.
            ERROR_BUFFER_OVERFLOW => {}
            error => return Err(io::Error::from_raw_os_error(error.cast_signed())),
        }
    }
    Err(io::ErrorKind::WouldBlock.into())
}

fn read(interface: &str, entry: &IP_ADAPTER_UNICAST_ADDRESS_LH) -> Option<InterfaceAddress> {
    Some(InterfaceAddress {
        interface: interface.to_owned(),
        address: ip(entry.Address.lpSockaddr)?,
        temporary: entry.SuffixOrigin == IpSuffixOriginRandom,
        deprecated: entry.PreferredLifetime == 0,
        tentative: [IpDadStateTentative, IpDadStateDuplicate].contains(&entry.DadState),
    })
}

/// The address in a socket address of either family; `None` for null and for others.
pub(super) fn ip(address: *const SOCKADDR) -> Option<IpAddr> {
    // SAFETY: null or a socket address whose family says how large it is.
    match unsafe { address.as_ref() }?.sa_family {
        AF_INET => {
            // SAFETY: the family says that this is a SOCKADDR_IN.
            let v4 = unsafe { ptr::read_unaligned(address.cast::<SOCKADDR_IN>()) };
            // SAFETY: every view of the union is plain data.
            let bits = unsafe { v4.sin_addr.S_un.S_addr };
            Some(IpAddr::V4(Ipv4Addr::from(u32::from_be(bits))))
        }
        AF_INET6 => {
            // SAFETY: the family says that this is a SOCKADDR_IN6.
            let v6 = unsafe { ptr::read_unaligned(address.cast::<SOCKADDR_IN6>()) };
            // SAFETY: every view of the union is plain data.
            let bytes = unsafe { v6.sin6_addr.u.Byte };
            Some(IpAddr::V6(Ipv6Addr::from(bytes)))
        }
        _ => None,
    }
}

/// Wide text of the system, closed by a zero; empty for null.
pub(super) fn wide(text: *const u16) -> String {
    if text.is_null() {
        return String::new();
    }
    let mut length = 0;
    // SAFETY: the text is a zero-terminated wide string of the system's that outlives this call.
    while unsafe { *text.add(length) } != 0 {
        length += 1;
    }
    // SAFETY: `length` units were just seen to be there.
    String::from_utf16_lossy(unsafe { std::slice::from_raw_parts(text, length) })
}
