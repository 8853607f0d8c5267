//! The local endpoint: status and commands for the command line, a second copy, and a tray
//! beside a service.
//!
//! One line of JSON each way, bounded and versioned ([`words`]); who watches gets a line for
//! every update ([`board`]). What is done with a command is the worker's.

mod board;
mod client;
mod reach;
mod server;
#[cfg(test)]
mod tests;
mod words;

use std::time::Duration;

pub use board::Board;
pub use client::{ask, watch};
pub use reach::{Host, Unreached, reach};
pub use server::Server;
#[cfg(fuzzing)]
pub use words::fuzzed;
pub use words::{Reply, Request};

/// The version of these words. A program of another version is told so instead of misunderstood.
const VERSION: u32 = 1;
/// The longest request, in bytes.
const REQUEST_LIMIT: u64 = 16 * 1024;
/// The longest reply: 10,000 records are about 3 MB.
const REPLY_LIMIT: u64 = 32 << 20;
/// How long the other side may take for a line.
const PATIENCE: Duration = Duration::from_secs(10);
