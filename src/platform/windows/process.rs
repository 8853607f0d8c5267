//! Child processes.

use windows_sys::Win32::System::Threading::CREATE_NO_WINDOW;

/// A console program started by a program without a console would open one.
pub fn without_window(command: &mut tokio::process::Command) {
    command.creation_flags(CREATE_NO_WINDOW);
}
