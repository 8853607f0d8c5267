//! Who may read a file.
//!
//! Files below a profile inherit its access list, which admits the owner, the system and
//! administrators. A finer check belongs to the service's folders.

use std::{fs, io, path::Path};

pub fn readable_by_others(file: &Path) -> io::Result<Option<String>> {
    fs::metadata(file).map(|_| None)
}

pub fn create_dir(dir: &Path) -> io::Result<()> {
    fs::create_dir_all(dir)
}
