//! Child processes.

use tokio::process::{Child, Command};

/// There are no console windows here.
pub fn without_window(_command: &mut Command) {}

/// Lets the child lead a group of its own: it and all that it starts can be ended together.
pub fn of_its_own(command: &mut Command) {
    command.process_group(0);
}

/// The group of a child that leads one. Whoever is left in it ends when this is dropped, unless it was let go.
pub struct Group(Option<i32>);

impl Group {
    pub fn of(child: &Child) -> Self {
        Self(child.id().and_then(|id| i32::try_from(id).ok()))
    }

    /// The child ended by itself: what it left running is meant to run.
    pub fn let_go(mut self) {
        self.0 = None;
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(group) = self.0.filter(|group| *group > 1) {
            // SAFETY: kill(2) has no memory to violate. The child was not waited for, or the group were let go:
            // so the number is still its own.
            unsafe { libc::kill(-group, libc::SIGKILL) };
        }
    }
}
