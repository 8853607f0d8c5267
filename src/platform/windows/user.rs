//! Who runs this program.

use std::{io, ptr};

use windows_sys::Win32::{
    Foundation::{CloseHandle, HANDLE},
    Security::{GetTokenInformation, TOKEN_QUERY, TOKEN_USER, TokenUser},
    System::Threading::{GetCurrentProcess, OpenProcessToken},
};

use super::{peer, sid::Sid};

/// As access lists and the configuration name the person: the SID (`S-1-5-21-…`).
pub fn id() -> io::Result<String> {
    let mut token: HANDLE = ptr::null_mut();
    // SAFETY: the pseudo handle of this process is always valid; the token is closed below.
    if unsafe { OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &raw mut token) } == 0 {
        return Err(io::Error::last_os_error());
    }
    // Aligned for the structure, with room for the longest SID (68 bytes) behind it.
    let mut room = [0u64; 16];
    let size = u32::try_from(size_of_val(&room)).unwrap_or(0);
    let mut needed = 0;
    // SAFETY: the room has the size that is told.
    let read =
        unsafe { GetTokenInformation(token, TokenUser, room.as_mut_ptr().cast(), size, &raw mut needed) };
    let failed = io::Error::last_os_error();
    // SAFETY: opened above, used by nobody else.
    unsafe { CloseHandle(token) };
    if read == 0 {
        return Err(failed);
    }
    // SAFETY: the call filled in the structure, whose SID lies in the same room.
    unsafe { Sid::copy((*room.as_ptr().cast::<TOKEN_USER>()).User.Sid) }.text()
}

/// What people call whoever this program runs as. May block.
pub fn name() -> String {
    let id = id().unwrap_or_default();
    peer::called(&id).unwrap_or(id)
}

/// As `[access]` names the person who runs this program; `None` for the system itself.
pub fn person() -> Option<String> {
    id().ok().filter(|sid| sid != "S-1-5-18")
}
