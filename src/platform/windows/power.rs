//! Sleep, and whether energy or data are short.
//!
//! Two sources, because each misses something: suspend and resume tell of classic sleep and
//! hibernation; a machine with Modern Standby never suspends, it switches its display off and
//! on. A display that comes back after a while is taken for a resume on every machine: one
//! look too many is cheap. Clock steps are not told; the worker compares its clocks anyway.

use std::{
    ffi::{c_int, c_void},
    io, mem, ptr,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use windows_sys::{
    Win32::{
        Foundation::NO_ERROR,
        Networking::WinSock::{
            NL_NETWORK_CONNECTIVITY_HINT, NetworkConnectivityCostHintFixed,
            NetworkConnectivityCostHintVariable,
        },
        System::{
            Power::{
                DEVICE_NOTIFY_SUBSCRIBE_PARAMETERS, GetSystemPowerStatus, POWERBROADCAST_SETTING,
                SYSTEM_POWER_STATUS,
            },
            SystemServices::GUID_CONSOLE_DISPLAY_STATE,
        },
        UI::WindowsAndMessaging::{
            DEVICE_NOTIFY_CALLBACK, PBT_APMRESUMEAUTOMATIC, PBT_APMRESUMESUSPEND, PBT_POWERSETTINGCHANGE,
        },
    },
    core::GUID,
};

use super::library;
use crate::platform::Jump;

/// A display that was off for less than this says nothing of sleep.
const OFF_FOR: Duration = Duration::from_secs(60);

type Jumped = Box<dyn Fn(Jump) -> bool + Send + Sync>;
/// Who listens; `None` before anybody did. The system's callbacks get no state of ours, so that nothing can
/// dangle: they are never unregistered.
static JUMPED: Mutex<Option<Vec<Jumped>>> = Mutex::new(None);
static DISPLAY: Mutex<Display> = Mutex::new(Display { off_since: None });

/// `PowerRegisterSuspendResumeNotification`
type RegisterResume =
    unsafe extern "system" fn(u32, *const DEVICE_NOTIFY_SUBSCRIBE_PARAMETERS, *mut *mut c_void) -> u32;
/// `PowerSettingRegisterNotification`
type RegisterSetting = unsafe extern "system" fn(
    *const GUID,
    u32,
    *const DEVICE_NOTIFY_SUBSCRIBE_PARAMETERS,
    *mut *mut c_void,
) -> u32;
/// `GetNetworkConnectivityHint`, since Windows 10 2004
type ConnectivityHint = unsafe extern "system" fn(*mut NL_NETWORK_CONNECTIVITY_HINT) -> u32;

/// Calls back after sleep, from threads of the system's, for as long as `jumped` says that it wants to hear
/// more. An error means that neither source could be had.
pub fn watch(jumped: impl Fn(Jump) -> bool + Send + Sync + 'static) -> io::Result<()> {
    {
        let mut listening = JUMPED.lock().unwrap_or_else(PoisonError::into_inner);
        let first = listening.is_none();
        listening.get_or_insert_default().push(Box::new(jumped));
        if !first {
            return Ok(());
        }
    }
    // Kept for ever: whether the system copies it is not documented.
    let recipient: &'static _ = Box::leak(Box::new(DEVICE_NOTIFY_SUBSCRIBE_PARAMETERS {
        Callback: Some(on_power),
        Context: ptr::null_mut(),
    }));
    let mut handle = ptr::null_mut();
    let missing = windows_sys::Win32::Foundation::ERROR_PROC_NOT_FOUND;
    let suspend = library::function(c"powrprof.dll", c"PowerRegisterSuspendResumeNotification");
    let suspend = suspend.map_or(missing, |register| {
        // SAFETY: this is its type (powerbase.h).
        let register: RegisterResume = unsafe { mem::transmute(register) };
        // SAFETY: the recipient lives for ever and its callback is a plain function.
        unsafe { register(DEVICE_NOTIFY_CALLBACK, recipient, &raw mut handle) }
    });
    let display = library::function(c"powrprof.dll", c"PowerSettingRegisterNotification");
    let display = display.map_or(missing, |register| {
        // SAFETY: this is its type (powersetting.h).
        let register: RegisterSetting = unsafe { mem::transmute(register) };
        // SAFETY: as above; the setting is a constant.
        unsafe { register(&GUID_CONSOLE_DISPLAY_STATE, DEVICE_NOTIFY_CALLBACK, recipient, &raw mut handle) }
    });
    if suspend == NO_ERROR || display == NO_ERROR {
        Ok(())
    } else {
        Err(io::Error::from_raw_os_error(suspend.cast_signed()))
    }
}

/// Passes on what was heard elsewhere: by the service manager's controls.
pub(super) fn tell(jump: Jump) {
    if let Some(listening) = &mut *JUMPED.lock().unwrap_or_else(PoisonError::into_inner) {
        listening.retain(|jumped| jumped(jump));
    }
}

unsafe extern "system" fn on_power(_: *const c_void, what: u32, setting: *const c_void) -> u32 {
    let resumed = match what {
        // Both come after one sleep when a person wakes the machine; the second look finds nothing new.
        PBT_APMRESUMEAUTOMATIC | PBT_APMRESUMESUSPEND => true,
        PBT_POWERSETTINGCHANGE => {
            // SAFETY: with this message the system hands in one valid setting, for the length of the call.
            let Some(setting) = (unsafe { setting.cast::<POWERBROADCAST_SETTING>().as_ref() }) else {
                return 0;
            };
            // Both GUIDs have their fields compared: the type itself cannot be.
            let same = setting.PowerSetting.data1 == GUID_CONSOLE_DISPLAY_STATE.data1
                && setting.PowerSetting.data4 == GUID_CONSOLE_DISPLAY_STATE.data4;
            let mut display = DISPLAY.lock().unwrap_or_else(PoisonError::into_inner);
            same && display.is(setting.Data[0], Instant::now())
        }
        _ => false,
    };
    if resumed {
        tell(Jump::Resumed);
    }
    0
}

/// The display of the console: `GUID_CONSOLE_DISPLAY_STATE`.
struct Display {
    off_since: Option<Instant>,
}

impl Display {
    /// 0 is off, 1 on, 2 dimmed. Whether it came back after being off for a while.
    fn is(&mut self, state: u8, now: Instant) -> bool {
        match state {
            0 => {
                self.off_since.get_or_insert(now);
                false
            }
            _ => self.off_since.take().is_some_and(|since| now.saturating_duration_since(since) >= OFF_FOR),
        }
    }
}

/// Whether the machine runs on battery or on a metered connection. Where it cannot be told, it does not.
pub fn is_sparing() -> bool {
    on_battery() || is_metered()
}

fn on_battery() -> bool {
    let mut status = SYSTEM_POWER_STATUS::default();
    // SAFETY: the structure outlives the call.
    let told: c_int = unsafe { GetSystemPowerStatus(&raw mut status) };
    // 0 is battery, 1 mains, 255 unknown.
    told != 0 && status.ACLineStatus == 0
}

fn is_metered() -> bool {
    let Some(hint) = library::function(c"iphlpapi.dll", c"GetNetworkConnectivityHint") else { return false };
    // SAFETY: this is its type (netioapi.h).
    let hint: ConnectivityHint = unsafe { mem::transmute(hint) };
    let mut told = NL_NETWORK_CONNECTIVITY_HINT::default();
    // SAFETY: the structure outlives the call.
    let done = unsafe { hint(&raw mut told) } == NO_ERROR;
    let metered = [NetworkConnectivityCostHintFixed, NetworkConnectivityCostHintVariable];
    done && (metered.contains(&told.ConnectivityCost) || told.OverDataLimit || told.Roaming)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_display_that_was_off_for_a_while_tells_of_sleep() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut display = Display { off_since: None };
        // The state at the time of registering comes first.
        assert!(!display.is(1, at(0)));
        assert!(!display.is(0, at(10)));
        assert!(!display.is(1, at(20)));
        assert!(!display.is(0, at(30)));
        assert!(!display.is(0, at(80)));
        assert!(display.is(2, at(90)));
        assert!(!display.is(1, at(91)));
    }
}
