//! What asking costs: requests and bytes of the last day, of the whole process.
//!
//! Datagrams are counted as they are; of HTTP the bodies, with an estimate for what lies around
//! them, because the TLS layer does not tell.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use crate::core::snapshot::Traffic;

const HOUR: Duration = Duration::from_secs(60 * 60);
/// IP and UDP headers of a datagram, there and back.
const DATAGRAM: usize = 2 * 28;
/// Request line, headers and TCP segments of an exchange over HTTP, and TLS on top.
const HTTP: usize = 1_200;
const TLS: usize = 4_500;

/// One hour, and when it began.
#[derive(Clone, Copy)]
struct Hour {
    since: Instant,
    requests: u64,
    bytes: u64,
}

/// The hours of the last day, the oldest first.
static HOURS: Mutex<Vec<Hour>> = Mutex::new(Vec::new());

fn count(bytes: usize) {
    let now = Instant::now();
    let mut hours = HOURS.lock().unwrap_or_else(PoisonError::into_inner);
    hours.retain(|hour| now.duration_since(hour.since) < 24 * HOUR);
    if hours.last().is_none_or(|hour| now.duration_since(hour.since) >= HOUR) {
        hours.push(Hour { since: now, requests: 0, bytes: 0 });
    }
    if let Some(hour) = hours.last_mut() {
        hour.requests += 1;
        hour.bytes += bytes as u64;
    }
}

/// A question of `sent` bytes whose answer has `received`.
pub fn datagram(sent: usize, received: usize) {
    count(sent + received + DATAGRAM);
}

/// An exchange over HTTP with a body of `received` bytes.
pub fn http(received: usize, tls: bool) {
    count(received + HTTP + if tls { TLS } else { 0 });
}

/// The last day, or less where the process is younger.
pub fn traffic() -> Traffic {
    let hours = HOURS.lock().unwrap_or_else(PoisonError::into_inner);
    let sum = |of: fn(&Hour) -> u64| hours.iter().map(of).sum();
    Traffic {
        requests: sum(|hour| hour.requests),
        bytes: sum(|hour| hour.bytes),
        seconds: hours.first().map_or(0, |first| first.since.elapsed().as_secs()),
    }
}
