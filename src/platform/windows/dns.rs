//! The DNS Client service: its resolvers and its cache.
//!
//! The calls that concern the cache are exported but not declared in the SDK, and looked up
//! when they are wanted: they are what `ipconfig` itself uses.

use std::{
    ffi::{CStr, c_void},
    io,
    mem::{self, size_of},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::PathBuf,
    ptr,
};

use windows_registry::LOCAL_MACHINE;
use windows_sys::Win32::{
    Foundation::ERROR_SUCCESS,
    NetworkManagement::{
        Dns::{
            DNS_QUERY_NO_WIRE_QUERY, DNS_RECORDW, DNS_TYPE_A, DNS_TYPE_AAAA, DnsFree, DnsFreeRecordList,
            DnsQuery_W,
        },
        IpHelper::{FIXED_INFO_W2KSP1, GetNetworkParams},
    },
    System::Services::{
        CloseServiceHandle, OpenSCManagerW, OpenServiceW, QueryServiceStatus, SC_MANAGER_CONNECT,
        SERVICE_QUERY_STATUS, SERVICE_RUNNING, SERVICE_STATUS,
    },
};

use super::{addresses, library, wide};
use crate::platform::{Cached, CachedAddress, Caching, Flushed};

/// What `ipconfig /flushdns` does; where the call is missing there is nothing to flush.
pub fn flush_cache() {
    let _ = flush();
}

/// Empties the cache. What the call itself answers says nothing useful: the service may simply be off.
#[allow(clippy::unnecessary_wraps, reason = "on other systems it can fail")]
pub fn flush() -> io::Result<Flushed> {
    let Some(flush) = library::function(c"dnsapi.dll", c"DnsFlushResolverCache") else {
        return Ok(Flushed::NoCache);
    };
    // SAFETY: DnsFlushResolverCache takes nothing and returns a BOOL (as ipconfig calls it).
    let flush: unsafe extern "system" fn() -> i32 = unsafe { mem::transmute(flush) };
    // SAFETY: as above.
    let _ = unsafe { flush() };
    Ok(Flushed::Done("DNS Client"))
}

/// The state of the DNS Client service, which every user may ask for.
pub fn service() -> (&'static str, Caching) {
    const DISABLED: u32 = 4;
    let key = LOCAL_MACHINE.open(r"SYSTEM\CurrentControlSet\Services\Dnscache");
    let start = key.and_then(|key| key.get_u32("Start"));
    let state = match (is_running(), start) {
        (Ok(true), _) => Caching::Running,
        (_, Err(_)) => Caching::None,
        (_, Ok(DISABLED)) => Caching::Disabled,
        (_, Ok(_)) => Caching::Stopped,
    };
    ("DNS Client", state)
}

fn is_running() -> io::Result<bool> {
    let name = wide("Dnscache");
    // SAFETY: null twice is this machine and the one database there is.
    let manager = unsafe { OpenSCManagerW(ptr::null(), ptr::null(), SC_MANAGER_CONNECT) };
    if manager.is_null() {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the handle is open and the name closed by a zero.
    let service = unsafe { OpenServiceW(manager, name.as_ptr(), SERVICE_QUERY_STATUS) };
    let mut status = SERVICE_STATUS::default();
    // SAFETY: a null handle is refused; the place is valid.
    let asked = unsafe { QueryServiceStatus(service, &raw mut status) };
    let outcome = if asked == 0 { Err(io::Error::last_os_error()) } else { Ok(()) };
    for handle in [service, manager] {
        // SAFETY: opened above, or null, which is refused; not used after this.
        unsafe { CloseServiceHandle(handle) };
    }
    outcome.map(|()| status.dwCurrentState == SERVICE_RUNNING)
}

/// One entry of the table that `DnsGetCacheDataTable` gives: a list, each node and name of its own.
#[repr(C)]
struct CacheEntry {
    next: *mut CacheEntry,
    name: *mut u16,
    kind: u16,
    length: u16,
    flags: u32,
}

/// Every name and record type in the cache: what `ipconfig /displaydns` walks through.
pub fn cached() -> Cached {
    let Some(get) = library::function(c"dnsapi.dll", c"DnsGetCacheDataTable") else { return Cached::Hidden };
    // SAFETY: it takes the place for the list and returns a BOOL (as ipconfig calls it).
    let get: unsafe extern "system" fn(*mut *mut CacheEntry) -> i32 = unsafe { mem::transmute(get) };
    let mut head = ptr::null_mut();
    // SAFETY: the place is valid; null stays where there is no list.
    if unsafe { get(&raw mut head) } == 0 && head.is_null() {
        // Wine has the call but no cache; on Windows the service is off.
        return Cached::Hidden;
    }
    let mut entries = Vec::new();
    while !head.is_null() {
        // SAFETY: a node of the list that was not freed yet.
        let (next, name, kind) = unsafe { ((*head).next, (*head).name, (*head).kind) };
        entries.push((addresses::wide(name), kind));
        // SAFETY: each node and each name is one block of the DNS heap (0: plain memory), freed once.
        unsafe {
            DnsFree(name.cast::<c_void>(), 0);
            DnsFree(head.cast::<c_void>(), 0);
        }
        head = next;
    }
    entries.sort_unstable();
    entries.dedup();
    Cached::Entries(entries)
}

/// The addresses of a name that are in the cache. Nothing is sent.
pub fn cached_addresses(name: &str, ipv6: bool) -> Vec<CachedAddress> {
    let kind = if ipv6 { DNS_TYPE_AAAA } else { DNS_TYPE_A };
    let name = wide(name);
    let mut list: *mut DNS_RECORDW = ptr::null_mut();
    // SAFETY: the name is closed by a zero; the list is freed below. The W form fills wide records.
    let result = unsafe {
        DnsQuery_W(
            name.as_ptr(),
            kind,
            DNS_QUERY_NO_WIRE_QUERY,
            ptr::null_mut(),
            (&raw mut list).cast(),
            ptr::null_mut(),
        )
    };
    if result != ERROR_SUCCESS {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut at = list.cast_const();
    // SAFETY: the call succeeded; the list ends with null.
    while let Some(record) = unsafe { at.as_ref() } {
        at = record.pNext;
        let address = match record.wType {
            // SAFETY: the type says which view of the union is meant; both are plain data.
            DNS_TYPE_A => Ipv4Addr::from(unsafe { record.Data.A.IpAddress }.to_ne_bytes()).into(),
            // SAFETY: as above.
            DNS_TYPE_AAAA => Ipv6Addr::from(unsafe { record.Data.AAAA.Ip6Address.IP6Byte }).into(),
            _ => continue,
        };
        found.push(CachedAddress { address, ttl: record.dwTtl });
    }
    // SAFETY: the list came from DnsQuery_W and nothing points into it any more.
    unsafe { DnsFree(list.cast::<c_void>(), DnsFreeRecordList) };
    found
}

pub fn hosts_file() -> PathBuf {
    let system = std::env::var_os("SystemRoot").map_or_else(|| PathBuf::from(r"C:\Windows"), PathBuf::from);
    system.join(r"System32\drivers\etc\hosts")
}

/// The resolvers of all adapters, IPv4 as `GetNetworkParams` lists them.
pub fn resolvers() -> Vec<SocketAddr> {
    let mut size = 0;
    // SAFETY: with no buffer the call only says how large it must be.
    unsafe { GetNetworkParams(ptr::null_mut(), &raw mut size) };
    let words = (size as usize).div_ceil(size_of::<u64>()).max(size_of::<FIXED_INFO_W2KSP1>().div_ceil(8));
    let mut buffer = vec![0_u64; words];
    let info: *mut FIXED_INFO_W2KSP1 = buffer.as_mut_ptr().cast();
    // SAFETY: the buffer has the size that was asked for and the alignment of a pointer.
    if unsafe { GetNetworkParams(info, &raw mut size) } != ERROR_SUCCESS {
        return Vec::new();
    }
    let mut found = Vec::new();
    // SAFETY: the call filled the structure; the list's nodes lie in the same buffer, the last has a null `Next`.
    let mut node = unsafe { &raw const (*info).DnsServerList };
    // SAFETY: as above.
    while let Some(server) = unsafe { node.as_ref() } {
        let text: Vec<u8> = server.IpAddress.String.iter().map(|c| c.cast_unsigned()).collect();
        if let Some(ip) =
            CStr::from_bytes_until_nul(&text).ok().and_then(|s| s.to_str().ok()?.parse::<IpAddr>().ok())
        {
            found.push((ip, 53).into());
        }
        node = server.Next;
    }
    found
}
