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
};

use super::events;

const CHANGES: u32 = libc::IN_CLOSE_WRITE | libc::IN_MOVED_TO | libc::IN_CREATE | libc::IN_ATTRIB;

/// Calls back from the thread of `events` for as long as the program runs. Folders that cannot be
/// watched are passed over; an error means that none is.
pub fn watch(folders: &[&Path], changed: impl Fn() + Send + 'static) -> io::Result<()> {
    // SAFETY: inotify_init1(2) has no memory to violate; its result is checked.
    let fd = unsafe { libc::inotify_init1(libc::IN_CLOEXEC | libc::IN_NONBLOCK) };
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
    events::add(inotify, move |inotify| {
        let mut events = [0_u8; 4096];
        // SAFETY: the buffer is valid for its length.
        let size = unsafe { libc::read(inotify.as_raw_fd(), events.as_mut_ptr().cast(), events.len()) };
        let there = size >= 0
            || matches!(
                io::Error::last_os_error().kind(),
                io::ErrorKind::Interrupted | io::ErrorKind::WouldBlock
            );
        if there {
            changed();
        }
        there
    })
}
