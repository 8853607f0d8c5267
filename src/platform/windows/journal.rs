//! The Windows Event Log, by the interface that every Windows has.
//!
//! The log keeps an event's number and what its places are filled with; its words are looked up when somebody reads
//! it, in that person's language, in the message table of the exe that the source's registry key names.

use std::{io, path::Path, ptr};

use windows_registry::{Key, LOCAL_MACHINE};
use windows_sys::Win32::System::EventLog::{
    DeregisterEventSource, EVENTLOG_ERROR_TYPE, EVENTLOG_INFORMATION_TYPE, EVENTLOG_WARNING_TYPE,
    RegisterEventSourceW, ReportEventW,
};

use super::wide;
use crate::platform::{Logged, Severity};

/// Standard error leads nowhere near the Event Log.
pub const IS_STDERR: bool = false;

const SOURCE: &str = "Fingerpost";
const KEY: &str = r"SYSTEM\CurrentControlSet\Services\EventLog\Application\Fingerpost";

pub const fn is_there() -> bool {
    true
}

pub fn write(event: &Logged<'_>) -> io::Result<()> {
    let source = wide(SOURCE);
    // SAFETY: the name is closed by a zero; null is this machine.
    let log = unsafe { RegisterEventSourceW(ptr::null(), source.as_ptr()) };
    if log.is_null() {
        return Err(io::Error::last_os_error());
    }
    let severity = match event.severity {
        Severity::Error => EVENTLOG_ERROR_TYPE,
        Severity::Warning => EVENTLOG_WARNING_TYPE,
        Severity::Information => EVENTLOG_INFORMATION_TYPE,
    };
    let inserts: Vec<Vec<u16>> = event.inserts.iter().map(wide).collect();
    let pointers: Vec<*const u16> = inserts.iter().map(Vec::as_ptr).collect();
    let count = u16::try_from(pointers.len()).unwrap_or(u16::MAX);
    let number = u32::from(event.number);
    // SAFETY: the handle is open; `pointers` has `count` texts, each closed by a zero and alive in `inserts`; there is
    // no user and no data.
    let done = unsafe {
        ReportEventW(log, severity, 0, number, ptr::null_mut(), count, 0, pointers.as_ptr(), ptr::null())
    };
    let outcome = if done == 0 { Err(io::Error::last_os_error()) } else { Ok(()) };
    // SAFETY: the handle was opened above and is not used after this.
    unsafe { DeregisterEventSource(log) };
    outcome
}

/// Writes the source's key, which only administrators may.
pub fn register(program: &Path) -> io::Result<()> {
    describe(&LOCAL_MACHINE.create(KEY)?, program)
}

fn describe(key: &Key, program: &Path) -> io::Result<()> {
    key.set_expand_string("EventMessageFile", program.to_string_lossy().as_ref())?;
    let all = u32::from(EVENTLOG_ERROR_TYPE | EVENTLOG_WARNING_TYPE | EVENTLOG_INFORMATION_TYPE);
    key.set_u32("TypesSupported", all)?;
    Ok(())
}

/// Whether it is this program that has the words.
pub fn is_registered(program: &Path) -> bool {
    let named = LOCAL_MACHINE.open(KEY).and_then(|key| key.get_string("EventMessageFile"));
    named.is_ok_and(|named| named.eq_ignore_ascii_case(&program.to_string_lossy()))
}

pub fn unregister() -> io::Result<()> {
    // ERROR_FILE_NOT_FOUND as an HRESULT, which is what the registry crate hands on.
    let missing = |error: &io::Error| error.raw_os_error() == Some(0x8007_0002_u32.cast_signed());
    match LOCAL_MACHINE.remove_tree(KEY).map_err(io::Error::from) {
        Err(error) if !missing(&error) => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use windows_registry::CURRENT_USER;

    use super::*;

    #[test]
    fn the_source_names_the_exe_that_has_the_words() {
        let path = format!(r"Software\FingerpostTest{}", std::process::id());
        let key = CURRENT_USER.create(&path).unwrap();
        let program = Path::new(r"C:\Program Files\Fingerpost\fingerpost.exe");
        describe(&key, program).unwrap();
        assert_eq!(key.get_string("EventMessageFile").unwrap(), program.to_str().unwrap());
        assert_eq!(key.get_u32("TypesSupported").unwrap(), 7);
        CURRENT_USER.remove_tree(&path).unwrap();
    }

    #[test]
    fn an_event_is_taken() {
        let inserts = ["1.0".to_owned(), "%1 ü 界".to_owned()];
        let event = Logged {
            number: 100,
            severity: Severity::Information,
            inserts: &inserts,
            message: "",
            fields: &[],
        };
        write(&event).unwrap();
    }
}
