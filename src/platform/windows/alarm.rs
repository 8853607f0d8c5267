//! One moment to wait for: the runtime's timer.

use std::time::Instant;

pub struct Alarm;

impl Alarm {
    pub const fn open() -> Self {
        Self
    }

    /// Waits for the moment, at once if it is over. May be dropped while it waits, and asked for another one.
    pub async fn until(&mut self, moment: Instant) {
        tokio::time::sleep_until(moment.into()).await;
    }
}
