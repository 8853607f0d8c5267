//! Linux. See the table in `platform` for what each module is for.

pub mod autostart;
pub mod console;
pub mod language;
pub mod notification;
pub mod open;
