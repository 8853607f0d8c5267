//! Child processes.

/// There are no console windows here.
pub fn without_window(_command: &mut tokio::process::Command) {}
