//! Starts and prods the tray program for the tests.
//!
//! ```text
//! trayrun launch HOOK.dll APP.exe [ARGS]   start APP with HOOK loaded before its first instruction; ends with APP's code
//! trayrun set NAME=VALUE launch ...        the same, with a variable set for it
//! trayrun windows                          how many tray windows there are
//! trayrun click left|right                 what Explorer would post for a click on the icon
//! trayrun command ID                       what Windows would post for the menu entry ID
//! trayrun pick N                           arrow keys and Enter: entry N (from 0) of the menu on the screen
//! trayrun escape                           Escape to the menu on the screen
//! trayrun taskbar                          what Explorer tells all windows when it was started again
//! trayrun close                            WM_CLOSE to the tray window
//! ```

use std::mem::{size_of, transmute, zeroed};
use std::process::ExitCode;
use std::ptr::{null, null_mut};
use std::thread::sleep;
use std::time::Duration;

use windows_sys::Win32::Foundation::HWND;
use windows_sys::Win32::System::Diagnostics::Debug::WriteProcessMemory;
use windows_sys::Win32::System::LibraryLoader::{GetModuleHandleA, GetProcAddress};
use windows_sys::Win32::System::Memory::{MEM_COMMIT, MEM_RESERVE, PAGE_READWRITE, VirtualAllocEx};
use windows_sys::Win32::System::Threading::{
    CREATE_SUSPENDED, CreateProcessW, CreateRemoteThread, GetExitCodeProcess, GetExitCodeThread, INFINITE,
    PROCESS_INFORMATION, ResumeThread, STARTUPINFOW, WaitForSingleObject,
};
use windows_sys::Win32::UI::WindowsAndMessaging::{
    FindWindowExW, FindWindowW, HWND_BROADCAST, PostMessageW, RegisterWindowMessageW, WM_CLOSE, WM_COMMAND, WM_KEYDOWN, WM_KEYUP, WM_LBUTTONDOWN,
    WM_LBUTTONUP, WM_RBUTTONDOWN, WM_RBUTTONUP,
};

/// The window class of the tray-icon crate, and the message it gives the icon.
const TRAY_CLASS: &str = "tray_icon_app";
const TRAY_MESSAGE: u32 = 6002;
/// The window class of any menu on the screen.
const MENU_CLASS: &str = "#32768";

fn wide(text: &str) -> Vec<u16> {
    text.encode_utf16().chain([0]).collect()
}

fn window(class: &str) -> HWND {
    unsafe { FindWindowW(wide(class).as_ptr(), null()) }
}

fn count(class: &str) -> usize {
    let class = wide(class);
    let (mut last, mut found) = (null_mut(), 0);
    loop {
        last = unsafe { FindWindowExW(null_mut(), last, class.as_ptr(), null()) };
        if last.is_null() {
            return found;
        }
        found += 1;
    }
}

fn post(window: HWND, message: u32, w: usize, l: isize) -> bool {
    unsafe { PostMessageW(window, message, w, l) != 0 }
}

/// The classic way: a suspended process, a thread in it that runs `LoadLibraryW` on a name written into its memory.
fn launch(hook: &str, command: &[String]) -> Result<u32, String> {
    let failed = |what: &str| format!("{what}: {}", std::io::Error::last_os_error());
    let line = command.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" ");
    let name = wide(hook);
    let bytes = name.len() * size_of::<u16>();
    unsafe {
        let mut start: STARTUPINFOW = zeroed();
        start.cb = size_of::<STARTUPINFOW>() as u32;
        let mut app: PROCESS_INFORMATION = zeroed();
        let mut line = wide(&line);
        let no = null();
        if CreateProcessW(
            no,
            line.as_mut_ptr(),
            null(),
            null(),
            1,
            CREATE_SUSPENDED,
            null(),
            no,
            &start,
            &mut app,
        ) == 0
        {
            return Err(failed("CreateProcess"));
        }
        let place = VirtualAllocEx(app.hProcess, null(), bytes, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE);
        if place.is_null()
            || WriteProcessMemory(app.hProcess, place, name.as_ptr().cast(), bytes, null_mut()) == 0
        {
            return Err(failed("WriteProcessMemory"));
        }
        let load = GetProcAddress(
            GetModuleHandleA(c"kernel32.dll".as_ptr().cast()),
            c"LoadLibraryW".as_ptr().cast(),
        );
        let thread = CreateRemoteThread(app.hProcess, null(), 0, transmute(load), place, 0, null_mut());
        if thread.is_null() {
            return Err(failed("CreateRemoteThread"));
        }
        WaitForSingleObject(thread, 10_000);
        let mut loaded = 0;
        GetExitCodeThread(thread, &mut loaded);
        if loaded == 0 {
            return Err(format!("{hook} was not loaded"));
        }
        println!("pid {}", app.dwProcessId);
        ResumeThread(app.hThread);
        WaitForSingleObject(app.hProcess, INFINITE);
        let mut code = 0;
        GetExitCodeProcess(app.hProcess, &mut code);
        Ok(code)
    }
}

fn escape() -> bool {
    const ESCAPE: usize = 0x1b;
    let menu = window(MENU_CLASS);
    let target = if menu.is_null() { window(TRAY_CLASS) } else { menu };
    post(target, WM_KEYDOWN, ESCAPE, 0x0001_0001) && post(target, WM_KEYUP, ESCAPE, 0)
}

fn pick(entry: u32) -> bool {
    const DOWN: usize = 0x28;
    const ENTER: usize = 0x0d;
    let menu = window(MENU_CLASS);
    let target = if menu.is_null() { window(TRAY_CLASS) } else { menu };
    let key = |code: usize| {
        let sent = post(target, WM_KEYDOWN, code, 1) && post(target, WM_KEYUP, code, 1);
        sleep(Duration::from_millis(150));
        sent
    };
    (0..=entry).all(|_| key(DOWN)) && key(ENTER)
}

fn new_taskbar() -> bool {
    let message = unsafe { RegisterWindowMessageW(wide("TaskbarCreated").as_ptr()) };
    post(HWND_BROADCAST, message, 0, 0)
}

fn main() -> ExitCode {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.len() > 2 && arguments[0] == "set" {
        let (name, value) = arguments[1].split_once('=').unwrap_or((&arguments[1], ""));
        // SAFETY: nothing else runs in this process yet.
        unsafe { std::env::set_var(name, value) };
        arguments.drain(..2);
    }
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["launch", hook, _, ..] => match launch(hook, &arguments[2..]) {
            Ok(code) => return ExitCode::from(u8::try_from(code).unwrap_or(u8::MAX)),
            Err(why) => {
                eprintln!("{why}");
                false
            }
        },
        ["windows"] => {
            println!("{}", count(TRAY_CLASS));
            true
        }
        ["click", side] => {
            let (down, up) =
                if side == "right" { (WM_RBUTTONDOWN, WM_RBUTTONUP) } else { (WM_LBUTTONDOWN, WM_LBUTTONUP) };
            let tray = window(TRAY_CLASS);
            post(tray, TRAY_MESSAGE, 1, down as isize) && post(tray, TRAY_MESSAGE, 1, up as isize)
        }
        ["command", id] => id.parse().is_ok_and(|id| post(window(TRAY_CLASS), WM_COMMAND, id, 0)),
        ["pick", entry] => entry.parse().is_ok_and(pick),
        ["escape"] => escape(),
        ["taskbar"] => new_taskbar(),
        ["close"] => post(window(TRAY_CLASS), WM_CLOSE, 0, 0),
        _ => {
            eprintln!(
                "trayrun launch HOOK APP [ARGS] | windows | click left|right | command ID | pick N | escape | taskbar | close"
            );
            return ExitCode::from(2);
        }
    };
    if done { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
