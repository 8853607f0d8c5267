//! The Service Control Manager: making, changing, asking and being a service.
//!
//! Spoken with directly. The crate `windows-service` frees its handler at the first stop, and the manager
//! asks a stopping service how it is; nor has it the list of privileges.

mod controls;
mod folders;
mod held;
mod host;
mod manager;
mod settings;

pub use folders::{judge, place, settle};
pub use host::{Host, run};
pub use manager::{install, may_install, start, start_for, status, stop, uninstall};

/// The virtual account of a service: Windows makes it up, it has no password and no rights of its own.
pub fn account(name: &str) -> String {
    format!(r"NT SERVICE\{name}")
}

/// What the manager calls the service.
pub const NAME: &str = "Fingerpost";
