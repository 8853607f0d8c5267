//! One tray for each session and state folder: a named mutex of the session.
//!
//! A person who is logged in twice sees a tray in both sessions.

use std::{io, path::Path, ptr::null};

use windows_sys::Win32::{
    Foundation::{CloseHandle, ERROR_ALREADY_EXISTS, GetLastError, HANDLE},
    System::Threading::CreateMutexW,
};

use super::{pipe, wide};

/// Held for as long as this lives; the system lets go of it when the process ends, however it ends.
pub struct Held(HANDLE);

/// Takes the one place there is; `None` where another tray has it.
pub fn hold(state_dir: &Path) -> io::Result<Option<Held>> {
    let name = wide(format!(r"Local\fingerpost-tray-{:016x}", pipe::number(state_dir)));
    // SAFETY: the name is closed by a zero and outlives the call; null asks for default security.
    let handle = unsafe { CreateMutexW(null(), 0, name.as_ptr()) };
    // SAFETY: takes nothing; asked for before anything else may fail.
    let last = unsafe { GetLastError() };
    if handle.is_null() {
        return Err(io::Error::from_raw_os_error(last.cast_signed()));
    }
    let held = Held(handle);
    Ok((last != ERROR_ALREADY_EXISTS).then_some(held))
}

impl Drop for Held {
    fn drop(&mut self) {
        // SAFETY: the handle came from CreateMutexW and is closed once.
        unsafe { CloseHandle(self.0) };
    }
}
