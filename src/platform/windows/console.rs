//! Printing into the console a program without a console of its own was started from.
//!
//! The exe is of the GUI subsystem, so that no console window flashes at login. Started
//! from a shell it borrows that shell's console. Output that was redirected to a file or
//! a pipe stays where it was sent. The shell does not wait for such a program: its prompt
//! may stand before the output, as with every program of this kind.

use windows_sys::Win32::{
    Foundation::{GENERIC_READ, GENERIC_WRITE, HANDLE, INVALID_HANDLE_VALUE},
    Storage::FileSystem::{
        CreateFileW, FILE_SHARE_READ, FILE_SHARE_WRITE, FILE_TYPE_UNKNOWN, GetFileType, OPEN_EXISTING,
    },
    System::Console::{
        ATTACH_PARENT_PROCESS, AttachConsole, GetStdHandle, STD_ERROR_HANDLE, STD_HANDLE, STD_INPUT_HANDLE,
        STD_OUTPUT_HANDLE, SetStdHandle,
    },
};

use super::wide;

/// Attaches to the parent's console if it has one. To be called once, before anything is printed.
pub fn attach() {
    let given = [STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE].map(|which| (which, handle(which)));
    // SAFETY: no pointers are involved; failure means that there is no console to borrow.
    if unsafe { AttachConsole(ATTACH_PARENT_PROCESS) } == 0 {
        return;
    }
    for (which, given) in given {
        let stream = given.or_else(|| console(which));
        if let Some(stream) = stream {
            // SAFETY: the handle is open and never closed: it serves until the process ends.
            unsafe { SetStdHandle(which, stream) };
        }
    }
}

/// The handle that was handed over by whoever started us, if it leads anywhere.
fn handle(which: STD_HANDLE) -> Option<HANDLE> {
    // SAFETY: reads a field of the process; the result is checked before it is used.
    let handle = unsafe { GetStdHandle(which) };
    if handle.is_null() || handle == INVALID_HANDLE_VALUE {
        return None;
    }
    // SAFETY: any value may be asked about; an invalid handle is of unknown type.
    (unsafe { GetFileType(handle) } != FILE_TYPE_UNKNOWN).then_some(handle)
}

/// Opens the attached console itself.
fn console(which: STD_HANDLE) -> Option<HANDLE> {
    let name = wide(if which == STD_INPUT_HANDLE { "CONIN$" } else { "CONOUT$" });
    // SAFETY: the name is closed by a zero; the two null pointers are allowed to be null.
    let handle = unsafe {
        CreateFileW(
            name.as_ptr(),
            GENERIC_READ | GENERIC_WRITE,
            FILE_SHARE_READ | FILE_SHARE_WRITE,
            std::ptr::null(),
            OPEN_EXISTING,
            0,
            std::ptr::null_mut(),
        )
    };
    (handle != INVALID_HANDLE_VALUE).then_some(handle)
}
