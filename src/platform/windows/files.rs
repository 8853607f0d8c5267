//! Changes in folders, from change notifications.
//!
//! What changed is not read.

use std::{io, path::Path, thread};

use windows_sys::Win32::{
    Foundation::{HANDLE, INVALID_HANDLE_VALUE, WAIT_OBJECT_0},
    Storage::FileSystem::{
        FILE_NOTIFY_CHANGE_FILE_NAME, FILE_NOTIFY_CHANGE_LAST_WRITE, FindFirstChangeNotificationW,
        FindNextChangeNotification,
    },
    System::Threading::{INFINITE, WaitForMultipleObjects},
};

use super::wide;

/// What one wait can hold (`MAXIMUM_WAIT_OBJECTS`).
const MOST: usize = 64;

/// Notification handles, which may be waited for on any thread.
struct Handles(Vec<HANDLE>);
// SAFETY: a handle is a number that the whole process shares.
unsafe impl Send for Handles {}

/// Calls back from a thread of its own for as long as the program runs. Folders that cannot be
/// watched are passed over; an error means that none is.
pub fn watch(folders: &[&Path], changed: impl Fn() + Send + 'static) -> io::Result<()> {
    let what = FILE_NOTIFY_CHANGE_FILE_NAME | FILE_NOTIFY_CHANGE_LAST_WRITE;
    let open = |folder: &&Path| {
        let path = wide(folder);
        // SAFETY: the path is closed by a zero and outlives the call.
        unsafe { FindFirstChangeNotificationW(path.as_ptr(), 0, what) }
    };
    let handles = folders.iter().map(open).filter(|handle| *handle != INVALID_HANDLE_VALUE).take(MOST);
    let handles = Handles(handles.collect());
    if handles.0.is_empty() {
        return Err(io::Error::last_os_error());
    }
    thread::Builder::new()
        .name("files".into())
        .stack_size(64 * 1024)
        .spawn(move || listen(&handles, &changed))?;
    Ok(())
}

fn listen(handles: &Handles, changed: &impl Fn()) {
    let count = u32::try_from(handles.0.len()).unwrap_or(0);
    loop {
        // SAFETY: the handles are open for as long as the program runs, and there are `count` of them.
        let told = unsafe { WaitForMultipleObjects(count, handles.0.as_ptr(), 0, INFINITE) };
        let Some(handle) = handles.0.get(told.wrapping_sub(WAIT_OBJECT_0) as usize) else { return };
        // SAFETY: the handle came from FindFirstChangeNotificationW.
        if unsafe { FindNextChangeNotification(*handle) } == 0 {
            return;
        }
        changed();
    }
}
