//! One tray for each person: a locked file in the state folder.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
    path::Path,
};

/// Held for as long as this lives; the system lets go of it when the process ends, however it ends.
pub struct Held(#[expect(dead_code, reason = "what counts is that it is open")] File);

/// Takes the one place there is; `None` where another tray has it.
pub fn hold(state_dir: &Path) -> io::Result<Option<Held>> {
    super::private::create_dir(state_dir)?;
    let file =
        OpenOptions::new().create(true).truncate(false).write(true).open(state_dir.join("tray.lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Held(file))),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}
