//! What waits to be shown: only the newest state, and a few notices.
//!
//! The worker puts in without ever waiting; the thread of the desktop takes out when it
//! is woken. A desktop that hangs for an hour costs the memory of one snapshot.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use crate::core::{
    message::{Notice, Update},
    snapshot::Snapshot,
};

/// More notices than this at once would be noise; the oldest give way.
const NOTICES: usize = 8;

pub struct Inbox {
    waiting: Mutex<Waiting>,
    #[cfg(windows)]
    quitting: std::sync::Condvar,
    wake: Box<dyn Fn() + Send + Sync>,
}

#[derive(Default)]
pub struct Waiting {
    pub snapshot: Option<Snapshot>,
    pub notices: VecDeque<Notice>,
    pub quit: bool,
}

impl Inbox {
    /// `wake` is called after something was put in; it must not block.
    pub fn new(wake: impl Fn() + Send + Sync + 'static) -> Self {
        Self {
            waiting: Mutex::default(),
            #[cfg(windows)]
            quitting: std::sync::Condvar::new(),
            wake: Box::new(wake),
        }
    }

    pub fn put(&self, update: Update) {
        self.change(|waiting| {
            waiting.snapshot = Some(update.snapshot);
            if waiting.notices.len() == NOTICES {
                waiting.notices.pop_front();
            }
            waiting.notices.extend(update.notice);
        });
    }

    pub fn quit(&self) {
        self.change(|waiting| waiting.quit = true);
        #[cfg(windows)]
        self.quitting.notify_all();
    }

    /// Takes all that waits; the wish to quit stays.
    pub fn take(&self) -> Waiting {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let quit = waiting.quit;
        std::mem::replace(&mut *waiting, Waiting { quit, ..Waiting::default() })
    }

    /// Waits until [`Self::quit`] was called; whether it was in time.
    #[cfg(windows)]
    pub fn wait_for_quit(&self, patience: std::time::Duration) -> bool {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let done = self.quitting.wait_timeout_while(waiting, patience, |waiting| !waiting.quit);
        done.unwrap_or_else(PoisonError::into_inner).0.quit
    }

    fn change(&self, change: impl FnOnce(&mut Waiting)) {
        change(&mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        (self.wake)();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_newest_state_waits_and_notices_are_bounded() {
        let inbox = Inbox::new(|| {});
        for n in 0..100 {
            let snapshot = Snapshot { version: n, ..Snapshot::default() };
            inbox.put(Update { snapshot, notice: Some(Notice::ConfigBroken { error: n.to_string() }) });
        }
        inbox.quit();
        let waiting = inbox.take();
        assert_eq!(waiting.snapshot.unwrap().version, 99);
        assert_eq!(waiting.notices.len(), NOTICES);
        assert_eq!(waiting.notices.back(), Some(&Notice::ConfigBroken { error: "99".into() }));
        let again = inbox.take();
        assert!(again.snapshot.is_none() && again.notices.is_empty() && again.quit);
    }
}
