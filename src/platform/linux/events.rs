//! The one thread that waits for what the kernel tells: network changes, clock jumps, changed files.
//!
//! Each subject hands in a descriptor and what to do when it can be read; what is read is
//! its own matter.

use std::{
    io,
    os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd},
    sync::{Arc, Mutex, PoisonError},
    thread,
};

/// Reads what there is; `false` when nothing will ever come again.
type Ready = Box<dyn FnMut(BorrowedFd<'_>) -> bool + Send>;

struct Events {
    epoll: OwnedFd,
    /// By the number that the kernel hands back; `None` when a source is done.
    sources: Mutex<Vec<Option<(OwnedFd, Ready)>>>,
}

static EVENTS: Mutex<Option<Arc<Events>>> = Mutex::new(None);

/// Calls `ready` from the thread whenever `source` can be read, for as long as the program runs.
/// `ready` reads without waiting and must not block: it holds up every other source.
pub(super) fn add(
    source: OwnedFd,
    ready: impl FnMut(BorrowedFd<'_>) -> bool + Send + 'static,
) -> io::Result<()> {
    let events = running()?;
    let mut sources = events.sources.lock().unwrap_or_else(PoisonError::into_inner);
    let wanted = u32::from_ne_bytes(libc::EPOLLIN.to_ne_bytes());
    let mut event = libc::epoll_event { events: wanted, u64: sources.len() as u64 };
    // SAFETY: both descriptors are open, and the event outlives the call.
    let added = unsafe {
        libc::epoll_ctl(events.epoll.as_raw_fd(), libc::EPOLL_CTL_ADD, source.as_raw_fd(), &raw mut event)
    };
    if added != 0 {
        return Err(io::Error::last_os_error());
    }
    sources.push(Some((source, Box::new(ready))));
    Ok(())
}

/// The thread, started when the first source comes.
fn running() -> io::Result<Arc<Events>> {
    let mut events = EVENTS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(events) = &*events {
        return Ok(events.clone());
    }
    // SAFETY: epoll_create1(2) has no memory to violate; its result is checked.
    let fd = unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) };
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the descriptor was just opened and belongs to nobody else.
    let epoll = unsafe { OwnedFd::from_raw_fd(fd) };
    let new = Arc::new(Events { epoll, sources: Mutex::default() });
    let waiting = new.clone();
    thread::Builder::new().name("events".into()).stack_size(64 * 1024).spawn(move || wait(&waiting))?;
    *events = Some(new.clone());
    Ok(new)
}

fn wait(events: &Events) {
    loop {
        let mut event = libc::epoll_event { events: 0, u64: 0 };
        // SAFETY: there is room for the one event that is asked for.
        let told = unsafe { libc::epoll_wait(events.epoll.as_raw_fd(), &raw mut event, 1, -1) };
        if told < 0 && io::Error::last_os_error().kind() != io::ErrorKind::Interrupted {
            return;
        }
        if told != 1 {
            continue;
        }
        let mut sources = events.sources.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(slot) = usize::try_from(event.u64).ok().and_then(|at| sources.get_mut(at)) else { continue };
        let done = slot.as_mut().is_some_and(|(source, ready)| {
            use std::os::fd::AsFd;
            !ready(source.as_fd())
        });
        if done {
            // Closing the descriptor takes it out of the set, too.
            *slot = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{io::Write, sync::mpsc, time::Duration};

    use super::*;

    #[test]
    fn every_source_is_told_of_and_one_that_is_done_is_let_go() {
        let (sender, told) = mpsc::channel();
        let mut writers = Vec::new();
        for which in 0..2 {
            let (reader, writer) = io::pipe().unwrap();
            let sender = sender.clone();
            let mut left = 2;
            add(reader.into(), move |fd| {
                let mut byte = [0u8];
                // SAFETY: the buffer is as long as is said.
                unsafe { libc::read(fd.as_raw_fd(), byte.as_mut_ptr().cast(), 1) };
                sender.send((which, byte[0])).unwrap();
                left -= 1;
                left > 0
            })
            .unwrap();
            writers.push(writer);
        }
        let heard = || told.recv_timeout(Duration::from_secs(10)).unwrap();
        writers[1].write_all(b"a").unwrap();
        assert_eq!(heard(), (1, b'a'));
        writers[0].write_all(b"b").unwrap();
        assert_eq!(heard(), (0, b'b'));
        writers[1].write_all(b"c").unwrap();
        assert_eq!(heard(), (1, b'c'));
        // The reading end is closed now: writing fails instead of being heard.
        while writers[1].write_all(b"d").is_ok() {
            std::thread::yield_now();
        }
        writers[0].write_all(b"e").unwrap();
        assert_eq!(heard(), (0, b'e'));
    }
}
