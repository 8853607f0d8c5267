//! The real program, started as a person or a script starts it, against services that misbehave.
//!
//! Every test has a folder of its own and its own stand-ins on loopback; nothing outside is asked.

// The helpers beside the tests, which no configuration covers: their panic is a failure report, too.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod access;
mod catalogue;
mod check;
mod cli;
mod dns;
mod doctor;
mod dyndns2;
mod events;
mod face;
mod faults;
mod hooks;
mod independence;
mod log;
mod own;
mod providers;
mod room;
mod schema;
mod secrets;
mod server;
mod service;
mod sources;
mod state;
#[cfg(unix)]
mod storm;
mod task;
mod tls;
