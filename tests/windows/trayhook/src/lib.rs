//! A test-only DLL, loaded into the program by `trayrun`, for three things Wine does not do:
//!
//! * `Shell_NotifyIconGetRect` is a stub there, and the tray library drops every click without it. Here it answers
//!   with a rectangle around the cursor, which is where the icon is when one clicks on it.
//! * Nothing outside a process can read its menus, nor what its balloons say. Here every `Shell_NotifyIconW` and
//!   every menu about to be shown is written to the file that the variable `TRAYHOOK_LOG` names; once a menu is on
//!   the screen, where each of its entries is, so that a real mouse can click on it.
//! * Accounts have no Credential Manager of their own ([`vault`]).
//!
//! It works by writing other addresses into the import table of the program. The program itself is left as it is.

mod vault;

use std::ffi::{CStr, c_void};
use std::io::Write;
use std::mem::{size_of, transmute, zeroed};
use std::ptr::{null, null_mut};
use std::sync::OnceLock;
use std::time::Duration;

use windows_sys::Win32::Foundation::{FILETIME, HINSTANCE, HWND, POINT, RECT, S_OK};
use windows_sys::Win32::System::Diagnostics::Debug::{IMAGE_DIRECTORY_ENTRY_IMPORT, IMAGE_NT_HEADERS64};
use windows_sys::Win32::System::LibraryLoader::GetModuleHandleW;
use windows_sys::Win32::System::Memory::{PAGE_READWRITE, VirtualProtect};
use windows_sys::Win32::System::SystemInformation::GetSystemTimeAsFileTime;
use windows_sys::Win32::System::Threading::{GetCurrentProcess, GetProcessTimes};
use windows_sys::Win32::System::SystemServices::{
    DLL_PROCESS_ATTACH, IMAGE_DOS_HEADER, IMAGE_IMPORT_DESCRIPTOR,
};
use windows_sys::Win32::UI::Shell::{NIF_INFO, NIF_TIP, NOTIFYICONDATAW, NOTIFYICONIDENTIFIER};
use windows_sys::Win32::UI::WindowsAndMessaging::{
    GetCursorPos, GetMenuItemCount, GetMenuItemInfoW, GetMenuItemRect, HMENU, MENUITEMINFOW, MFS_CHECKED,
    MFS_GRAYED, MFT_SEPARATOR, MIIM_FTYPE, MIIM_ID, MIIM_STATE, MIIM_STRING, MIIM_SUBMENU,
};

type TrackPopupMenu = unsafe extern "system" fn(HMENU, u32, i32, i32, i32, HWND, *const RECT) -> i32;
type NotifyIcon = unsafe extern "system" fn(u32, *const NOTIFYICONDATAW) -> i32;

static TRACK_POPUP_MENU: OnceLock<TrackPopupMenu> = OnceLock::new();
static NOTIFY_ICON: OnceLock<NotifyIcon> = OnceLock::new();

/// One line for the test. A failure to write has nobody to be told to.
fn log(line: &str) {
    let Ok(path) = std::env::var("TRAYHOOK_LOG") else { return };
    if let Ok(mut file) = std::fs::OpenOptions::new().create(true).append(true).open(path) {
        let _ = file.write_all(format!("{line}\n").as_bytes());
    }
}

fn text(wide: &[u16]) -> String {
    String::from_utf16_lossy(&wide[..wide.iter().position(|&unit| unit == 0).unwrap_or(wide.len())])
}

/// How long the process has been there, in milliseconds.
fn age() -> u64 {
    let [mut began, mut other] = [FILETIME::default(); 2];
    let now = unsafe {
        let (mut kernel, mut user) = (FILETIME::default(), FILETIME::default());
        GetProcessTimes(GetCurrentProcess(), &mut began, &mut other, &mut kernel, &mut user);
        let mut now = FILETIME::default();
        GetSystemTimeAsFileTime(&mut now);
        now
    };
    let ticks = |time: FILETIME| u64::from(time.dwHighDateTime) << 32 | u64::from(time.dwLowDateTime);
    ticks(now).saturating_sub(ticks(began)) / 10_000
}

unsafe extern "system" fn get_rect(_: *const NOTIFYICONIDENTIFIER, rect: *mut RECT) -> i32 {
    let mut at = POINT { x: 0, y: 0 };
    unsafe {
        GetCursorPos(&mut at);
        *rect = RECT { left: at.x - 12, top: at.y - 12, right: at.x + 12, bottom: at.y + 12 };
    }
    S_OK
}

unsafe extern "system" fn notify_icon(message: u32, data: *const NOTIFYICONDATAW) -> i32 {
    let result = unsafe { NOTIFY_ICON.get().expect("patched before it is called")(message, data) };
    // The structure is packed: its fields are copied out, never borrowed.
    let data = unsafe { &*data };
    let (flags, tip, info, title) = (data.uFlags, data.szTip, data.szInfo, data.szInfoTitle);
    let verb = ["add", "modify", "delete", "setfocus", "setversion"].get(message as usize).unwrap_or(&"?");
    let mut line = format!("icon {verb} result={result} age={}ms", age());
    if flags & NIF_TIP != 0 {
        line += &format!(" tip={:?}", text(&tip));
    }
    if flags & NIF_INFO != 0 {
        line += &format!(" title={:?} text={:?}", text(&title), text(&info));
    }
    log(&line);
    result
}

unsafe extern "system" fn track_popup_menu(
    menu: HMENU,
    flags: u32,
    x: i32,
    y: i32,
    reserved: i32,
    window: HWND,
    rect: *const RECT,
) -> i32 {
    log(&format!("menu at {x},{y}"));
    unsafe { log_entries(menu, 0) };
    let handle = menu as usize; // a bare handle may not cross to another thread as a pointer
    std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(400)); // the menu is shown only inside the call below
        unsafe { log_places(handle as HMENU) };
    });
    unsafe {
        TRACK_POPUP_MENU.get().expect("patched before it is called")(
            menu, flags, x, y, reserved, window, rect,
        )
    }
}

/// What the entries say, whether they are greyed or checked, and those of submenus below them.
unsafe fn log_entries(menu: HMENU, depth: usize) {
    for index in 0..unsafe { GetMenuItemCount(menu) } {
        let mut label = [0u16; 512];
        let mut info: MENUITEMINFOW = unsafe { zeroed() };
        info.cbSize = size_of::<MENUITEMINFOW>() as u32;
        info.fMask = MIIM_STRING | MIIM_ID | MIIM_STATE | MIIM_FTYPE | MIIM_SUBMENU;
        info.dwTypeData = label.as_mut_ptr();
        info.cch = label.len() as u32 - 1;
        unsafe { GetMenuItemInfoW(menu, index as u32, 1, &mut info) };
        let kind = if info.fType & MFT_SEPARATOR != 0 { "separator" } else { "entry" };
        let disabled = if info.fState & MFS_GRAYED != 0 { " disabled" } else { "" };
        let checked = if info.fState & MFS_CHECKED != 0 { " checked" } else { "" };
        let indent = "  ".repeat(depth);
        log(&format!("{indent}{kind} {index} id={}{disabled}{checked} {:?}", info.wID, text(&label)));
        if !info.hSubMenu.is_null() {
            unsafe { log_entries(info.hSubMenu, depth + 1) };
        }
    }
}

/// The middle of each entry on the screen.
unsafe fn log_places(menu: HMENU) {
    for index in 0..unsafe { GetMenuItemCount(menu) } {
        let mut rect: RECT = unsafe { zeroed() };
        if unsafe { GetMenuItemRect(null_mut(), menu, index as u32, &mut rect) } != 0 {
            log(&format!("place {index} {},{}", (rect.left + rect.right) / 2, (rect.top + rect.bottom) / 2));
        }
    }
    log("places end");
}

/// Puts `new` where the program's import table has the function `name`, and gives back what was there.
unsafe fn patch(name: &CStr, new: usize) -> Option<usize> {
    unsafe {
        let base = GetModuleHandleW(null()) as *const u8;
        let dos = &*(base as *const IMAGE_DOS_HEADER);
        let nt = &*(base.add(dos.e_lfanew as usize) as *const IMAGE_NT_HEADERS64);
        let directory = nt.OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_IMPORT as usize];
        let mut import = base.add(directory.VirtualAddress as usize) as *const IMAGE_IMPORT_DESCRIPTOR;
        while (*import).Name != 0 {
            let mut names = base.add((*import).Anonymous.OriginalFirstThunk as usize) as *const u64;
            let mut slot = base.add((*import).FirstThunk as usize) as *mut usize;
            while *names != 0 {
                let by_name = *names >> 63 == 0; // else by number
                // two bytes of hint stand before the name
                if by_name && CStr::from_ptr(base.add(*names as usize + 2).cast()) == name {
                    let mut before = 0;
                    VirtualProtect(slot as *const c_void, size_of::<usize>(), PAGE_READWRITE, &mut before);
                    let old = slot.replace(new);
                    VirtualProtect(slot as *const c_void, size_of::<usize>(), before, &mut before);
                    return Some(old);
                }
                names = names.add(1);
                slot = slot.add(1);
            }
            import = import.add(1);
        }
        None
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn DllMain(_: HINSTANCE, reason: u32, _: *mut c_void) -> i32 {
    if reason == DLL_PROCESS_ATTACH {
        unsafe {
            let rect = patch(c"Shell_NotifyIconGetRect", get_rect as *const () as usize);
            let menu = patch(c"TrackPopupMenu", track_popup_menu as *const () as usize);
            let icon = patch(c"Shell_NotifyIconW", notify_icon as *const () as usize);
            vault::put();
            log(&format!("hook rect={} menu={} icon={}", rect.is_some(), menu.is_some(), icon.is_some()));
            if let Some(old) = menu {
                let _ = TRACK_POPUP_MENU.set(transmute::<usize, TrackPopupMenu>(old));
            }
            if let Some(old) = icon {
                let _ = NOTIFY_ICON.set(transmute::<usize, NotifyIcon>(old));
            }
        }
    }
    1
}
