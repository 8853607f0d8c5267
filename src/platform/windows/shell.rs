//! The thread of the desktop: its message loop, and what the shell tells top-level windows:
//! that the session ends, that a new taskbar was started, that colours or scale changed.
//!
//! A window that is never shown listens. A library for event loops was tried first and does
//! less for more: winit hears none of these, keeps a visible window of its own whose repaint
//! never settles under Wine (a core is busy for ever), registers for raw input, and stops for
//! ever when that window is asked to close.

// They are const; the lint does not see it where the system keeps thread locals by key.
#![allow(clippy::missing_const_for_thread_local)]

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    io,
    ptr::{null, null_mut},
    time::Duration,
};

use windows_registry::CURRENT_USER;
use windows_sys::Win32::{
    Foundation::{HWND, LPARAM, LRESULT, WPARAM},
    System::{LibraryLoader::GetModuleHandleW, Threading::GetCurrentThreadId},
    UI::{
        HiDpi::{GetDpiForWindow, GetSystemMetricsForDpi},
        WindowsAndMessaging::{
            CreateWindowExW, DefWindowProcW, DestroyWindow, DispatchMessageW, EndMenu, FindWindowW,
            GUI_INMENUMODE, GUI_POPUPMENUMODE, GUITHREADINFO, GetGUIThreadInfo, GetMessageW,
            GetSystemMetrics, KillTimer, MSG, PostMessageW, PostQuitMessage, RegisterClassW,
            RegisterWindowMessageW, SM_CXSMICON, SetTimer, TranslateMessage, WM_APP, WM_CLOSE,
            WM_DISPLAYCHANGE, WM_DPICHANGED, WM_ENDSESSION, WM_QUERYENDSESSION, WM_SETTINGCHANGE,
            WM_THEMECHANGED, WM_TIMER, WNDCLASSW, WS_EX_NOACTIVATE, WS_EX_TOOLWINDOW,
        },
    },
};

use super::wide;

/// What the window heard.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Event {
    /// [`Waker::wake`] was called, perhaps more than once.
    Woken,
    /// The time given to [`Waker::wake_after`] is over.
    Timer,
    /// A menu of this thread was closed, or anything else happened: nothing is under the pointer.
    Idle,
    /// The session ends now. Windows ends the process soon after the listener returns.
    SessionEnd,
    /// Somebody asks the program to end in good order.
    Close,
    /// There is a new taskbar: icons that were there before are gone.
    NewTaskbar,
    /// Colours, scale or screens changed.
    Look,
}

/// Who listens. Called on the thread of the window, never while it is at work already.
pub trait Listener {
    fn hear(&mut self, event: Event);
}

const CLASS: &str = "fingerpost_shell";
const WAKE: u32 = WM_APP;
const TIMER: usize = 1;

thread_local! {
    static LISTENER: RefCell<Option<Box<dyn Listener>>> = const { RefCell::new(None) };
    /// What came while the listener was at work.
    static HEARD: RefCell<VecDeque<Event>> = const { RefCell::new(VecDeque::new()) };
    static TASKBAR: Cell<u32> = const { Cell::new(0) };
}

/// The listening window. It belongs to the thread that made it.
pub struct Window(HWND);

/// Wakes the thread of the window from any other.
#[derive(Clone, Copy)]
pub struct Waker(isize);

impl Waker {
    pub fn wake(self) {
        // SAFETY: a window that is gone makes the call fail, and then there is nobody to wake.
        unsafe { PostMessageW(self.0 as HWND, WAKE, 0, 0) };
    }

    /// Asks for [`Event::Timer`] after a time; an earlier wish is replaced. For the window's
    /// own thread.
    pub fn wake_after(self, pause: Duration) {
        let milliseconds = u32::try_from(pause.as_millis()).unwrap_or(u32::MAX);
        // SAFETY: without a procedure the timer is a message; a window that is gone gets none.
        unsafe { SetTimer(self.0 as HWND, TIMER, milliseconds, None) };
    }
}

impl Window {
    pub fn new() -> io::Result<Self> {
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
        // SAFETY: the class was registered above with a procedure that takes no creation data;
        // the window is of no size, never shown and destroyed by `Drop`.
        let window = unsafe {
            CreateWindowExW(
                style,
                class.as_ptr(),
                null(),
                0,
                0,
                0,
                0,
                0,
                null_mut(),
                null_mut(),
                module,
                null(),
            )
        };
        if window.is_null() { Err(io::Error::last_os_error()) } else { Ok(Self(window)) }
    }

    pub fn waker(&self) -> Waker {
        Waker(self.0 as isize)
    }

    /// Delivers messages on this thread until [`quit`] is called.
    pub fn run(self, listener: Box<dyn Listener>) {
        LISTENER.set(Some(listener));
        let mut message = MSG::default();
        // SAFETY: the message outlives the call; null means every window of this thread.
        while unsafe { GetMessageW(&raw mut message, null_mut(), 0, 0) } > 0 {
            // The default answer to a request to close destroys the window. The hidden windows of
            // libraries must outlive it: our own window gets its copy and answers for all.
            if message.message == WM_CLOSE && message.hwnd != self.0 {
                continue;
            }
            // SAFETY: the message is the one just taken from the queue.
            unsafe {
                TranslateMessage(&raw const message);
                DispatchMessageW(&raw const message);
            }
            tell(Event::Idle);
        }
        // Taken out before it is dropped: dropping may send messages.
        drop(LISTENER.take());
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // SAFETY: the window was made on this thread (the type is not `Send`) and is destroyed once.
        unsafe { DestroyWindow(self.0) };
    }
}

/// Lets [`Window::run`] of this thread return; an open menu is closed.
pub fn quit() {
    // SAFETY: these take no pointers and concern this thread alone.
    unsafe {
        EndMenu();
        PostQuitMessage(0);
    }
}

/// Tells the listener, or keeps the event for when it has finished what it does.
fn tell(event: Event) {
    HEARD.with_borrow_mut(|heard| {
        if event != Event::Idle || heard.is_empty() {
            heard.push_back(event);
        }
    });
    LISTENER.with(|listener| {
        let Ok(mut listener) = listener.try_borrow_mut() else { return };
        let Some(listener) = listener.as_mut() else { return };
        while let Some(event) = HEARD.with_borrow_mut(VecDeque::pop_front) {
            listener.hear(event);
        }
    });
}

unsafe extern "system" fn procedure(window: HWND, message: u32, word: WPARAM, long: LPARAM) -> LRESULT {
    let event = match message {
        WAKE => Event::Woken,
        WM_TIMER => {
            // SAFETY: the timer is the window's own; one that is gone makes the call fail.
            unsafe { KillTimer(window, word) };
            Event::Timer
        }
        // Nothing here stands against the end of the session; the work is done when it is sure.
        WM_QUERYENDSESSION => return 1,
        WM_ENDSESSION if word != 0 => Event::SessionEnd,
        WM_CLOSE => Event::Close,
        WM_SETTINGCHANGE | WM_THEMECHANGED | WM_DISPLAYCHANGE | WM_DPICHANGED => Event::Look,
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

/// Whether the taskbar is light; `None` where Windows does not say.
pub fn light_taskbar() -> Option<bool> {
    let key = CURRENT_USER.open(r"Software\Microsoft\Windows\CurrentVersion\Themes\Personalize").ok()?;
    key.get_u32("SystemUsesLightTheme").ok().map(|light| light != 0)
}
