//! Network changes from the IP Helper.
//!
//! Two sources, because each misses something: `NotifyAddrChange` tells of IPv4 addresses
//! alone but everywhere, `NotifyUnicastIpAddressChange` and `NotifyRouteChange2` of both
//! families. Their content is not read.

use std::{
    ffi::c_void,
    io, ptr,
    sync::{Mutex, PoisonError},
    thread,
};

use windows_sys::Win32::{
    Foundation::{ERROR_IO_PENDING, HANDLE, NO_ERROR},
    NetworkManagement::IpHelper::{
        MIB_IPFORWARD_ROW2, MIB_NOTIFICATION_TYPE, MIB_UNICASTIPADDRESS_ROW, NotifyAddrChange,
        NotifyRouteChange2, NotifyUnicastIpAddressChange,
    },
    Networking::WinSock::AF_UNSPEC,
    System::{
        IO::OVERLAPPED,
        Threading::{CreateEventW, INFINITE, WaitForSingleObject},
    },
};

type Changed = Box<dyn Fn() -> bool + Send + Sync>;
/// Who listens; `None` before anybody did. The system's callbacks get no state of ours, so that nothing can
/// dangle: they are never unregistered.
static CHANGED: Mutex<Option<Vec<Changed>>> = Mutex::new(None);

/// Calls back from threads of the system's for as long as `changed` says that it wants to hear more.
pub fn watch(changed: impl Fn() -> bool + Send + Sync + 'static) -> io::Result<()> {
    {
        let mut listening = CHANGED.lock().unwrap_or_else(PoisonError::into_inner);
        let first = listening.is_none();
        listening.get_or_insert_default().push(Box::new(changed));
        if !first {
            return Ok(());
        }
    }
    let mut handle: HANDLE = ptr::null_mut();
    // SAFETY: the callback is a plain function that lives for ever; no context is passed.
    let addresses = unsafe {
        NotifyUnicastIpAddressChange(AF_UNSPEC, Some(on_address), ptr::null(), false, &raw mut handle)
    };
    // SAFETY: as above.
    let routes =
        unsafe { NotifyRouteChange2(AF_UNSPEC, Some(on_route), ptr::null(), false, &raw mut handle) };
    thread::Builder::new().name("network".into()).stack_size(64 * 1024).spawn(wait_for_addresses)?;
    if addresses == NO_ERROR && routes == NO_ERROR {
        Ok(())
    } else {
        Err(io::Error::from_raw_os_error(addresses.max(routes).cast_signed()))
    }
}

fn tell() {
    if let Some(listening) = &mut *CHANGED.lock().unwrap_or_else(PoisonError::into_inner) {
        listening.retain(|changed| changed());
    }
}

unsafe extern "system" fn on_address(
    _: *const c_void,
    _: *const MIB_UNICASTIPADDRESS_ROW,
    _: MIB_NOTIFICATION_TYPE,
) {
    tell();
}

unsafe extern "system" fn on_route(_: *const c_void, _: *const MIB_IPFORWARD_ROW2, _: MIB_NOTIFICATION_TYPE) {
    tell();
}

fn wait_for_addresses() {
    // SAFETY: an unnamed auto-reset event with default security; its result is checked.
    let event = unsafe { CreateEventW(ptr::null(), 0, 0, ptr::null()) };
    if event.is_null() {
        return;
    }
    let mut overlapped = OVERLAPPED { hEvent: event, ..OVERLAPPED::default() };
    loop {
        let mut handle: HANDLE = ptr::null_mut();
        // SAFETY: `overlapped` stays where it is until the event fires, which is waited for below.
        let result = unsafe { NotifyAddrChange(&raw mut handle, &raw mut overlapped) };
        if result != ERROR_IO_PENDING {
            return;
        }
        // SAFETY: the event was created above and is never closed.
        if unsafe { WaitForSingleObject(event, INFINITE) } != 0 {
            return;
        }
        tell();
    }
}
