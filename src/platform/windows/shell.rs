//! What the shell tells top-level windows: that the session ends, that a new taskbar was
//! started, that colours or scale changed; and how the bar looks.
//!
//! A window of its own that is never shown listens, because winit hears none of these. The
//! loop that delivers its messages is winit's, and winit's own hidden window is kept from
//! two things: from being visible, which keeps a core busy under Wine, and from being closed,
//! after which its loop would wait for ever.

// They are const; the lint does not see it where the system keeps thread locals by key.
#![allow(clippy::missing_const_for_thread_local)]

use std::{
    cell::{Cell, RefCell},
    ffi::c_void,
    io,
    ptr::{null, null_mut},
};

use windows_registry::{CURRENT_USER, LOCAL_MACHINE};
use windows_sys::Win32::{
    Foundation::{HWND, LPARAM, LRESULT, WPARAM},
    Graphics::Gdi::{COLOR_WINDOWTEXT, GetSysColor},
    System::{LibraryLoader::GetModuleHandleW, Threading::GetCurrentThreadId},
    UI::{
        Accessibility::{HCF_HIGHCONTRASTON, HIGHCONTRASTW},
        HiDpi::{GetDpiForWindow, GetSystemMetricsForDpi},
        WindowsAndMessaging::{
            CreateWindowExW, DefWindowProcW, DestroyWindow, EndMenu, FindWindowExW, FindWindowW,
            GUI_INMENUMODE, GUI_POPUPMENUMODE, GUITHREADINFO, GetGUIThreadInfo, GetSystemMetrics,
            GetWindowThreadProcessId, MSG, RegisterClassW, RegisterWindowMessageW, SM_CXSMICON,
            SPI_GETHIGHCONTRAST, SW_HIDE, ShowWindow, SystemParametersInfoW, WM_CLOSE, WM_DISPLAYCHANGE,
            WM_DPICHANGED, WM_ENDSESSION, WM_QUERYENDSESSION, WM_SETTINGCHANGE, WM_SYSCOLORCHANGE,
            WM_THEMECHANGED, WNDCLASSW, WS_EX_NOACTIVATE, WS_EX_TOOLWINDOW,
        },
    },
};

use super::wide;

/// What the window heard.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Event {
    /// The session ends now. Windows ends the process soon after the listener returns.
    SessionEnd,
    /// Somebody asks the program to end in good order.
    Close,
    /// There is a new taskbar: icons that were there before are gone.
    NewTaskbar,
    /// Colours, scale or screens changed.
    Look,
}

/// Whether this is an edition without a shell, where no icon will ever be taken. Elsewhere the taskbar may only
/// be late.
pub fn is_server_core() -> bool {
    let edition = LOCAL_MACHINE.open(r"SOFTWARE\Microsoft\Windows NT\CurrentVersion");
    let edition = edition.and_then(|key| key.get_string("InstallationType"));
    edition.is_ok_and(|edition| matches!(edition.as_str(), "Server Core" | "Nano Server"))
}

/// Called on the thread of the window, also from within a menu that is open.
pub type Listener = Box<dyn Fn(Event)>;

const CLASS: &str = "fingerpost_shell";
const LOOP_CLASS: &str = "Winit Thread Event Target";

thread_local! {
    static LISTENER: RefCell<Option<Listener>> = const { RefCell::new(None) };
    static TASKBAR: Cell<u32> = const { Cell::new(0) };
    static OWN: Cell<HWND> = const { Cell::new(null_mut()) };
}

/// The listening window. It belongs to the thread that made it.
pub struct Window(HWND);

impl Window {
    pub fn new(listener: Listener) -> io::Result<Self> {
        LISTENER.set(Some(listener));
        let (class, taskbar) = (wide(CLASS), wide("TaskbarCreated"));
        // SAFETY: the text is closed by a zero; the call keeps no pointer to it.
        TASKBAR.set(unsafe { RegisterWindowMessageW(taskbar.as_ptr()) });
        // SAFETY: null asks for the module of this exe, which is never unloaded.
        let module = unsafe { GetModuleHandleW(null()) };
        let definition = WNDCLASSW {
            lpfnWndProc: Some(procedure),
            hInstance: module,
            lpszClassName: class.as_ptr(),
            ..WNDCLASSW::default()
        };
        // SAFETY: the definition and its text outlive the call. A class that exists already is
        // the one of an earlier window and does the same.
        unsafe { RegisterClassW(&raw const definition) };
        let style = WS_EX_TOOLWINDOW | WS_EX_NOACTIVATE;
        let (name, nobody) = (class.as_ptr(), null_mut());
        // SAFETY: the class was registered above with a procedure that takes no creation data;
        // the window is of no size, never shown and destroyed by `Drop`.
        let window =
            unsafe { CreateWindowExW(style, name, null(), 0, 0, 0, 0, 0, nobody, nobody, module, null()) };
        if window.is_null() {
            return Err(io::Error::last_os_error());
        }
        OWN.set(window);
        Ok(Self(window))
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        OWN.set(null_mut());
        // SAFETY: the window was made on this thread (the type is not `Send`) and is destroyed once.
        unsafe { DestroyWindow(self.0) };
        // Taken out before it is dropped: dropping may send messages.
        drop(LISTENER.take());
    }
}

/// Hides the window of winit's loop, which nobody sees but which counts as visible: every message
/// to it asks for a painting, and under Wine that request is never settled, so that the loop's wait
/// returns at once for ever. Only windows of winit's own would need it, and there are none. To be
/// called on the loop's thread once the loop is made.
pub fn calm_loop() {
    let class = wide(LOOP_CLASS);
    let mut window = null_mut();
    loop {
        // SAFETY: the text is closed by a zero; null means top-level windows with any title.
        window = unsafe { FindWindowExW(null_mut(), window, class.as_ptr(), null()) };
        if window.is_null() {
            return;
        }
        // SAFETY: null means that the process is not asked for; a window that is gone has thread 0.
        if unsafe { GetWindowThreadProcessId(window, null_mut()) == GetCurrentThreadId() } {
            // SAFETY: any window may be hidden, and this one is of this thread.
            unsafe { ShowWindow(window, SW_HIDE) };
            return;
        }
    }
}

/// For winit's message hook: whether a message must not reach its window. The default answer to a
/// request to close destroys a window, and the hidden windows of libraries must outlive it: our own
/// window gets its copy and answers for all.
pub fn is_kept_back(message: *const c_void) -> bool {
    // SAFETY: winit hands in the message that it just took from the queue, or null.
    let Some(message) = (unsafe { message.cast::<MSG>().as_ref() }) else { return false };
    message.message == WM_CLOSE && message.hwnd != OWN.get()
}

/// Closes a menu of this thread that is open, so that the loop can end.
pub fn end_menu() {
    // SAFETY: takes nothing and concerns this thread alone.
    unsafe { EndMenu() };
}

fn tell(event: Event) {
    LISTENER.with(|listener| {
        if let Ok(listener) = listener.try_borrow()
            && let Some(listener) = listener.as_ref()
        {
            listener(event);
        }
    });
}

unsafe extern "system" fn procedure(window: HWND, message: u32, word: WPARAM, long: LPARAM) -> LRESULT {
    let event = match message {
        // Nothing here stands against the end of the session; the work is done when it is sure.
        WM_QUERYENDSESSION => return 1,
        WM_ENDSESSION if word != 0 => Event::SessionEnd,
        WM_CLOSE => Event::Close,
        WM_SETTINGCHANGE | WM_SYSCOLORCHANGE | WM_THEMECHANGED | WM_DISPLAYCHANGE | WM_DPICHANGED => {
            Event::Look
        }
        _ if message == TASKBAR.get() => Event::NewTaskbar,
        // SAFETY: the very arguments the system called this procedure with.
        _ => return unsafe { DefWindowProcW(window, message, word, long) },
    };
    tell(event);
    0
}

/// Whether a menu of this thread is open: it must not be taken away from under the pointer.
pub fn in_menu() -> bool {
    let mut info = GUITHREADINFO {
        cbSize: u32::try_from(size_of::<GUITHREADINFO>()).unwrap_or(0),
        ..GUITHREADINFO::default()
    };
    // SAFETY: the structure knows its size and outlives the call.
    let known = unsafe { GetGUIThreadInfo(GetCurrentThreadId(), &raw mut info) } != 0;
    known && info.flags & (GUI_INMENUMODE | GUI_POPUPMENUMODE) != 0
}

/// How many pixels a small icon on the taskbar is wide.
pub fn icon_size() -> u32 {
    let class = wide("Shell_TrayWnd");
    // SAFETY: the text is closed by a zero; null means any title.
    let taskbar = unsafe { FindWindowW(class.as_ptr(), null()) };
    // SAFETY: a window that is gone by now, like none at all, has a scale of 0.
    let dpi = if taskbar.is_null() { 0 } else { unsafe { GetDpiForWindow(taskbar) } };
    // SAFETY: these take and give numbers only.
    let size = unsafe {
        if dpi == 0 { GetSystemMetrics(SM_CXSMICON) } else { GetSystemMetricsForDpi(SM_CXSMICON, dpi) }
    };
    u32::try_from(size).unwrap_or(0).clamp(16, 256)
}

/// How the taskbar is coloured.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Taskbar {
    Light,
    Dark,
    /// A contrast theme is on; this is its colour for text: red, green, blue.
    Contrast([u8; 3]),
    /// Windows does not say.
    Unknown,
}

pub fn taskbar() -> Taskbar {
    if let Some(text) = contrast_theme() {
        return Taskbar::Contrast(text);
    }
    let key = CURRENT_USER.open(r"Software\Microsoft\Windows\CurrentVersion\Themes\Personalize");
    match key.and_then(|key| key.get_u32("SystemUsesLightTheme")) {
        Ok(0) => Taskbar::Dark,
        Ok(_) => Taskbar::Light,
        Err(_) => Taskbar::Unknown,
    }
}

/// The colour for text while a contrast theme is on.
fn contrast_theme() -> Option<[u8; 3]> {
    let size = u32::try_from(size_of::<HIGHCONTRASTW>()).unwrap_or(0);
    let mut theme = HIGHCONTRASTW { cbSize: size, ..HIGHCONTRASTW::default() };
    // SAFETY: the structure knows its size and outlives the call; its text stays the system's.
    let known = unsafe { SystemParametersInfoW(SPI_GETHIGHCONTRAST, size, (&raw mut theme).cast(), 0) } != 0;
    if !known || theme.dwFlags & HCF_HIGHCONTRASTON == 0 {
        return None;
    }
    // SAFETY: takes and gives a number.
    let [red, green, blue, _] = unsafe { GetSysColor(COLOR_WINDOWTEXT) }.to_le_bytes();
    Some([red, green, blue])
}
