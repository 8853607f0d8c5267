//! Changes in folders, from inotify(7).
//!
//! Folders are watched, not files: editors replace a file, and then a watch on the old one
//! never tells again. What changed is not read.

use std::{
    ffi::CString,
    io,
    os::{
        fd::{AsRawFd, FromRawFd, OwnedFd},
        unix::ffi::OsStrExt,
    },
    path::Path,
    thread,
};

const CHANGES: u32 = libc::IN_CLOSE_WRITE | libc::IN_MOVED_TO | libc::IN_CREATE | libc::IN_ATTRIB;

/// Calls back from a thread of its own for as long as the program runs. Folders that cannot be
/// watched are passed over; an error means that none is.
pub fn watch(folders: &[&Path], changed: impl Fn() + Send + 'static) -> io::Result<()> {
    // SAFETY: inotify_init1(2) has no memory to violate; its result is checked.
    let fd = unsafe { libc::inotify_init1(libc::IN_CLOEXEC) };
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the descriptor was just opened and belongs to nobody else.
    let inotify = unsafe { OwnedFd::from_raw_fd(fd) };
    let mut watched = 0;
    for folder in folders {
        let path = CString::new(folder.as_os_str().as_bytes())?;
        // SAFETY: the path is closed by a zero and outlives the call.
        if unsafe { libc::inotify_add_watch(inotify.as_raw_fd(), path.as_ptr(), CHANGES) } >= 0 {
            watched += 1;
        }
    }
    if watched == 0 {
        return Err(io::Error::last_os_error());
    }
    let listen = move || {
        let mut events = [0_u8; 4096];
        loop {
            // SAFETY: the buffer is valid for its length; the descriptor lives in this closure.
            let size = unsafe { libc::read(inotify.as_raw_fd(), events.as_mut_ptr().cast(), events.len()) };
            if size < 0 && io::Error::last_os_error().kind() != io::ErrorKind::Interrupted {
                return;
            }
            changed();
        }
    };
    thread::Builder::new().name("files".into()).stack_size(64 * 1024).spawn(listen)?;
    Ok(())
}
