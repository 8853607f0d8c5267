//! Sleep, clock steps, and whether energy or data are short.
//!
//! The kernel cancels a timer on the wall clock both when that clock is set and when the
//! machine wakes up (`timerfd_create(2)`, `TFD_TIMER_CANCEL_ON_SET`): no daemon is needed, and
//! nothing wakes while nothing happens. Which of the two it was, the clocks tell: only sleep
//! takes `CLOCK_BOOTTIME` away from `CLOCK_MONOTONIC`.
//!
//! Whether the connection is metered only a `NetworkManager` would know, where one runs;
//! it is not asked.

use std::{
    fs, io,
    os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd},
    path::Path,
    ptr,
    time::Duration,
};

use super::events;
use crate::platform::Jump;

/// Sleep shorter than this is none: the two clocks are not read at the same instant.
const SLEPT: Duration = Duration::from_millis(50);

/// Calls back after sleep and after clock steps, from the thread of `events`, for as long as `jumped` says
/// that it wants to hear more.
pub fn watch(jumped: impl Fn(Jump) -> bool + Send + Sync + 'static) -> io::Result<()> {
    // SAFETY: timerfd_create(2) has no memory to violate; its result is checked.
    let fd = unsafe { libc::timerfd_create(libc::CLOCK_REALTIME, libc::TFD_CLOEXEC | libc::TFD_NONBLOCK) };
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the descriptor was just opened and belongs to nobody else.
    let timer = unsafe { OwnedFd::from_raw_fd(fd) };
    arm(&timer)?;
    let mut watching = Watching { slept: slept(), jumped };
    events::add(timer, move |timer| watching.read(&mut || take(timer), slept))
}

struct Watching<F> {
    /// How long the machine had slept when that was looked at last.
    slept: Duration,
    jumped: F,
}

impl<F: Fn(Jump) -> bool> Watching<F> {
    /// One look at the timer; `false` when it will never tell again, or nobody wants to hear.
    fn read(&mut self, take: &mut dyn FnMut() -> io::Result<()>, slept: impl Fn() -> Duration) -> bool {
        match take() {
            // The end of all time is here: it would be told without end.
            Ok(()) => return false,
            Err(error) => match error.raw_os_error() {
                Some(libc::ECANCELED) => {}
                Some(libc::EAGAIN | libc::EINTR) => return true,
                _ => return false,
            },
        }
        let now = slept();
        let resumed = now.saturating_sub(self.slept) >= SLEPT;
        self.slept = now;
        (self.jumped)(if resumed { Jump::Resumed } else { Jump::Stepped })
    }
}

/// Sets the timer to the end of time: it is never to run out, only to be cancelled.
fn arm(timer: &OwnedFd) -> io::Result<()> {
    let never = libc::timespec { tv_sec: libc::time_t::MAX, tv_nsec: 0 };
    let when = libc::itimerspec { it_interval: libc::timespec { tv_sec: 0, tv_nsec: 0 }, it_value: never };
    let flags = libc::TFD_TIMER_ABSTIME | libc::TFD_TIMER_CANCEL_ON_SET;
    // SAFETY: the new value outlives the call; null means that the old one is not asked for.
    let set = unsafe { libc::timerfd_settime(timer.as_raw_fd(), flags, &raw const when, ptr::null_mut()) };
    if set == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// Reads the timer; a cancelled one gives `ECANCELED` once and is armed again by that.
fn take(timer: BorrowedFd<'_>) -> io::Result<()> {
    let mut ticks = [0_u8; 8];
    // SAFETY: the buffer has the eight bytes that timerfd_create(2) asks for.
    let size = unsafe { libc::read(timer.as_raw_fd(), ticks.as_mut_ptr().cast(), ticks.len()) };
    if size < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

/// How long the machine has slept since it was started.
fn slept() -> Duration {
    clock(libc::CLOCK_BOOTTIME).saturating_sub(clock(libc::CLOCK_MONOTONIC))
}

fn clock(which: libc::clockid_t) -> Duration {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the place for the time is valid; both clocks are there since Linux 2.6.39.
    unsafe { libc::clock_gettime(which, &raw mut time) };
    let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
    Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// Whether the machine runs on battery. Without a battery, or where it cannot be told, it does not.
pub fn is_sparing() -> bool {
    on_battery(Path::new("/sys/class/power_supply"))
}

/// A battery that is being emptied, and nothing that feeds the machine. A battery alone says
/// little: that of a wireless mouse is listed here, too, but as one of a device (`scope`).
fn on_battery(supplies: &Path) -> bool {
    let Ok(listed) = fs::read_dir(supplies) else { return false };
    let mut emptied = false;
    for supply in listed.flatten() {
        let value = |file: &str| {
            let text = fs::read_to_string(supply.path().join(file)).unwrap_or_default();
            text.trim().to_owned()
        };
        match value("type").as_str() {
            "Battery" | "UPS" => {
                emptied |= value("scope") != "Device" && value("status") == "Discharging";
            }
            // Mains, USB, Wireless: 1 is plugged in, 2 is plugged in and programmable.
            _ if matches!(value("online").as_str(), "1" | "2") => return false,
            _ => {}
        }
    }
    emptied
}

#[cfg(test)]
mod tests {
    use std::{cell::RefCell, os::fd::AsFd, sync::mpsc};

    use super::*;

    fn told(answer: i32, slept: u64) -> (bool, Vec<Jump>) {
        let jumps = RefCell::new(Vec::new());
        let jumped = |jump| {
            jumps.borrow_mut().push(jump);
            true
        };
        let mut watching = Watching { slept: Duration::from_secs(100), jumped };
        let take = &mut || if answer == 0 { Ok(()) } else { Err(io::Error::from_raw_os_error(answer)) };
        let goes_on = watching.read(take, || Duration::from_millis(slept));
        (goes_on, jumps.into_inner())
    }

    #[test]
    fn sleep_and_a_step_of_the_clock_are_told_apart() {
        assert_eq!(told(libc::ECANCELED, 100_000), (true, vec![Jump::Stepped]));
        assert_eq!(told(libc::ECANCELED, 100_049), (true, vec![Jump::Stepped]));
        assert_eq!(told(libc::ECANCELED, 160_000), (true, vec![Jump::Resumed]));
        assert_eq!(told(libc::EAGAIN, 160_000), (true, vec![]));
        assert_eq!(told(libc::EBADF, 160_000), (false, vec![]));
        assert_eq!(told(0, 100_000), (false, vec![]));
    }

    #[test]
    fn every_sleep_is_told_once() {
        let (sender, jumps) = mpsc::channel();
        let jumped = move |jump| sender.send(jump).is_ok();
        let mut watching = Watching { slept: Duration::ZERO, jumped };
        for slept in [60, 60, 90] {
            let cancelled = &mut || Err(io::Error::from_raw_os_error(libc::ECANCELED));
            assert!(watching.read(cancelled, || Duration::from_secs(slept)));
        }
        let all: Vec<Jump> = jumps.try_iter().collect();
        assert_eq!(all, [Jump::Resumed, Jump::Stepped, Jump::Resumed]);
    }

    #[test]
    fn the_timer_can_be_set_and_is_quiet_while_nothing_happens() {
        // SAFETY: as in `watch`.
        let timer =
            unsafe { OwnedFd::from_raw_fd(libc::timerfd_create(libc::CLOCK_REALTIME, libc::TFD_NONBLOCK)) };
        arm(&timer).unwrap();
        assert_eq!(take(timer.as_fd()).unwrap_err().raw_os_error(), Some(libc::EAGAIN));
    }

    #[test]
    fn only_a_machine_that_empties_its_own_battery_is_on_battery() {
        type Supply<'a> = &'a [(&'a str, &'a str)];
        let mains: Supply<'_> = &[("type", "Mains\n"), ("online", "1\n")];
        let unplugged: Supply<'_> = &[("type", "Mains\n"), ("online", "0\n")];
        let emptied: Supply<'_> = &[("type", "Battery\n"), ("status", "Discharging\n")];
        let full: Supply<'_> = &[("type", "Battery\n"), ("status", "Full\n")];
        let mouse: Supply<'_> = &[("type", "Battery\n"), ("scope", "Device\n"), ("status", "Discharging\n")];
        let dir = std::env::temp_dir().join(format!("fingerpost-supplies-{}", std::process::id()));
        for (supplies, expected) in [
            (vec![], false),
            (vec![mains], false),
            (vec![mouse], false),
            (vec![full, unplugged], false),
            (vec![emptied], true),
            (vec![emptied, unplugged, mouse], true),
            (vec![emptied, mains], false),
        ] {
            for (at, supply) in supplies.iter().enumerate() {
                let folder = dir.join(at.to_string());
                fs::create_dir_all(&folder).unwrap();
                for (file, text) in *supply {
                    fs::write(folder.join(file), text).unwrap();
                }
            }
            assert_eq!(on_battery(&dir), expected, "{supplies:?}");
            let _ = fs::remove_dir_all(&dir);
        }
    }
}
