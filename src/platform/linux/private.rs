//! Files and folders of the owner's own, and who else may read a file.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
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

/// A new, empty file that its owner alone may read, instead of any that is there.
pub fn create_file(file: &Path) -> io::Result<File> {
    // One that is there would keep its mode.
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)
}
