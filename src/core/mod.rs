//! The decisions, and the words they are made in.
//!
//! Nothing here does input or output, knows a clock of its own, or asks which
//! operating system it runs on: time comes in with every event and what is to
//! be done goes out as a list of [`message::Action`]s. That is why all of it
//! can be tested as tables and with made-up time.

pub mod access;
pub mod address;
pub mod consensus;
pub mod duty;
pub mod encode;
pub mod finding;
pub mod host;
pub mod keeping;
pub mod line;
pub mod machine;
pub mod message;
mod millis;
pub mod ordered;
pub mod pace;
pub mod place;
pub mod plan;
pub mod problem;
pub mod record;
pub mod secret;
pub mod snapshot;
pub mod state;
pub mod trace;
