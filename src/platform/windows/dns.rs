//! The DNS Client service.

use std::{
    ffi::CStr,
    mem::size_of,
    net::{IpAddr, SocketAddr},
};

use windows_sys::Win32::{
    Foundation::ERROR_SUCCESS,
    NetworkManagement::IpHelper::{FIXED_INFO_W2KSP1, GetNetworkParams},
    System::LibraryLoader::{GetProcAddress, LoadLibraryA},
};

/// What `ipconfig /flushdns` does. The call is exported but not declared in the SDK; where it is
/// missing there is nothing to flush.
pub fn flush_cache() {
    // SAFETY: the name is a C string; a missing library gives null.
    let library = unsafe { LoadLibraryA(c"dnsapi.dll".as_ptr().cast()) };
    if library.is_null() {
        return;
    }
    // SAFETY: the library is loaded and the name is a C string.
    let flush = unsafe { GetProcAddress(library, c"DnsFlushResolverCache".as_ptr().cast()) };
    if let Some(flush) = flush {
        // SAFETY: DnsFlushResolverCache takes nothing and returns a BOOL (as ipconfig calls it).
        let flush: unsafe extern "system" fn() -> i32 = unsafe { std::mem::transmute(flush) };
        // SAFETY: as above. Its result says nothing useful: the cache may simply be off.
        let _ = unsafe { flush() };
    }
}

/// The resolvers of all adapters, IPv4 as `GetNetworkParams` lists them.
pub fn resolvers() -> Vec<SocketAddr> {
    let mut size = 0;
    // SAFETY: with no buffer the call only says how large it must be.
    unsafe { GetNetworkParams(std::ptr::null_mut(), &raw mut size) };
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
