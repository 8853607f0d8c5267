//! Opens a file in the program the person has chosen for it.

use std::{ffi::OsString, io, path::Path, ptr::null};

use windows_sys::Win32::UI::{Shell::ShellExecuteW, WindowsAndMessaging::SW_SHOWNORMAL};

use super::wide;

/// Does not wait for the program; that it could not be started is an error.
pub fn file(path: &Path) -> io::Result<()> {
    path.metadata()?;
    // Few have a program for `.toml`; everyone has Notepad.
    run(path.as_os_str().to_owned(), None).or_else(|_| {
        let mut quoted = OsString::from("\"");
        quoted.push(path);
        quoted.push("\"");
        run("notepad.exe".into(), Some(quoted))
    })
}

fn run(what: OsString, arguments: Option<OsString>) -> io::Result<()> {
    let (verb, what) = (wide("open"), wide(what));
    let arguments = arguments.map(wide);
    let arguments = arguments.as_ref().map_or(null(), Vec::as_ptr);
    // SAFETY: every text is closed by a zero and outlives the call; null means "none".
    let result = unsafe {
        ShellExecuteW(std::ptr::null_mut(), verb.as_ptr(), what.as_ptr(), arguments, null(), SW_SHOWNORMAL)
    };
    // By its contract a number above 32 is success, anything else an error code.
    let code = result as usize;
    if code > 32 { Ok(()) } else { Err(io::Error::from_raw_os_error(i32::try_from(code).unwrap_or(0))) }
}
