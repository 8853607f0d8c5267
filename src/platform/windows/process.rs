//! Child processes.

use tokio::process::{Child, Command};
use windows_sys::Win32::System::Threading::CREATE_NO_WINDOW;

/// A console program started by a program without a console would open one.
pub fn without_window(command: &mut Command) {
    command.creation_flags(CREATE_NO_WINDOW);
}

/// What a child starts itself outlives it here.
pub fn of_its_own(_command: &mut Command) {}

/// Nothing: see [`of_its_own`].
pub struct Group;

impl Group {
    pub const fn of(_child: &Child) -> Self {
        Self
    }

    pub const fn let_go(self) {}
}
