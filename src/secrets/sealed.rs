//! Secrets in files that the service's account alone can open, one file each.
//!
//! The folder's access list keeps others from the files; who has one all the same, from a backup say, has
//! nothing without that account on that machine.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use crate::{
    core::secret::Secret,
    platform::{private, sealed},
};

pub struct Folder(PathBuf);

impl Folder {
    pub fn below(state_dir: &Path) -> Self {
        Self(state_dir.join("secrets"))
    }

    pub fn file(&self, account: &str) -> PathBuf {
        self.0.join(file_name(account))
    }

    /// The accounts that have a secret here.
    pub fn names(&self) -> io::Result<BTreeSet<String>> {
        let entries = match fs::read_dir(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
            read => read?,
        };
        let mut names = BTreeSet::new();
        for entry in entries {
            names.extend(account_of(&entry?.file_name().to_string_lossy()));
        }
        Ok(names)
    }

    /// Whole or not at all.
    pub fn set(&self, account: &str, secret: &Secret) -> io::Result<()> {
        let bytes = sealed::seal(secret.expose().as_bytes(), &what(account))?;
        private::create_dir(&self.0)?;
        let file = self.file(account);
        let half = file.with_extension("new");
        let mut writing = private::create_file(&half)?;
        writing.write_all(&bytes)?;
        writing.sync_all()?;
        drop(writing);
        fs::rename(half, file)
    }

    /// `None` where there is none.
    pub fn stored(&self, account: &str) -> io::Result<Option<Secret>> {
        let bytes = match fs::read(self.file(account)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            read => read?,
        };
        let open = sealed::open(&bytes, &what(account))?;
        let text = str::from_utf8(&open).map_err(|_| io::ErrorKind::InvalidData)?;
        Ok(Some(Secret::new(text)))
    }

    /// Whether there was one.
    pub fn remove(&self, account: &str) -> io::Result<bool> {
        match fs::remove_file(self.file(account)) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// Sealed with it, so that one account's file is none of another's.
fn what(account: &str) -> Vec<u8> {
    format!("fingerpost secret of {account}").into_bytes()
}

/// Unlike for unlike accounts, also where upper case is lower case; never a device (`con`) nor another folder.
fn file_name(account: &str) -> String {
    let mut name = "of-".to_owned();
    for byte in account.bytes() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'-' => name.push(byte.into()),
            other => {
                let _ = write!(name, "_{other:02x}");
            }
        }
    }
    name + ".bin"
}

/// What [`file_name`] was given; `None` for any other file.
fn account_of(file: &str) -> Option<String> {
    let mut name = file.strip_prefix("of-")?.strip_suffix(".bin")?.bytes();
    let mut account = Vec::new();
    while let Some(byte) = name.next() {
        account.push(match byte {
            b'_' => {
                let digits = [name.next()?, name.next()?];
                u8::from_str_radix(str::from_utf8(&digits).ok()?, 16).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(account).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_s_file_is_nothing_else() {
        for (account, file) in [
            ("lab", "of-lab.bin"),
            ("Lab", "of-_4cab.bin"),
            ("con", "of-con.bin"),
            ("hook:a_b.c", "of-hook_3aa_5fb_2ec.bin"),
            ("../x", "of-_2e_2e_2fx.bin"),
        ] {
            assert_eq!(file_name(account), file);
            assert_eq!(account_of(file).as_deref(), Some(account));
        }
        for other in ["of-lab.new", "lab.bin", "of-_4.bin", "of-_zz.bin", "of-_ff.bin"] {
            assert_eq!(account_of(other), None);
        }
    }
}
