//! Running as a service: the service manager starts the process, is told how far it is, and tells it when to
//! end.
//!
//! Everything is cleaned up before the end is reported: from then on the manager may start the next copy.

use std::{
    io,
    sync::{
        Mutex, OnceLock, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use windows_sys::{
    Win32::{
        Foundation::{
            ERROR_CALL_NOT_IMPLEMENTED, ERROR_FAILED_SERVICE_CONTROLLER_CONNECT,
            ERROR_SERVICE_SPECIFIC_ERROR, NO_ERROR,
        },
        System::Services::{
            RegisterServiceCtrlHandlerExW, SERVICE_RUNNING, SERVICE_START_PENDING, SERVICE_STATUS,
            SERVICE_STATUS_HANDLE, SERVICE_STOP_PENDING, SERVICE_STOPPED, SERVICE_TABLE_ENTRYW,
            SERVICE_WIN32_OWN_PROCESS, SetServiceStatus, StartServiceCtrlDispatcherW,
        },
    },
    core::PWSTR,
    w,
};

use super::{
    super::{power, text},
    controls::{HEARD, Told, told},
};

/// Within this the manager hears of the next step, or thinks that this one hangs.
const STEP: Duration = Duration::from_secs(20);

type Work = Box<dyn FnOnce(&Host) -> u32 + Send>;
static WORK: Mutex<Option<Work>> = Mutex::new(None);
/// Set before the manager may send anything.
static STOP: OnceLock<Box<dyn Fn() + Send + Sync>> = OnceLock::new();
/// What the work returned.
static CODE: AtomicU32 = AtomicU32::new(0);
static REPORTED: Mutex<Option<Reported>> = Mutex::new(None);

/// What the manager was told last.
struct Reported {
    to: SERVICE_STATUS_HANDLE,
    state: u32,
    step: u32,
}
// SAFETY: the handle is a number that the whole process shares, never closed.
unsafe impl Send for Reported {}

/// The manager that started this process.
pub struct Host {
    /// What the service was given at this start alone.
    words: Vec<String>,
}

impl Host {
    /// Whether it was started for this alone, with [`super::manager::start_for`].
    pub fn is_for(&self, errand: &str) -> bool {
        self.words.iter().any(|word| word == errand)
    }

    /// What ends the work; called from another thread, perhaps more than once.
    pub fn on_stop(&self, stop: impl Fn() + Send + Sync + 'static) {
        let _ = STOP.set(Box::new(stop));
    }

    /// One step nearer to running.
    pub fn step(&self) {
        report(SERVICE_START_PENDING, 0);
    }

    pub fn running(&self) {
        report(SERVICE_RUNNING, 0);
    }
}

/// Does the work as the service that the manager started this process for, and gives its exit code; 0 is well.
/// `None`: it is not one, and the work is left alone.
pub fn run(work: impl FnOnce(&Host) -> u32 + Send + 'static) -> io::Result<Option<u32>> {
    *WORK.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(work));
    // A process with one service is asked for no name.
    let mut name = [0u16; 1];
    let table = [
        SERVICE_TABLE_ENTRYW { lpServiceName: name.as_mut_ptr(), lpServiceProc: Some(main) },
        SERVICE_TABLE_ENTRYW::default(),
    ];
    // SAFETY: the table ends with an empty row, and it outlives the call, which lasts as long as the service.
    if unsafe { StartServiceCtrlDispatcherW(table.as_ptr()) } != 0 {
        return Ok(Some(CODE.load(Ordering::SeqCst)));
    }
    match io::Error::last_os_error() {
        error if error.raw_os_error() == Some(ERROR_FAILED_SERVICE_CONTROLLER_CONNECT.cast_signed()) => {
            Ok(None)
        }
        error => Err(error),
    }
}

unsafe extern "system" fn main(count: u32, words: *mut PWSTR) {
    // SAFETY: the handler is a plain function without state, so that it can be called for as long as there is
    // a process: the manager asks a stopping service how it is, too.
    let to = unsafe { RegisterServiceCtrlHandlerExW(w!("Fingerpost"), Some(handler), std::ptr::null()) };
    let Some(work) = WORK.lock().unwrap_or_else(PoisonError::into_inner).take() else { return };
    if to.is_null() {
        return;
    }
    let reported = Reported { to, state: SERVICE_START_PENDING, step: 0 };
    *REPORTED.lock().unwrap_or_else(PoisonError::into_inner) = Some(reported);
    report(SERVICE_START_PENDING, 0);
    // The first is the service's name.
    let words = (1..count as usize).map(|at| {
        // SAFETY: the manager gives as many texts, each closed by a zero.
        unsafe { text(*words.add(at)) }
    });
    let code = work(&Host { words: words.collect() });
    CODE.store(code, Ordering::SeqCst);
    report(SERVICE_STOPPED, code);
}

unsafe extern "system" fn handler(
    control: u32,
    event: u32,
    _: *mut std::ffi::c_void,
    _: *mut std::ffi::c_void,
) -> u32 {
    match told(control, event) {
        Told::Stop => {
            report(SERVICE_STOP_PENDING, 0);
            if let Some(stop) = STOP.get() {
                stop();
            }
        }
        Told::Jumped(jump) => power::tell(jump),
        Told::Noted => {}
        Told::Unknown => return ERROR_CALL_NOT_IMPLEMENTED,
    }
    NO_ERROR
}

fn report(state: u32, code: u32) {
    let mut reported = REPORTED.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(reported) = reported.as_mut() else { return };
    // Once it stops, a start that was still under way says nothing any more.
    let starting = state == SERVICE_START_PENDING || state == SERVICE_RUNNING;
    if starting && matches!(reported.state, SERVICE_STOP_PENDING | SERVICE_STOPPED) {
        return;
    }
    let pending = state == SERVICE_START_PENDING || state == SERVICE_STOP_PENDING;
    reported.step = if pending && state == reported.state { reported.step + 1 } else { u32::from(pending) };
    reported.state = state;
    let status = SERVICE_STATUS {
        dwServiceType: SERVICE_WIN32_OWN_PROCESS,
        dwCurrentState: state,
        dwControlsAccepted: if state == SERVICE_RUNNING { HEARD } else { 0 },
        dwWin32ExitCode: if code == 0 { NO_ERROR } else { ERROR_SERVICE_SPECIFIC_ERROR },
        dwServiceSpecificExitCode: code,
        dwCheckPoint: reported.step,
        dwWaitHint: if pending { u32::try_from(STEP.as_millis()).unwrap_or(u32::MAX) } else { 0 },
    };
    // SAFETY: the handle came from the registration, the status outlives the call. A manager that is gone
    // cannot be told.
    unsafe { SetServiceStatus(reported.to, &raw const status) };
}
