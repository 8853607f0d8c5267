//! The Service Control Manager: making, changing, asking and being a service.
//!
//! Spoken with directly. The crate `windows-service` frees its handler at the first stop, and the manager
//! asks a stopping service how it is; nor has it the list of privileges.

mod account;
mod controls;
mod folders;
mod held;
mod host;
mod manager;
mod settings;

pub use account::{account, sid};
pub use folders::{judge, place, settle};
pub use host::{Host, run};
pub use manager::{install, may_install, start, status, stop, uninstall};

/// What the manager calls the service.
pub const NAME: &str = "Fingerpost";
