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
    System::LibraryLoader::GetModuleHandleW,
    UI::{
        Shell::{
            NIF_INFO, NIIF_LARGE_ICON, NIIF_RESPECT_QUIET_TIME, NIIF_USER, NIIF_WARNING, NIM_MODIFY,
            NOTIFYICONDATAW, Shell_NotifyIconW,
        },
        WindowsAndMessaging::{
            GetSystemMetrics, HICON, IMAGE_ICON, LR_SHARED, LoadImageW, SM_CXICON, SM_CYICON,
        },
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

/// Shows a note of a program that ends now; true where it was.
#[allow(clippy::unused_async, reason = "on Linux it waits for the desktop")]
pub async fn show_last(note: Note) -> bool {
    app_id::register();
    toast(&note).is_ok()
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

/// Whether `window` has an icon of this number on the taskbar.
pub fn is_icon(window: isize, icon: u32) -> bool {
    change(&data(window, icon)).is_ok()
}

/// Shows the note as a balloon of the icon that `window` owns under the number `icon`.
pub fn balloon(window: isize, icon: u32, note: &Note) -> io::Result<()> {
    let mut data = data(window, icon);
    data.uFlags = NIF_INFO;
    data.dwInfoFlags =
        NIIF_RESPECT_QUIET_TIME | if note.alarm { NIIF_WARNING } else { NIIF_USER | NIIF_LARGE_ICON };
    data.hBalloonIcon = own_icon();
    // A balloon with a title alone is not shown.
    let body = if note.body.is_empty() { " " } else { &note.body };
    fill(&mut data.szInfoTitle, &note.title);
    fill(&mut data.szInfo, body);
    change(&data)
}

fn data(window: isize, icon: u32) -> NOTIFYICONDATAW {
    NOTIFYICONDATAW {
        cbSize: u32::try_from(size_of::<NOTIFYICONDATAW>()).unwrap_or(0),
        hWnd: window as HWND,
        uID: icon,
        ..NOTIFYICONDATAW::default()
    }
}

fn change(data: &NOTIFYICONDATAW) -> io::Result<()> {
    // SAFETY: the structure knows its size, its texts are closed by zeros, and a window that
    // is gone makes the call fail.
    if unsafe { Shell_NotifyIconW(NIM_MODIFY, data) } == 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}

/// The icon in the exe's resources, in the size Windows calls large.
fn own_icon() -> HICON {
    // The number it has in assets/fingerpost.rc, in the place of a name.
    let name = std::ptr::without_provenance(1);
    // SAFETY: null asks for this exe. A shared icon belongs to the system, which keeps it;
    // null, if there is none, is what the field holds anyway.
    unsafe {
        LoadImageW(
            GetModuleHandleW(std::ptr::null()),
            name,
            IMAGE_ICON,
            GetSystemMetrics(SM_CXICON),
            GetSystemMetrics(SM_CYICON),
            LR_SHARED,
        )
    }
}
