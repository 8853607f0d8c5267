//! Keeping within what a service allows: requests in a window of time, and what its answers say is left.
//!
//! A short wait is waited here. A long one is not: it comes back as a [`Code::RateLimited`] that says how
//! long, so that what is done by then is saved and shown, and the machine waits without holding anything.
//! A tenth of the rate is left to whatever else the person uses there.
//!
//! What is counted is lost with the process; what a service asked for is in the machine's state.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use reqwest::StatusCode;
use tokio::time::{Instant, sleep};

use super::{Answer, allowance::Allowance};
use crate::core::problem::{Code, Problem};

/// The longest wait before one request that is waited for in place.
pub const PATIENCE: Duration = Duration::from_secs(5);
/// How long a service that refuses without saying for how long, or for less, is left alone by the pacer; how
/// it goes on from there is the machine's decision.
const UNSAID: Duration = Duration::from_secs(1);

/// How many requests a service takes in how much time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rate {
    /// At least 1.
    pub requests: u32,
    pub window: Duration,
}

impl Rate {
    /// What is left to other programs of the same person.
    const fn reserve(self) -> usize {
        self.requests as usize / 10
    }

    /// What may be sent from here within any window.
    const fn own(self) -> usize {
        self.requests as usize - self.reserve()
    }
}

/// The gate that all requests of an account pass, one after the other.
pub struct Pacer {
    rate: Option<Rate>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// When requests were sent, as far as they still count.
    sent: VecDeque<Instant>,
    /// The service takes nothing before. By both clocks, and over as soon as either says so: the one
    /// stands still while the machine sleeps, the other can be set.
    closed: Option<(Instant, SystemTime)>,
}

impl State {
    /// How long it is until one more request may be sent.
    fn wait(&mut self, rate: Option<Rate>, now: Instant, wall: SystemTime) -> Duration {
        let closed = self.closed.map(|(until, moment)| {
            let asleep = moment.duration_since(wall).unwrap_or_default();
            until.saturating_duration_since(now).min(asleep)
        });
        let closed = closed.unwrap_or_default();
        if closed.is_zero() {
            self.closed = None;
        }
        let Some(rate) = rate else { return closed };
        self.forget(rate, now);
        let full = self.sent.len() >= rate.own();
        let oldest = self.sent.front().filter(|_| full);
        let window = oldest.map(|sent| (*sent + rate.window).saturating_duration_since(now));
        closed.max(window.unwrap_or_default())
    }

    fn forget(&mut self, rate: Rate, now: Instant) {
        while self.sent.front().is_some_and(|sent| now.saturating_duration_since(*sent) >= rate.window) {
            self.sent.pop_front();
        }
    }

    fn close(&mut self, wait: Duration, now: Instant, wall: SystemTime) {
        let asked = (now + wait, wall + wait);
        self.closed = self.closed.filter(|closed| closed.0 > asked.0).or(Some(asked));
    }
}

impl Pacer {
    pub fn new(rate: Option<Rate>) -> Self {
        Self { rate, state: Mutex::default() }
    }

    /// Waits for the turn of one request, which counts as sent from here on; at most [`PATIENCE`].
    pub async fn pass(&self) -> Result<(), Problem> {
        let mut waited = Duration::ZERO;
        loop {
            let wait = {
                let (now, wall) = (Instant::now(), SystemTime::now());
                let mut state = self.state();
                let wait = state.wait(self.rate, now, wall);
                if wait.is_zero() {
                    if self.rate.is_some() {
                        state.sent.push_back(now);
                    }
                    return Ok(());
                }
                if waited + wait > PATIENCE {
                    return Err(self.later(&state, wait, now));
                }
                wait
            };
            waited += wait;
            sleep(wait).await;
        }
    }

    /// What an answer says of the next request.
    pub fn heard(&self, answer: &Answer) {
        let (now, wall) = (Instant::now(), SystemTime::now());
        let mut state = self.state();
        // Some refuse with another status than 429: Alibaba Cloud with 400.
        let refused = (!answer.status.is_success()).then_some(answer.retry_after).flatten();
        if refused.is_some() || answer.status == StatusCode::TOO_MANY_REQUESTS {
            state.close(refused.unwrap_or(UNSAID), now, wall);
        }
        if let Some(left) = answer.allowance
            && (left.remaining == 0 || self.is_others(&mut state, left, now))
        {
            // What is rounded down to nothing is not over yet.
            state.close(left.reset.max(UNSAID), now, wall);
        }
    }

    /// The service said in words of its own that it is too much.
    pub fn refused(&self, wait: Option<Duration>) {
        self.state().close(wait.unwrap_or(UNSAID), Instant::now(), SystemTime::now());
    }

    /// Whether what is left is the part that others are to have. Who has sent less than that part himself
    /// may use it: it is there for the one change that matters now, too.
    fn is_others(&self, state: &mut State, left: Allowance, now: Instant) -> bool {
        let (Some(rate), Some(quota)) = (self.rate, left.quota) else { return false };
        state.forget(rate, now);
        let reserve = quota / 10;
        left.remaining <= reserve && state.sent.len() as u64 > reserve
    }

    /// The wait that is too long to be waited for here. Of a full window half is let run out, so that the
    /// next batch finds room and does not come to its end again at once.
    fn later(&self, state: &State, wait: Duration, now: Instant) -> Problem {
        let middle = state.sent.get(state.sent.len() / 2).zip(self.rate).filter(|_| state.closed.is_none());
        let half = middle.map(|(sent, rate)| (*sent + rate.window).saturating_duration_since(now));
        let said = match self.rate.filter(|_| state.closed.is_none()) {
            Some(rate) => format!(
                "{} requests in {} seconds are what it takes; the rest follows",
                rate.requests,
                rate.window.as_secs()
            ),
            None => "what it takes in this time is used up".to_owned(),
        };
        Problem::from(Code::RateLimited).said(&said).retry_after(Some(half.unwrap_or_default().max(wait)))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
#[path = "pacer_tests.rs"]
mod tests;
