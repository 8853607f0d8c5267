//! Changes in folders, from change notifications.
//!
//! What changed is not read.

use std::{
    io,
    path::{Path, PathBuf},
    thread,
};

use windows_sys::Win32::{
    Foundation::{HANDLE, INVALID_HANDLE_VALUE, WAIT_OBJECT_0},
    Storage::FileSystem::{
        FILE_NOTIFY_CHANGE_DIR_NAME, FILE_NOTIFY_CHANGE_FILE_NAME, FILE_NOTIFY_CHANGE_LAST_WRITE,
        FindCloseChangeNotification, FindFirstChangeNotificationW, FindNextChangeNotification,
    },
    System::Threading::{INFINITE, WaitForMultipleObjects},
};

use super::wide;

/// What one wait can hold (`MAXIMUM_WAIT_OBJECTS`).
const MOST: usize = 64;

/// Calls back from a thread of its own for as long as `changed` says that it wants to hear more. A folder
/// that is not there is waited for in the one above it. Folders that cannot be watched in either way are
/// passed over; an error means that none can.
pub fn watch(folders: &[&Path], changed: impl Fn() -> bool + Send + 'static) -> io::Result<()> {
    let watched: Vec<Watched> = folders.iter().filter_map(|folder| Watched::new(folder)).take(MOST).collect();
    if watched.is_empty() {
        return Err(io::Error::last_os_error());
    }
    thread::Builder::new()
        .name("files".into())
        .stack_size(64 * 1024)
        .spawn(move || listen(watched, &changed))?;
    Ok(())
}

/// A folder, watched itself or in the one above it.
struct Watched {
    folder: PathBuf,
    notification: Notification,
    is_above: bool,
}

impl Watched {
    fn new(folder: &Path) -> Option<Self> {
        let itself = Notification::new(folder, FILE_NOTIFY_CHANGE_FILE_NAME | FILE_NOTIFY_CHANGE_LAST_WRITE);
        let is_above = itself.is_none();
        let above = || Notification::new(folder.parent()?, FILE_NOTIFY_CHANGE_DIR_NAME);
        Some(Self { folder: folder.to_owned(), notification: itself.or_else(above)?, is_above })
    }

    /// Goes on after something was told; `None` when neither folder is there any more.
    fn again(self) -> Option<Self> {
        if self.is_above || !self.notification.next() {
            return Self::new(&self.folder);
        }
        Some(self)
    }
}

struct Notification(HANDLE);
// SAFETY: a handle is a number that the whole process shares.
unsafe impl Send for Notification {}

impl Notification {
    fn new(folder: &Path, what: u32) -> Option<Self> {
        let path = wide(folder);
        // SAFETY: the path is closed by a zero and outlives the call.
        let handle = unsafe { FindFirstChangeNotificationW(path.as_ptr(), 0, what) };
        (handle != INVALID_HANDLE_VALUE).then_some(Self(handle))
    }

    fn next(&self) -> bool {
        // SAFETY: the handle came from FindFirstChangeNotificationW and is open.
        unsafe { FindNextChangeNotification(self.0) != 0 }
    }
}

impl Drop for Notification {
    fn drop(&mut self) {
        // SAFETY: the handle came from FindFirstChangeNotificationW and is closed once.
        unsafe { FindCloseChangeNotification(self.0) };
    }
}

fn listen(mut watched: Vec<Watched>, changed: &impl Fn() -> bool) {
    while !watched.is_empty() {
        let handles: Vec<HANDLE> = watched.iter().map(|one| one.notification.0).collect();
        let count = u32::try_from(handles.len()).unwrap_or(0);
        // SAFETY: the handles are open for the length of the call, and there are `count` of them.
        let told = unsafe { WaitForMultipleObjects(count, handles.as_ptr(), 0, INFINITE) };
        let at = told.wrapping_sub(WAIT_OBJECT_0) as usize;
        if at >= watched.len() {
            return;
        }
        let one = watched.swap_remove(at);
        watched.extend(one.again());
        if !changed() {
            return;
        }
    }
}
