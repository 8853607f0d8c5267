//! Changes in folders, from inotify(7).
//!
//! Folders are watched, not files: editors replace a file, and then a watch on the old one
//! never tells again. What changed is not read.

use std::{
    ffi::CString,
    io,
    os::{
        fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd},
        unix::ffi::OsStrExt,
    },
    path::{Path, PathBuf},
};

use super::events;

const CHANGES: u32 = libc::IN_CLOSE_WRITE | libc::IN_MOVED_TO | libc::IN_CREATE | libc::IN_ATTRIB;

/// Calls back from the thread of `events` for as long as `changed` says that it wants to hear more. A folder
/// that is not there is waited for in the one above it. Folders that cannot be watched in either way are
/// passed over; an error means that none can.
pub fn watch(folders: &[&Path], changed: impl Fn() -> bool + Send + 'static) -> io::Result<()> {
    // SAFETY: inotify_init1(2) has no memory to violate; its result is checked.
    let fd = unsafe { libc::inotify_init1(libc::IN_CLOEXEC | libc::IN_NONBLOCK) };
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the descriptor was just opened and belongs to nobody else.
    let inotify = unsafe { OwnedFd::from_raw_fd(fd) };
    let folders: Vec<PathBuf> = folders.iter().map(|folder| folder.to_path_buf()).collect();
    let mut watched = 0;
    for folder in &folders {
        watched += usize::from(add(inotify.as_raw_fd(), folder)?);
    }
    if watched == 0 {
        return Err(io::Error::last_os_error());
    }
    events::add(inotify, move |inotify| {
        let there = read(inotify);
        // One of them may have come or gone; those that are watched already stay as they are.
        for folder in &folders {
            let _ = add(inotify.as_raw_fd(), folder);
        }
        there && changed()
    })
}

/// Watches the folder, or the one above it; whether either was there.
fn add(inotify: i32, folder: &Path) -> io::Result<bool> {
    for place in [Some(folder), folder.parent()].into_iter().flatten() {
        let place = if place.as_os_str().is_empty() { Path::new(".") } else { place };
        let path = CString::new(place.as_os_str().as_bytes())?;
        // SAFETY: the path is closed by a zero and outlives the call.
        if unsafe { libc::inotify_add_watch(inotify, path.as_ptr(), CHANGES) } >= 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Takes what there is to be read; `false` when none will ever come again.
fn read(inotify: BorrowedFd<'_>) -> bool {
    let mut events = [0_u8; 4096];
    // SAFETY: the buffer is valid for its length.
    let size = unsafe { libc::read(inotify.as_raw_fd(), events.as_mut_ptr().cast(), events.len()) };
    size >= 0
        || matches!(io::Error::last_os_error().kind(), io::ErrorKind::Interrupted | io::ErrorKind::WouldBlock)
}

#[cfg(test)]
mod tests {
    use std::{fs, sync::mpsc, time::Duration};

    #[test]
    fn a_folder_that_comes_goes_and_comes_again_is_heard_all_the_time() {
        let above = std::env::temp_dir().join(format!("fingerpost-files-{}", std::process::id()));
        let folder = above.join("later");
        fs::create_dir_all(&above).unwrap();
        let (sender, told) = mpsc::channel();
        super::watch(&[&folder], move || sender.send(()).is_ok()).unwrap();
        let heard = |what: &dyn Fn()| {
            while told.try_recv().is_ok() {}
            what();
            told.recv_timeout(Duration::from_secs(10)).unwrap();
            // Until nothing more comes of it: what follows is told by itself.
            while told.recv_timeout(Duration::from_millis(50)).is_ok() {}
        };
        for _ in 0..2 {
            heard(&|| fs::create_dir(&folder).unwrap());
            heard(&|| fs::write(folder.join("file"), "").unwrap());
            heard(&|| fs::remove_dir_all(&folder).unwrap());
        }
        fs::remove_dir_all(above).unwrap();
    }
}
