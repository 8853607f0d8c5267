//! The name under which Windows knows this program for toasts and the taskbar.
//!
//! Without it toasts say "Windows PowerShell"; with an identity nobody has registered they
//! are dropped without a word. So it is registered for the user at every start: a program
//! that was moved or copied needs no installer to be able to speak.

use std::{env, fs, io, path::PathBuf};

use tracing::debug;
use windows_registry::CURRENT_USER;
use windows_sys::Win32::UI::Shell::SetCurrentProcessExplicitAppUserModelID;

use super::wide;

/// Also the `AppUserModelID` of the installer's start menu entry.
pub const ID: &str = "Fingerpost.Fingerpost";

const ICON: &[u8] = include_bytes!("../../../assets/icon.png");

/// Takes the identity and registers it. What fails is logged: only toasts look worse for it.
pub fn register() {
    let id = wide(ID);
    // SAFETY: the text is closed by a zero and outlives the call, which keeps no pointer to it.
    let result = unsafe { SetCurrentProcessExplicitAppUserModelID(id.as_ptr()) };
    if result < 0 {
        debug!(result, "the identity for toasts was not taken");
    }
    if let Err(error) = write() {
        debug!(%error, "the identity for toasts was not registered");
    }
}

fn write() -> io::Result<()> {
    let icon = icon()?;
    let key = CURRENT_USER.create(format!(r"Software\Classes\AppUserModelId\{ID}"))?;
    let set = |name: &str, value: &str| match key.get_string(name) {
        Ok(there) if there == value => Ok(()),
        _ => key.set_string(name, value),
    };
    set("DisplayName", "Fingerpost")?;
    set("IconUri", &icon.to_string_lossy())?;
    Ok(())
}

/// A toast takes its icon from a file, and an exe is none.
fn icon() -> io::Result<PathBuf> {
    let folder = env::var_os("LOCALAPPDATA").ok_or_else(|| io::Error::other("LOCALAPPDATA is not set"))?;
    let file = PathBuf::from(folder).join("Fingerpost").join("icon.png");
    if fs::metadata(&file).map(|there| there.len()).ok() != Some(ICON.len() as u64) {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&file, ICON)?;
    }
    Ok(file)
}
