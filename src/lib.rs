//! Fingerpost keeps DNS names pointing at the machine they belong to.
//!
//! A pure core decides, a thin shell acts, and the operating system stands behind
//! one folder. The rooms, in reading order; `tests/layering.rs` holds them to the
//! import rule of DESIGN.md.

pub mod core;

pub mod journal;
pub mod logging;
pub mod net;
pub mod paths;
pub mod platform;
pub mod secrets;
pub mod store;
pub mod text;

pub mod config;

pub mod authority;
pub mod detect;
pub mod hooks;
pub mod provider;

pub mod worker;

pub mod control;
pub mod ui;

pub mod doctor;

pub mod app;
pub mod cli;
