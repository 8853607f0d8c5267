//! Linux. See the table in `platform` for what each module is for.

pub mod addresses;
pub mod alarm;
pub mod autostart;
pub mod console;
pub mod disk;
pub mod dns;
mod events;
pub mod files;
pub mod gateway;
pub mod journal;
pub mod language;
pub mod memory;
pub mod network;
pub mod notification;
pub mod open;
pub mod peer;
pub mod pipe;
pub mod power;
pub mod private;
pub mod process;
pub mod routes;
pub mod sealed;
pub mod service;
pub mod single;
pub mod surroundings;
pub mod task;
pub mod user;
