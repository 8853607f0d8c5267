//! Network changes from the IP Helper.
//!
//! Two sources, because each misses something: `NotifyAddrChange` tells of IPv4 addresses
//! alone but everywhere, `NotifyUnicastIpAddressChange` and `NotifyRouteChange2` of both
//! families. Their content is not read.

use std::{
    ffi::c_void,
    io, ptr,
    sync::{Mutex, PoisonError},
};

use windows_sys::Win32::{
    Foundation::{ERROR_IO_PENDING, HANDLE, NO_ERROR},
    NetworkManagement::IpHelper::{
        MIB_IPFORWARD_ROW2, MIB_NOTIFICATION_TYPE, MIB_UNICASTIPADDRESS_ROW, NotifyAddrChange,
        NotifyRouteChange2, NotifyUnicastIpAddressChange,
    },
    Networking::WinSock::AF_UNSPEC,
    System::IO::OVERLAPPED,
};

use super::events::{self, Signal, Source};

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
    events::wait_for(Box::new(Addresses::new()?))?;
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

/// `NotifyAddrChange`: each request tells once, through its event.
struct Addresses {
    told: Signal,
    /// In a place of its own: the system writes there until the event.
    request: Box<OVERLAPPED>,
}
// SAFETY: the request is used by the thread that waits and by the system alone.
unsafe impl Send for Addresses {}

impl Addresses {
    fn new() -> io::Result<Self> {
        let told = Signal::new()?;
        let request = Box::new(OVERLAPPED { hEvent: told.handle(), ..OVERLAPPED::default() });
        Ok(Self { told, request })
    }
}

impl Source for Addresses {
    fn handle(&self) -> HANDLE {
        self.told.handle()
    }

    fn begin(&mut self) -> bool {
        let mut handle: HANDLE = ptr::null_mut();
        // SAFETY: the request stays where it is for as long as the program runs: this ends only where it was
        // refused, and nothing is under way then.
        unsafe { NotifyAddrChange(&raw mut handle, &raw mut *self.request) == ERROR_IO_PENDING }
    }

    fn told(&mut self) -> bool {
        tell();
        self.begin()
    }
}
