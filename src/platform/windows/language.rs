//! The language of Windows itself, as the person chose it in Settings.

use windows_sys::Win32::Globalization::{GetUserPreferredUILanguages, MUI_LANGUAGE_NAME};

/// The tag of the first preferred language: `zh-CN`.
pub fn tag() -> Option<String> {
    let mut count = 0;
    // A list of a few tags of at most 85 units each; a longer list is refused and so ignored.
    let mut list = [0u16; 512];
    let mut length = 512;
    // SAFETY: `length` tells how long `list` is, and both outlive the call.
    let done = unsafe {
        GetUserPreferredUILanguages(MUI_LANGUAGE_NAME, &raw mut count, list.as_mut_ptr(), &raw mut length)
    };
    if done == 0 {
        return None;
    }
    let first = list.split(|unit| *unit == 0).next()?;
    String::from_utf16(first).ok().filter(|tag| !tag.is_empty())
}
