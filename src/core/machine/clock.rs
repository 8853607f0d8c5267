//! Time: two clocks that drift apart, waits that move with them, and the next deadline.
//!
//! The monotonic clock paces; the wall clock is stored, because only it survives a restart. Sleep
//! and clock steps show as the two drifting apart.

use std::time::Duration;

use jiff::Timestamp;

use super::{
    super::{message::Now, pace, state::Waits},
    Machine,
};

/// What clocks do by themselves between two events.
const DRIFT_MS: i64 = 10_000;

impl Machine {
    /// Notices sleep and clock steps, and lets no wait be falsified by them.
    pub(super) fn watch_clock(&mut self, now: Now) {
        let first = self.last.is_none();
        let jumped = self.time_jumped(now);
        if jumped != 0 {
            self.look_again(now);
        }
        if jumped != 0 || first {
            self.shift_waits(now, jumped.min(0));
        }
    }

    /// By how many milliseconds the wall clock moved apart from the monotonic one since the last event:
    /// forwards after sleep, either way after a clock step; 0 within what clocks do by themselves.
    fn time_jumped(&mut self, now: Now) -> i64 {
        let Some(last) = self.last.replace(now) else { return 0 };
        let mono = i64::try_from(now.mono.saturating_sub(last.mono).as_millis()).unwrap_or(i64::MAX);
        let wall = now.wall.as_millisecond() - last.wall.as_millisecond();
        let apart = wall.saturating_sub(mono);
        if apart.abs() > DRIFT_MS { apart } else { 0 }
    }

    /// Moves every wait with a clock that was set back, and lets none last longer than it could have been
    /// meant to: one that was set while the clock was wrong would last for years.
    fn shift_waits(&mut self, now: Now, milliseconds: i64) {
        let shift = |moment: Timestamp, longest: Duration| {
            let moved = moment.as_millisecond().saturating_add(milliseconds);
            let moved = Timestamp::from_millisecond(moved).unwrap_or(now.wall);
            moved.min(after(now, longest))
        };
        let accounts = self.state.accounts.values_mut().filter_map(|m| m.trouble.as_mut());
        let records = self.state.records.values_mut().filter_map(|m| m.trouble.as_mut());
        for trouble in accounts.chain(records) {
            if let Waits::Until(moment) = &mut trouble.waits {
                *moment = shift(*moment, pace::longest_retry(&trouble.problem));
            }
        }
        for delivery in &mut self.state.deliveries {
            let longest = delivery.problem.as_ref().map_or(Duration::ZERO, pace::longest_retry);
            delivery.next_try = shift(delivery.next_try, longest);
        }
        // What was sent in the future, by a clock that was wrong, was sent now at the latest.
        for memory in self.state.records.values_mut() {
            for moment in
                [&mut memory.sent_at, &mut memory.published_at, &mut memory.mended_at].into_iter().flatten()
            {
                *moment = (*moment).min(now.wall);
            }
        }
    }

    /// The monotonic moment of the next thing to do; never more than one interval away, so that a
    /// clock step cannot put it out of reach.
    pub(super) fn next_deadline(&self, now: Now) -> Duration {
        let sparing = if self.looks.values().any(|look| look.around.sparing) { pace::SPARING } else { 1 };
        let far = now.mono + self.setup.interval.max(pace::QUICK).mul_f64(1.2) * sparing;
        let looks = self.looks.values().filter(|look| !look.looking).map(|look| look.next);
        let waits = self.waits().chain(self.delivery_waits()).map(|until| monotonic(now, until));
        let next = if self.state.paused { far } else { looks.chain(waits).min().unwrap_or(far).min(far) };
        next.max(now.mono + Duration::from_millis(10))
    }
}

/// The monotonic moment of a wall-clock time, as far as can be told now.
fn monotonic(now: Now, until: Timestamp) -> Duration {
    let ahead = until.as_millisecond() - now.wall.as_millisecond();
    now.mono + Duration::from_millis(u64::try_from(ahead).unwrap_or(0))
}

/// Whether a moment is no longer past than this.
pub(super) fn is_within(now: Now, moment: Option<Timestamp>, span: Duration) -> bool {
    moment.is_some_and(|moment| now.wall < moment.checked_add(span).unwrap_or(Timestamp::MAX))
}

/// The wall-clock time after a wait.
pub(super) fn after(now: Now, wait: Duration) -> Timestamp {
    now.wall.checked_add(wait).unwrap_or(Timestamp::MAX)
}
