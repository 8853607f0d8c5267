//! One moment to wait for, on a timer of the kernel's own (`timerfd_create(2)`).
//!
//! The runtime's timers wake up on the way to a moment that is far away, to sort what is next: three times for
//! one of half a minute. For waits within something that is under way that costs nothing; this is for the one
//! wait in which the program spends its life.

use std::{
    io,
    os::fd::{AsRawFd, FromRawFd, OwnedFd},
    ptr,
    time::{Duration, Instant},
};

use tokio::{
    io::{Interest, unix::AsyncFd},
    time::sleep_until,
};

pub struct Alarm {
    /// `None` where the kernel gives none: then the runtime's does.
    timer: Option<AsyncFd<OwnedFd>>,
    /// What the timer is set for.
    set: Option<Instant>,
}

impl Alarm {
    /// Needs a runtime around it.
    pub fn open() -> Self {
        let timer = create().and_then(|timer| {
            // SAFETY: the descriptor is owned by what is registered, stays the same one, and is open until then.
            Ok(unsafe { AsyncFd::register_with_interest(timer, Interest::READABLE) }?)
        });
        Self { timer: timer.ok(), set: None }
    }

    /// Waits for the moment, at once if it is over. May be dropped while it waits, and asked for another one.
    pub async fn until(&mut self, moment: Instant) {
        let Some(timer) = &self.timer else { return sleep_until(moment.into()).await };
        loop {
            let left = moment.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            if self.set != Some(moment) {
                if arm(timer.get_ref(), left).is_err() {
                    return sleep_until(moment.into()).await;
                }
                self.set = Some(moment);
            }
            let Ok(mut ready) = timer.readable().await else { return sleep_until(moment.into()).await };
            take(timer.get_ref());
            ready.clear_ready();
            self.set = None;
        }
    }
}

fn create() -> io::Result<OwnedFd> {
    // SAFETY: timerfd_create(2) has no memory to violate; its result is checked.
    let fd = unsafe { libc::timerfd_create(libc::CLOCK_MONOTONIC, libc::TFD_CLOEXEC | libc::TFD_NONBLOCK) };
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the descriptor was just opened and belongs to nobody else.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// Sets the timer once, `left` from now; what it has told before is forgotten by that.
fn arm(timer: &OwnedFd, left: Duration) -> io::Result<()> {
    let seconds = libc::time_t::try_from(left.as_secs()).unwrap_or(libc::time_t::MAX);
    let value = libc::timespec { tv_sec: seconds, tv_nsec: left.subsec_nanos().into() };
    let when = libc::itimerspec { it_interval: libc::timespec { tv_sec: 0, tv_nsec: 0 }, it_value: value };
    // SAFETY: the new value outlives the call; null means that the old one is not asked for.
    let set = unsafe { libc::timerfd_settime(timer.as_raw_fd(), 0, &raw const when, ptr::null_mut()) };
    if set == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

fn take(timer: &OwnedFd) {
    let mut ticks = [0_u8; 8];
    // SAFETY: the buffer has the eight bytes that timerfd_create(2) asks for. There may be nothing to read.
    unsafe { libc::read(timer.as_raw_fd(), ticks.as_mut_ptr().cast(), ticks.len()) };
}

#[cfg(test)]
mod tests {
    use tokio::time::timeout;

    use super::*;

    #[tokio::test]
    async fn it_rings_at_the_last_moment_that_it_was_set_for() {
        let mut alarm = Alarm::open();
        assert!(alarm.timer.is_some());
        let start = Instant::now();
        let at = |milliseconds| start + Duration::from_millis(milliseconds);
        assert!(timeout(Duration::from_millis(20), alarm.until(at(60_000))).await.is_err());
        for moment in [60, 120, 150] {
            alarm.until(at(moment)).await;
            assert!(Instant::now() >= at(moment));
        }
        // What is over is not waited for, and set again it rings again.
        alarm.until(at(1)).await;
        alarm.until(at(200)).await;
        assert!((at(200)..at(2_000)).contains(&Instant::now()));
    }
}
