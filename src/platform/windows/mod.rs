//! Windows 10 and later. See the table in `platform` for what each module is for.

pub mod addresses;
pub mod alarm;
pub mod app_id;
pub mod autostart;
mod common_controls;
pub mod console;
mod descriptor;
pub mod disk;
pub mod dns;
mod events;
pub mod files;
pub mod gateway;
pub mod journal;
pub mod known;
pub mod language;
mod library;
pub mod memory;
pub mod network;
pub mod notification;
pub mod open;
pub mod peer;
pub mod pipe;
pub mod power;
pub mod private;
pub mod process;
pub mod routes;
pub mod sealed;
pub mod service;
pub mod shell;
mod sid;
pub mod single;
pub mod surroundings;
pub mod task;
pub mod user;

/// Text as Windows takes it: UTF-16 with a closing zero. A zero inside ends it early.
pub(crate) fn wide(text: impl AsRef<std::ffi::OsStr>) -> Vec<u16> {
    use std::os::windows::ffi::OsStrExt;
    text.as_ref().encode_wide().take_while(|unit| *unit != 0).chain([0]).collect()
}

/// Text of the system's.
///
/// # Safety
///
/// Null, or text closed by a zero.
pub(crate) unsafe fn text(at: *const u16) -> String {
    if at.is_null() {
        return String::new();
    }
    let mut length = 0;
    // SAFETY: every unit up to the zero may be read.
    while unsafe { *at.add(length) } != 0 {
        length += 1;
    }
    // SAFETY: as many were just read.
    String::from_utf16_lossy(unsafe { std::slice::from_raw_parts(at, length) })
}

/// Copies text into a fixed field, cut between letters, always closed by a zero.
pub(crate) fn fill(field: &mut [u16], text: &str) {
    let Some(mut room) = field.len().checked_sub(1) else { return };
    let mut at = 0;
    for letter in text.chars().take_while(|letter| *letter != '\0') {
        let mut units = [0; 2];
        let units = letter.encode_utf16(&mut units);
        let Some(left) = room.checked_sub(units.len()) else { break };
        room = left;
        field[at..at + units.len()].copy_from_slice(units);
        at += units.len();
    }
    field[at] = 0;
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_field_is_cut_between_letters_and_closed() {
        let mut field = [9u16; 4];
        super::fill(&mut field, "ab🙂");
        assert_eq!(field[..3], [97, 98, 0]);
        super::fill(&mut field, "");
        assert_eq!(field[0], 0);
        super::fill(&mut field, "a🙂b");
        assert_eq!((field[0], field[3]), (97, 0));
        super::fill(&mut [], "x");
    }
}
