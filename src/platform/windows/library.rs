//! Functions that are not everywhere: looked up when they are wanted, so that the program starts
//! without them, too.

use std::ffi::CStr;

use windows_sys::Win32::System::LibraryLoader::{
    GetProcAddress, LOAD_LIBRARY_SEARCH_SYSTEM32, LoadLibraryExA,
};

/// A function of any type; to be transmuted to its own before it is called.
pub type Function = unsafe extern "system" fn() -> isize;

/// The function of that name in a library of the system's own folder; `None` where one of them is
/// missing. The library is never unloaded.
pub fn function(library: &CStr, name: &CStr) -> Option<Function> {
    // The system's folder alone: a library of that name beside the program would be somebody else's.
    // SAFETY: the name is a C string; a missing library gives null.
    let library = unsafe {
        LoadLibraryExA(library.as_ptr().cast(), std::ptr::null_mut(), LOAD_LIBRARY_SEARCH_SYSTEM32)
    };
    if library.is_null() {
        return None;
    }
    // SAFETY: the library is loaded and the name is a C string.
    unsafe { GetProcAddress(library, name.as_ptr().cast()) }
}
