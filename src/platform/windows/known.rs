//! Folders as Windows itself knows them. The environment of a program with more rights than its starter may be
//! the starter's: it decides nothing that is trusted.

use std::{ffi::OsString, os::windows::ffi::OsStringExt, path::PathBuf, ptr, slice};

use windows_sys::{
    Win32::{
        Foundation::{CloseHandle, HANDLE},
        Security::{GetTokenInformation, TOKEN_ELEVATION, TOKEN_QUERY, TokenElevation},
        System::{
            Com::CoTaskMemFree,
            SystemInformation::GetSystemDirectoryW,
            Threading::{GetCurrentProcess, OpenProcessToken},
        },
        UI::Shell::{FOLDERID_ProgramData, FOLDERID_ProgramFiles, SHGetKnownFolderPath},
    },
    core::GUID,
};

use super::library;

/// `C:\ProgramData`
pub fn program_data() -> PathBuf {
    folder(&FOLDERID_ProgramData).unwrap_or_else(|| r"C:\ProgramData".into())
}

/// `C:\Program Files`
pub fn programs() -> PathBuf {
    folder(&FOLDERID_ProgramFiles).unwrap_or_else(|| r"C:\Program Files".into())
}

/// `C:\Windows\System32`
pub fn system() -> PathBuf {
    let mut room = [0u16; 260];
    let size = u32::try_from(room.len()).unwrap_or(0);
    // SAFETY: the room has the size that is told.
    let length = unsafe { GetSystemDirectoryW(room.as_mut_ptr(), size) } as usize;
    match room.get(..length) {
        Some(units) if length != 0 => OsString::from_wide(units).into(),
        _ => r"C:\Windows\System32".into(),
    }
}

/// Where the service's places are, unless a test moves them.
pub fn service() -> PathBuf {
    program_data().join("Fingerpost")
}

/// Whether a test may move the service's places by the environment: not where this program has an
/// administrator's rights, which Wine gives to everybody and nobody.
pub fn may_move() -> bool {
    is_wine() || !is_elevated()
}

/// Wine, which runs everything as one user, services, too.
pub fn is_wine() -> bool {
    library::function(c"ntdll.dll", c"wine_get_version").is_some()
}

/// What cannot be found out is taken for so.
fn is_elevated() -> bool {
    let mut token: HANDLE = ptr::null_mut();
    // SAFETY: the pseudo handle of this process is always valid; the token is closed below.
    if unsafe { OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &raw mut token) } == 0 {
        return true;
    }
    let mut told = TOKEN_ELEVATION::default();
    let size = u32::try_from(size_of_val(&told)).unwrap_or(0);
    let mut needed = 0;
    // SAFETY: the structure is that of the class, with its size.
    let read =
        unsafe { GetTokenInformation(token, TokenElevation, (&raw mut told).cast(), size, &raw mut needed) };
    // SAFETY: opened above, used by nobody else.
    unsafe { CloseHandle(token) };
    read == 0 || told.TokenIsElevated != 0
}

fn folder(id: &GUID) -> Option<PathBuf> {
    let mut text = ptr::null_mut();
    // SAFETY: the identifier outlives the call, no token means this user's; the text is freed below.
    let told = unsafe { SHGetKnownFolderPath(id, 0, ptr::null_mut(), &raw mut text) };
    let path = (told >= 0 && !text.is_null()).then(|| {
        let mut length = 0;
        // SAFETY: the text is closed by a zero.
        while unsafe { *text.add(length) } != 0 {
            length += 1;
        }
        // SAFETY: as many units were just read.
        OsString::from_wide(unsafe { slice::from_raw_parts(text, length) }).into()
    });
    // SAFETY: to be freed in any case, says the call's description; nothing is no fault.
    unsafe { CoTaskMemFree(text.cast()) };
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folders_are_the_system_s() {
        for (folder, end) in
            [(program_data(), "programdata"), (programs(), "program files"), (system(), "system32")]
        {
            assert!(folder.is_absolute());
            let name = folder.file_name().unwrap().to_string_lossy().to_lowercase();
            assert_eq!(name, end);
        }
    }
}
