//! What waits to be shown: only the newest state, and a few notices.
//!
//! The worker puts in without ever waiting; the thread of the desktop takes out when it
//! is woken. A desktop that hangs for an hour costs the memory of one snapshot.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use crate::core::{
    duty::{Duty, Refusal},
    message::{Notice, Update},
    snapshot::Snapshot,
};

/// More news than this at once would be noise; the oldest gives way.
const NEWS: usize = 8;

/// What is to be told beyond the state itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum News {
    Notice(Notice),
    /// The service did not do what was asked.
    Refused(Refusal),
}

pub struct Inbox {
    waiting: Mutex<Waiting>,
    #[cfg(windows)]
    quitting: std::sync::Condvar,
    wake: Box<dyn Fn() + Send + Sync>,
}

pub struct Waiting {
    /// Under which the snapshot was seen.
    pub duty: Duty,
    pub snapshot: Option<Snapshot>,
    pub news: VecDeque<News>,
    pub quit: bool,
}

impl Waiting {
    const fn nothing(duty: Duty, quit: bool) -> Self {
        Self { duty, snapshot: None, news: VecDeque::new(), quit }
    }

    fn tell(&mut self, news: News) {
        if self.news.len() == NEWS {
            self.news.pop_front();
        }
        self.news.push_back(news);
    }
}

impl Inbox {
    /// `wake` is called after something was put in; it must not block.
    pub fn new(wake: impl Fn() + Send + Sync + 'static) -> Self {
        Self {
            waiting: Mutex::new(Waiting::nothing(Duty::START, false)),
            #[cfg(windows)]
            quitting: std::sync::Condvar::new(),
            wake: Box::new(wake),
        }
    }

    pub fn put(&self, update: Update) {
        self.change(|waiting| {
            waiting.snapshot = Some(update.snapshot);
            if let Some(notice) = update.notice {
                waiting.tell(News::Notice(notice));
            }
        });
    }

    /// Another does the work from now on.
    pub fn turn(&self, duty: Duty) {
        self.change(|waiting| {
            if !duty.goes_on_from(&waiting.duty) {
                waiting.snapshot = None;
            }
            waiting.duty = duty;
        });
    }

    pub fn refused(&self, why: Refusal) {
        self.change(|waiting| waiting.tell(News::Refused(why)));
    }

    pub fn quit(&self) {
        self.change(|waiting| waiting.quit = true);
        #[cfg(windows)]
        self.quitting.notify_all();
    }

    /// Takes all that waits; the duty and the wish to quit stay.
    pub fn take(&self) -> Waiting {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let left = Waiting::nothing(waiting.duty.clone(), waiting.quit);
        std::mem::replace(&mut *waiting, left)
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
        assert_eq!(waiting.news.len(), NEWS);
        assert_eq!(waiting.news.back(), Some(&News::Notice(Notice::ConfigBroken { error: "99".into() })));
        let again = inbox.take();
        assert!(again.snapshot.is_none() && again.news.is_empty() && again.quit);
    }
}
