//! The faces a person sees: tray icon, menu, tooltip and toasts.
//!
//! [`menu`], [`tooltip`], [`toast`] and [`icon`] are pure functions of what the worker
//! says; [`tray`] draws them and sends back what is clicked. Nothing here decides
//! anything about addresses or records, and nothing here knows the worker: it receives
//! `Update`s and sends `Command`s.

pub mod icon;
mod inbox;
pub mod language;
mod lines;
pub mod menu;
pub mod notify;
mod shown;
pub mod toast;
pub mod tooltip;
pub mod tray;

pub use lines::{Style, refusal};
pub use shown::{Shown, waiting};
