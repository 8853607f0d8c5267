//! The manager's own list of services: entries are made, changed, removed, started and stopped.

use std::{
    io, mem, ptr, thread,
    time::{Duration, Instant},
};

use windows_sys::{
    Win32::{
        Foundation::{
            ERROR_SERVICE_ALREADY_RUNNING, ERROR_SERVICE_CANNOT_ACCEPT_CTRL, ERROR_SERVICE_DOES_NOT_EXIST,
            ERROR_SERVICE_MARKED_FOR_DELETE, ERROR_SERVICE_NOT_ACTIVE, ERROR_SERVICE_SPECIFIC_ERROR,
        },
        System::Services::{
            ChangeServiceConfigW, CloseServiceHandle, ControlService, CreateServiceW, DeleteService,
            OpenSCManagerW, OpenServiceW, QUERY_SERVICE_CONFIGW, QueryServiceConfigW, QueryServiceStatusEx,
            SC_HANDLE, SC_MANAGER_CONNECT, SC_MANAGER_CREATE_SERVICE, SC_STATUS_PROCESS_INFO,
            SERVICE_AUTO_START, SERVICE_CHANGE_CONFIG, SERVICE_CONTROL_STOP, SERVICE_DEMAND_START,
            SERVICE_DISABLED, SERVICE_ERROR_NORMAL, SERVICE_QUERY_CONFIG, SERVICE_QUERY_STATUS,
            SERVICE_RUNNING, SERVICE_START, SERVICE_START_PENDING, SERVICE_STATUS, SERVICE_STATUS_PROCESS,
            SERVICE_STOP, SERVICE_STOP_PENDING, SERVICE_STOPPED, SERVICE_WIN32_OWN_PROCESS, StartServiceW,
        },
    },
    core::PCWSTR,
};

use super::{
    super::{autostart::command_line, text, wide},
    account,
    folders::clear,
    settings,
};
use crate::platform::{Plan, Rooms, Standing, Startup, State};

/// How long a service may take to start or to end.
const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(50);
/// `DELETE` (winnt.h).
const DELETE: u32 = 0x0001_0000;
/// What `QueryServiceConfigW` gives at most, in units of eight bytes.
const CONFIG_SIZE: usize = 1024;

/// A handle of the manager or of one service.
pub(super) struct Handle(SC_HANDLE);

impl Handle {
    fn new(handle: SC_HANDLE) -> io::Result<Self> {
        if handle.is_null() { Err(io::Error::last_os_error()) } else { Ok(Self(handle)) }
    }

    pub(super) fn raw(&self) -> SC_HANDLE {
        self.0
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        // SAFETY: the handle is open and nobody else has it.
        unsafe { CloseServiceHandle(self.0) };
    }
}

fn manager(access: u32) -> io::Result<Handle> {
    // SAFETY: no names means this machine and its active services.
    Handle::new(unsafe { OpenSCManagerW(ptr::null(), ptr::null(), access) })
}

/// `None` where there is no such service.
fn open(manager: &Handle, name: &str, access: u32) -> io::Result<Option<Handle>> {
    let name = wide(name);
    // SAFETY: the name is closed by a zero and outlives the call.
    match Handle::new(unsafe { OpenServiceW(manager.raw(), name.as_ptr(), access) }) {
        Ok(service) => Ok(Some(service)),
        Err(error) if is(&error, ERROR_SERVICE_DOES_NOT_EXIST) => Ok(None),
        Err(error) => Err(error),
    }
}

fn existing(name: &str, access: u32) -> io::Result<Handle> {
    open(&manager(SC_MANAGER_CONNECT)?, name, access | SERVICE_QUERY_STATUS)?
        .ok_or_else(|| io::Error::from_raw_os_error(ERROR_SERVICE_DOES_NOT_EXIST.cast_signed()))
}

fn is(error: &io::Error, code: u32) -> bool {
    error.raw_os_error() == Some(code.cast_signed())
}

fn done(succeeded: i32) -> io::Result<()> {
    if succeeded == 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

/// An error where this user may not make services.
pub fn may_install() -> io::Result<()> {
    manager(SC_MANAGER_CONNECT | SC_MANAGER_CREATE_SERVICE).map(drop)
}

/// Makes the service, or changes the one that is there to what is planned; one that runs is stopped first.
/// It is not started.
pub fn install(plan: &Plan) -> io::Result<()> {
    let access = SERVICE_CHANGE_CONFIG | SERVICE_QUERY_STATUS | SERVICE_START | SERVICE_STOP;
    let manager = manager(SC_MANAGER_CONNECT | SC_MANAGER_CREATE_SERVICE)?;
    let line = wide(command_line(&plan.program, &plan.arguments));
    let shown = wide(&plan.name);
    let runs_as = wide(account(&plan.name));
    let service = if let Some(service) = open(&manager, &plan.name, access)? {
        end(&service)?;
        // SAFETY: every text is closed by a zero and outlives the call; null leaves a setting as it is.
        done(unsafe {
            ChangeServiceConfigW(
                service.raw(),
                SERVICE_WIN32_OWN_PROCESS,
                SERVICE_AUTO_START,
                SERVICE_ERROR_NORMAL,
                line.as_ptr(),
                ptr::null(),
                ptr::null_mut(),
                ptr::null(),
                runs_as.as_ptr(),
                ptr::null(),
                shown.as_ptr(),
            )
        })?;
        service
    } else {
        // SAFETY: as above. It depends on no other service: whatever is not there yet is waited for.
        Handle::new(unsafe {
            CreateServiceW(
                manager.raw(),
                shown.as_ptr(),
                shown.as_ptr(),
                access,
                SERVICE_WIN32_OWN_PROCESS,
                SERVICE_AUTO_START,
                SERVICE_ERROR_NORMAL,
                line.as_ptr(),
                ptr::null(),
                ptr::null_mut(),
                ptr::null(),
                runs_as.as_ptr(),
                ptr::null(),
            )
        })?
    };
    settings::apply(&service, plan)
}

/// Stops and removes it, and its rooms where they are given, those that an earlier one left, too; whether there was
/// one.
pub fn uninstall(name: &str, rooms: Option<&Rooms>) -> io::Result<bool> {
    let manager = manager(SC_MANAGER_CONNECT)?;
    let service = open(&manager, name, SERVICE_STOP | SERVICE_QUERY_STATUS | DELETE)?;
    let was_there = service.is_some();
    if let Some(service) = service {
        remove(&manager, name, service)?;
    }
    match rooms.map(|rooms| clear(rooms, name)).unwrap_or_default().as_slice() {
        [] => Ok(was_there),
        [(path, error), ..] => {
            let said = format!("the service is removed, but {} stays behind: {error}", path.display());
            Err(io::Error::new(error.kind(), said))
        }
    }
}

fn remove(manager: &Handle, name: &str, service: Handle) -> io::Result<()> {
    end(&service)?;
    // SAFETY: the handle is open, with leave to delete.
    match done(unsafe { DeleteService(service.raw()) }) {
        Err(error) if !is(&error, ERROR_SERVICE_MARKED_FOR_DELETE) => return Err(error),
        _ => {}
    }
    drop(service);
    // It goes with the last handle, which a window that shows services may hold.
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(5) && open(manager, name, SERVICE_QUERY_STATUS)?.is_some() {
        thread::sleep(PAUSE);
    }
    Ok(())
}

/// Starts it and waits until it runs; whether it did not before.
pub fn start(name: &str) -> io::Result<bool> {
    let service = existing(name, SERVICE_START)?;
    // SAFETY: the handle is open; the service is given no arguments.
    match done(unsafe { StartServiceW(service.raw(), 0, ptr::null::<PCWSTR>()) }) {
        Err(error) if is(&error, ERROR_SERVICE_ALREADY_RUNNING) => return Ok(false),
        other => other?,
    }
    let now = wait(&service, SERVICE_START_PENDING)?;
    if now.dwCurrentState == SERVICE_RUNNING { Ok(true) } else { Err(ended(&now)) }
}

/// Starts it, once it is stopped, for one errand alone that only its own account can do, and waits until that is done.
pub fn start_for(name: &str, errand: &str) -> io::Result<()> {
    let service = existing(name, SERVICE_START | SERVICE_STOP)?;
    end(&service)?;
    let errand = wide(errand);
    let words = [errand.as_ptr()];
    // SAFETY: the handle is open; the one text is closed by a zero and outlives the call.
    done(unsafe { StartServiceW(service.raw(), 1, words.as_ptr()) })?;
    let now = wait(&service, SERVICE_START_PENDING)?;
    if now.dwCurrentState == SERVICE_STOPPED && code(&now) == 0 { Ok(()) } else { Err(ended(&now)) }
}

fn ended(now: &SERVICE_STATUS_PROCESS) -> io::Error {
    io::Error::other(format!("it ended with the exit code {}", code(now)))
}

/// Stops it and waits until it did; whether it ran.
pub fn stop(name: &str) -> io::Result<bool> {
    end(&existing(name, SERVICE_STOP)?)
}

fn end(service: &Handle) -> io::Result<bool> {
    let begun = Instant::now();
    loop {
        let mut status = SERVICE_STATUS::default();
        // SAFETY: the handle is open and the status outlives the call.
        match done(unsafe { ControlService(service.raw(), SERVICE_CONTROL_STOP, &raw mut status) }) {
            Ok(()) => break,
            Err(error) if is(&error, ERROR_SERVICE_NOT_ACTIVE) => return Ok(false),
            Err(error) if query(service)?.dwCurrentState == SERVICE_STOPPED => {
                tracing::debug!("it ended just now ({error})");
                return Ok(true);
            }
            // It starts still, or stops already; Wine says so in words of its own (1052).
            Err(error) if begun.elapsed() < PATIENCE => {
                if query(service)?.dwCurrentState == SERVICE_STOP_PENDING {
                    break;
                }
                if !is(&error, ERROR_SERVICE_CANNOT_ACCEPT_CTRL) && error.raw_os_error() != Some(1052) {
                    return Err(error);
                }
                thread::sleep(PAUSE);
            }
            Err(error) => return Err(error),
        }
    }
    match wait(service, SERVICE_STOP_PENDING)?.dwCurrentState {
        SERVICE_STOPPED => Ok(true),
        _ => Err(io::ErrorKind::TimedOut.into()),
    }
}

/// Waits while it is in between.
fn wait(service: &Handle, pending: u32) -> io::Result<SERVICE_STATUS_PROCESS> {
    let begun = Instant::now();
    loop {
        let now = query(service)?;
        let still = now.dwCurrentState == pending
            || pending == SERVICE_STOP_PENDING && now.dwCurrentState == SERVICE_RUNNING;
        if !still {
            return Ok(now);
        }
        if begun.elapsed() > PATIENCE {
            return Err(io::ErrorKind::TimedOut.into());
        }
        thread::sleep(PAUSE);
    }
}

fn query(service: &Handle) -> io::Result<SERVICE_STATUS_PROCESS> {
    let mut status = SERVICE_STATUS_PROCESS::default();
    let size = u32::try_from(mem::size_of_val(&status)).unwrap_or(0);
    let mut needed = 0;
    // SAFETY: the buffer is the status, with its size; both outlive the call.
    let read = unsafe {
        QueryServiceStatusEx(
            service.raw(),
            SC_STATUS_PROCESS_INFO,
            (&raw mut status).cast(),
            size,
            &raw mut needed,
        )
    };
    done(read).map(|()| status)
}

fn code(status: &SERVICE_STATUS_PROCESS) -> u32 {
    match status.dwWin32ExitCode {
        ERROR_SERVICE_SPECIFIC_ERROR => status.dwServiceSpecificExitCode,
        code => code,
    }
}

/// `None` where there is no such service.
pub fn status(name: &str) -> io::Result<Option<Standing>> {
    let manager = manager(SC_MANAGER_CONNECT)?;
    let Some(service) = open(&manager, name, SERVICE_QUERY_STATUS | SERVICE_QUERY_CONFIG)? else {
        return Ok(None);
    };
    let now = query(&service)?;
    let mut room = vec![0u64; CONFIG_SIZE];
    let size = u32::try_from(mem::size_of_val(&room[..])).unwrap_or(0);
    let mut needed = 0;
    let config = room.as_mut_ptr().cast::<QUERY_SERVICE_CONFIGW>();
    // SAFETY: the room is aligned for the structure, and its size is told.
    done(unsafe { QueryServiceConfigW(service.raw(), config, size, &raw mut needed) })?;
    // SAFETY: the call filled it in; its texts lie in the same room.
    let (startup, command, account) = unsafe {
        let config = &*config;
        (config.dwStartType, text(config.lpBinaryPathName), text(config.lpServiceStartName))
    };
    // 1077: it has not been started since the machine was.
    let exit_code = if now.dwWin32ExitCode == 1077 { 0 } else { code(&now) };
    Ok(Some(Standing {
        state: match now.dwCurrentState {
            SERVICE_RUNNING => State::Running,
            SERVICE_START_PENDING => State::Starting,
            SERVICE_STOP_PENDING => State::Stopping,
            _ if exit_code != 0 => State::Failed,
            _ => State::Stopped,
        },
        startup: match startup {
            SERVICE_AUTO_START if settings::is_delayed(&service) => Startup::Delayed,
            SERVICE_DEMAND_START => Startup::Manual,
            SERVICE_DISABLED => Startup::Disabled,
            // Boot and system start are for drivers.
            _ => Startup::Automatic,
        },
        pid: Some(now.dwProcessId).filter(|pid| *pid != 0),
        account,
        command,
        exit_code,
    }))
}
