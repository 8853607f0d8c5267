//! Changes in folders, from change notifications.
//!
//! What changed is not read.

use std::{
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use windows_sys::Win32::{
    Foundation::{HANDLE, INVALID_HANDLE_VALUE},
    Storage::FileSystem::{
        FILE_NOTIFY_CHANGE_DIR_NAME, FILE_NOTIFY_CHANGE_FILE_NAME, FILE_NOTIFY_CHANGE_LAST_WRITE,
        FindCloseChangeNotification, FindFirstChangeNotificationW, FindNextChangeNotification,
    },
};

use super::{
    events::{self, Source},
    wide,
};

type Changed = Arc<Mutex<dyn Fn() -> bool + Send>>;

/// Calls back from a thread of its own for as long as `changed` says that it wants to hear more. A folder
/// that is not there is waited for in the one above it. Folders that cannot be watched in either way are
/// passed over; an error means that none can.
pub fn watch(folders: &[&Path], changed: impl Fn() -> bool + Send + 'static) -> io::Result<()> {
    let changed: Changed = Arc::new(Mutex::new(changed));
    let watched: Vec<Watched> =
        folders.iter().filter_map(|folder| Watched::new(folder, changed.clone())).collect();
    if watched.is_empty() {
        return Err(io::Error::last_os_error());
    }
    watched.into_iter().try_for_each(|one| events::wait_for(Box::new(one)))
}

/// A folder, watched itself or in the one above it.
struct Watched {
    folder: PathBuf,
    notification: Notification,
    is_above: bool,
    changed: Changed,
}

impl Watched {
    fn new(folder: &Path, changed: Changed) -> Option<Self> {
        let itself = Notification::new(folder, FILE_NOTIFY_CHANGE_FILE_NAME | FILE_NOTIFY_CHANGE_LAST_WRITE);
        let is_above = itself.is_none();
        let above = || Notification::new(folder.parent()?, FILE_NOTIFY_CHANGE_DIR_NAME);
        Some(Self { folder: folder.to_owned(), notification: itself.or_else(above)?, is_above, changed })
    }
}

impl Source for Watched {
    fn handle(&self) -> HANDLE {
        self.notification.0
    }

    /// It ends when neither folder is there any more, too.
    fn told(&mut self) -> bool {
        let goes_on = if self.is_above || !self.notification.next() {
            Self::new(&self.folder, self.changed.clone()).map(|again| *self = again).is_some()
        } else {
            true
        };
        let wanted = self.changed.lock().unwrap_or_else(PoisonError::into_inner)();
        goes_on && wanted
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
