//! Toasts through `WinRT`, and the balloon of a tray icon where there is no `WinRT`
//! (Server Core, Wine).

use std::{
    io,
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use notify_rust::{Notification, Timeout};
use tracing::{debug, info};
use windows_sys::Win32::{
    Foundation::HWND,
    UI::Shell::{
        NIF_INFO, NIIF_RESPECT_QUIET_TIME, NIIF_USER, NIIF_WARNING, NIM_MODIFY, NOTIFYICONDATAW,
        Shell_NotifyIconW,
    },
};

use super::{app_id, fill};
use crate::platform::Note;

/// Set when `WinRT` turned out to be missing: it will not come while the program runs.
static NO_TOASTS: AtomicBool = AtomicBool::new(false);

/// Shows the note without making the caller wait; `balloon` is called, perhaps on another
/// thread, when there are no toasts.
pub fn show(note: Note, balloon: impl FnOnce(&Note) + Send + 'static) {
    if NO_TOASTS.load(Ordering::Relaxed) {
        return balloon(&note);
    }
    // The first toast loads a part of Windows and may take a second.
    let work = move || {
        if let Err(error) = toast(&note) {
            if !NO_TOASTS.swap(true, Ordering::Relaxed) {
                info!(%error, "there are no toasts here; balloons of the tray icon are used");
            }
            balloon(&note);
        }
    };
    if let Err(error) = thread::Builder::new().name("toast".into()).spawn(work) {
        debug!(%error, "a toast was left out");
    }
}

fn toast(note: &Note) -> Result<(), notify_rust::error::Error> {
    let mut toast = Notification::new();
    toast.app_id(app_id::ID).summary(&note.title).body(&note.body);
    if note.alarm {
        // The longer of the two times Windows knows; after that it stays in the list.
        toast.timeout(Timeout::Never);
    }
    toast.show().map(drop)
}

/// Shows the note as a balloon of the icon that `window` owns under the number `icon`.
pub fn balloon(window: isize, icon: u32, note: &Note) -> io::Result<()> {
    let mut data = NOTIFYICONDATAW {
        cbSize: u32::try_from(size_of::<NOTIFYICONDATAW>()).unwrap_or(0),
        hWnd: window as HWND,
        uID: icon,
        uFlags: NIF_INFO,
        dwInfoFlags: NIIF_RESPECT_QUIET_TIME | if note.alarm { NIIF_WARNING } else { NIIF_USER },
        ..NOTIFYICONDATAW::default()
    };
    // A balloon with a title alone is not shown.
    let body = if note.body.is_empty() { " " } else { &note.body };
    fill(&mut data.szInfoTitle, &note.title);
    fill(&mut data.szInfo, body);
    // SAFETY: the structure knows its size, its texts are closed by zeros, and a window that
    // is gone makes the call fail.
    if unsafe { Shell_NotifyIconW(NIM_MODIFY, &raw const data) } == 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}
