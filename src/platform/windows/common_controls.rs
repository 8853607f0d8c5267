//! The common controls, loaded when a menu first asks for them and not with the exe.
//!
//! The menus of muda call three functions of `comctl32.dll`. As an import it is in every process of this program,
//! services and commands too, and it makes all of the desktop ready when it is loaded: under Wine the display's
//! driver, X11 and 3.7 MiB. So the three are defined here, by their own names: linkers ask an import library only for
//! what nobody defines. (What Windows calls delayed loading has other words and another library with each linker.)
//! The test below and `tests/windows/exe.py` see that it did.

#![cfg_attr(target_env = "msvc", expect(non_upper_case_globals, reason = "the names of its linkers"))]

use std::{mem, sync::OnceLock};

use windows_sys::{
    Win32::{
        Foundation::{HWND, LPARAM, LRESULT, WPARAM},
        UI::Shell::SUBCLASSPROC,
    },
    core::BOOL,
};

use super::library;

type Set = unsafe extern "system" fn(HWND, SUBCLASSPROC, usize, usize) -> BOOL;
type Remove = unsafe extern "system" fn(HWND, SUBCLASSPROC, usize) -> BOOL;
type Default = unsafe extern "system" fn(HWND, u32, WPARAM, LPARAM) -> LRESULT;

/// For Microsoft's linkers an import is not the function but the place where its address is.
#[cfg(target_env = "msvc")]
mod places {
    use super::{Default, Remove, Set};

    #[unsafe(no_mangle)]
    static __imp_SetWindowSubclass: Set = super::SetWindowSubclass;
    #[unsafe(no_mangle)]
    static __imp_RemoveWindowSubclass: Remove = super::RemoveWindowSubclass;
    #[unsafe(no_mangle)]
    static __imp_DefSubclassProc: Default = super::DefSubclassProc;
}

struct CommonControls {
    set: Set,
    remove: Remove,
    default: Default,
}

/// `None` where they are missing, which leaves a menu without an answer and nothing else broken.
fn loaded() -> Option<&'static CommonControls> {
    static LOADED: OnceLock<Option<CommonControls>> = OnceLock::new();
    let function = |name| library::function(c"comctl32.dll", name);
    let load = || {
        // SAFETY: these are their types (commctrl.h).
        unsafe {
            Some(CommonControls {
                set: mem::transmute::<library::Function, Set>(function(c"SetWindowSubclass")?),
                remove: mem::transmute::<library::Function, Remove>(function(c"RemoveWindowSubclass")?),
                default: mem::transmute::<library::Function, Default>(function(c"DefSubclassProc")?),
            })
        }
    };
    LOADED.get_or_init(load).as_ref()
}

#[unsafe(no_mangle)]
unsafe extern "system" fn SetWindowSubclass(
    window: HWND,
    procedure: SUBCLASSPROC,
    id: usize,
    data: usize,
) -> BOOL {
    // SAFETY: the caller's own arguments for this very function.
    loaded().map_or(0, |functions| unsafe { (functions.set)(window, procedure, id, data) })
}

#[unsafe(no_mangle)]
unsafe extern "system" fn RemoveWindowSubclass(window: HWND, procedure: SUBCLASSPROC, id: usize) -> BOOL {
    // SAFETY: as above.
    loaded().map_or(0, |functions| unsafe { (functions.remove)(window, procedure, id) })
}

#[unsafe(no_mangle)]
unsafe extern "system" fn DefSubclassProc(window: HWND, message: u32, word: WPARAM, long: LPARAM) -> LRESULT {
    // SAFETY: as above.
    loaded().map_or(0, |functions| unsafe { (functions.default)(window, message, word, long) })
}

#[cfg(test)]
mod tests {
    use std::ptr;

    use windows_sys::Win32::UI::{
        Shell,
        WindowsAndMessaging::{CreateWindowExW, DestroyWindow, HWND_MESSAGE, SendMessageW, WM_APP},
    };

    use super::*;
    use crate::platform::imp::wide;

    unsafe extern "system" fn hear(
        window: HWND,
        message: u32,
        word: WPARAM,
        long: LPARAM,
        _id: usize,
        data: usize,
    ) -> LRESULT {
        if message == WM_APP {
            return data.cast_signed();
        }
        // SAFETY: called by the system with these very arguments.
        unsafe { Shell::DefSubclassProc(window, message, word, long) }
    }

    /// By the names that muda uses.
    #[test]
    fn a_menu_hears_the_messages_of_its_window_through_what_is_loaded_late() {
        assert!(
            ptr::fn_addr_eq(Shell::SetWindowSubclass as Set, super::SetWindowSubclass as Set),
            "imported with the exe"
        );
        let (class, nobody) = (wide("STATIC"), ptr::null_mut());
        // SAFETY: the class is the system's, its name closed by a zero; the window is destroyed below, and the
        // procedure keeps nothing.
        unsafe {
            let window = CreateWindowExW(
                0,
                class.as_ptr(),
                ptr::null(),
                0,
                0,
                0,
                0,
                0,
                HWND_MESSAGE,
                nobody,
                nobody,
                ptr::null(),
            );
            assert!(!window.is_null());
            assert_eq!(SendMessageW(window, WM_APP, 0, 0), 0);
            assert_ne!(Shell::SetWindowSubclass(window, Some(hear), 1, 42), 0);
            assert_eq!(SendMessageW(window, WM_APP, 0, 0), 42);
            assert_ne!(Shell::RemoveWindowSubclass(window, Some(hear), 1), 0);
            assert_eq!(SendMessageW(window, WM_APP, 0, 0), 0);
            DestroyWindow(window);
        }
    }
}
