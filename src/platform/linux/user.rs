//! Who runs this program.

use std::io;

use super::peer;

/// As the configuration names the person: the user's number.
pub fn id() -> io::Result<String> {
    // SAFETY: it only reads a number and cannot fail.
    Ok(unsafe { libc::getuid() }.to_string())
}

/// What people call whoever this program runs as. May block.
pub fn name() -> String {
    // SAFETY: it only reads a number and cannot fail.
    let account = format!("uid:{}", unsafe { libc::getuid() });
    peer::called(&account).unwrap_or(account)
}

/// As `[access]` names the person who runs this program, also by `sudo`; `None` for root itself.
pub fn person() -> Option<String> {
    let behind = std::env::var("SUDO_UID").ok().and_then(|uid| uid.parse::<u32>().ok());
    // SAFETY: it only reads a number and cannot fail.
    let uid = behind.unwrap_or_else(|| unsafe { libc::getuid() });
    (uid != 0).then(|| format!("uid:{uid}"))
}
