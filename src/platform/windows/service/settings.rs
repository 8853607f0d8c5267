//! The finer settings of a service: recovery, delay, privileges. Wine keeps only some of them, and says so.

use std::{ffi::c_void, io, mem, time::Duration};

use windows_sys::Win32::{
    Foundation::{ERROR_CALL_NOT_IMPLEMENTED, ERROR_INVALID_LEVEL},
    System::Services::{
        ChangeServiceConfig2W, QueryServiceConfig2W, SC_ACTION, SC_ACTION_RESTART,
        SERVICE_CONFIG_DELAYED_AUTO_START_INFO, SERVICE_CONFIG_DESCRIPTION, SERVICE_CONFIG_FAILURE_ACTIONS,
        SERVICE_CONFIG_FAILURE_ACTIONS_FLAG, SERVICE_CONFIG_PRESHUTDOWN_INFO,
        SERVICE_CONFIG_REQUIRED_PRIVILEGES_INFO, SERVICE_CONFIG_SERVICE_SID_INFO,
        SERVICE_DELAYED_AUTO_START_INFO, SERVICE_DESCRIPTIONW, SERVICE_FAILURE_ACTIONS_FLAG,
        SERVICE_FAILURE_ACTIONSW, SERVICE_PRESHUTDOWN_INFO, SERVICE_REQUIRED_PRIVILEGES_INFOW,
        SERVICE_SID_INFO, SERVICE_SID_TYPE_UNRESTRICTED,
    },
};

use super::{super::wide, manager::Handle};
use crate::platform::Plan;

/// It is started again after a crash or an exit code: at once (a moment passed already), then when a
/// passing fault may have passed, then seldom, for ever.
const AGAIN_AFTER: [Duration; 3] =
    [Duration::from_secs(3), Duration::from_secs(30), Duration::from_secs(600)];
/// A day without a fault makes the next one the first again.
const FORGIVEN_AFTER: Duration = Duration::from_secs(24 * 60 * 60);
/// It ends in well under two seconds; Windows would wait three minutes.
const PRESHUTDOWN: Duration = Duration::from_secs(10);
/// All that is left of the account's rights: to pass through folders whose lists it may not read, which every
/// process has. Sockets, pipes, its own files and the log need no privilege.
const PRIVILEGES: &str = "SeChangeNotifyPrivilege";

pub fn apply(service: &Handle, plan: &Plan) -> io::Result<()> {
    let mut description = wide(&plan.description);
    let described = SERVICE_DESCRIPTIONW { lpDescription: description.as_mut_ptr() };
    set(service, SERVICE_CONFIG_DESCRIPTION, &described)?;

    let delayed = SERVICE_DELAYED_AUTO_START_INFO { fDelayedAutostart: plan.delayed.into() };
    set(service, SERVICE_CONFIG_DELAYED_AUTO_START_INFO, &delayed)?;

    let mut actions = AGAIN_AFTER.map(|after| SC_ACTION {
        Type: SC_ACTION_RESTART,
        Delay: u32::try_from(after.as_millis()).unwrap_or(u32::MAX),
    });
    let recovery = SERVICE_FAILURE_ACTIONSW {
        dwResetPeriod: u32::try_from(FORGIVEN_AFTER.as_secs()).unwrap_or(u32::MAX),
        cActions: u32::try_from(actions.len()).unwrap_or(0),
        lpsaActions: actions.as_mut_ptr(),
        ..SERVICE_FAILURE_ACTIONSW::default()
    };
    set(service, SERVICE_CONFIG_FAILURE_ACTIONS, &recovery)?;
    let also_exit_codes = SERVICE_FAILURE_ACTIONS_FLAG { fFailureActionsOnNonCrashFailures: 1 };
    set(service, SERVICE_CONFIG_FAILURE_ACTIONS_FLAG, &also_exit_codes)?;

    // The service's own SID is in its token, and can be named in access lists.
    let sid = SERVICE_SID_INFO { dwServiceSidType: SERVICE_SID_TYPE_UNRESTRICTED };
    set(service, SERVICE_CONFIG_SERVICE_SID_INFO, &sid)?;

    let mut list = wide(PRIVILEGES);
    list.push(0);
    let privileges = SERVICE_REQUIRED_PRIVILEGES_INFOW { pmszRequiredPrivileges: list.as_mut_ptr() };
    set(service, SERVICE_CONFIG_REQUIRED_PRIVILEGES_INFO, &privileges)?;

    let patience = u32::try_from(PRESHUTDOWN.as_millis()).unwrap_or(u32::MAX);
    let preshutdown = SERVICE_PRESHUTDOWN_INFO { dwPreshutdownTimeout: patience };
    set(service, SERVICE_CONFIG_PRESHUTDOWN_INFO, &preshutdown)
}

/// `what` is the structure of that level.
fn set<T>(service: &Handle, level: u32, what: &T) -> io::Result<()> {
    // SAFETY: the caller pairs level and structure; what it points to outlives the call.
    if unsafe { ChangeServiceConfig2W(service.raw(), level, (&raw const *what).cast::<c_void>()) } != 0 {
        return Ok(());
    }
    let error = io::Error::last_os_error();
    let unknown = [ERROR_INVALID_LEVEL, ERROR_CALL_NOT_IMPLEMENTED].map(u32::cast_signed);
    if error.raw_os_error().is_some_and(|code| unknown.contains(&code)) {
        tracing::debug!("this system keeps no service setting of level {level}");
        return Ok(());
    }
    Err(error)
}

/// Where the system does not say, it is not.
pub fn is_delayed(service: &Handle) -> bool {
    let mut info = SERVICE_DELAYED_AUTO_START_INFO::default();
    let size = u32::try_from(mem::size_of_val(&info)).unwrap_or(0);
    let mut needed = 0;
    let level = SERVICE_CONFIG_DELAYED_AUTO_START_INFO;
    // SAFETY: the buffer is the structure of that level, with its size.
    let told =
        unsafe { QueryServiceConfig2W(service.raw(), level, (&raw mut info).cast(), size, &raw mut needed) };
    told != 0 && info.fDelayedAutostart != 0
}
