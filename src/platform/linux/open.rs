//! Opens a file in the program the person has chosen for it.

use std::{
    io,
    path::Path,
    process::{Command, Stdio},
    thread,
};

/// Does not wait for the program; that it could not be started is an error.
pub fn file(path: &Path) -> io::Result<()> {
    // `xdg-open` reports a missing file only to a terminal that is not there.
    path.metadata()?;
    let mut child = Command::new("xdg-open")
        .arg(path)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    // Somebody has to take the exit status, or a zombie stays until the program ends.
    thread::Builder::new().name("open".into()).stack_size(64 * 1024).spawn(move || child.wait())?;
    Ok(())
}
