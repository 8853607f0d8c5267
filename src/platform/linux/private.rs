//! Who may read a file.

use std::{
    fs::{self, DirBuilder},
    io,
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    path::Path,
};

/// The permissions in the way `ls` shows them, if the group or others may read the file.
pub fn readable_by_others(file: &Path) -> io::Result<Option<String>> {
    let mode = fs::metadata(file)?.permissions().mode() & 0o777;
    Ok((mode & 0o044 != 0).then(|| format!("mode {mode:03o}")))
}

pub fn create_dir(dir: &Path) -> io::Result<()> {
    if dir.is_dir() {
        return Ok(());
    }
    DirBuilder::new().recursive(true).mode(0o700).create(dir)
}
