//! Sealing bytes so that the account that runs this program can open them, on this machine alone (DPAPI).

use std::{ffi::c_void, io, ptr, slice};

use windows_sys::Win32::{
    Foundation::LocalFree,
    Security::Cryptography::{
        CRYPT_INTEGER_BLOB, CRYPTPROTECT_UI_FORBIDDEN, CryptProtectData, CryptUnprotectData,
    },
};
use zeroize::{Zeroize, Zeroizing};

/// Whether this system can seal.
pub const AVAILABLE: bool = true;

/// Whoever opens it must know `what` it is.
pub fn seal(open: &[u8], what: &[u8]) -> io::Result<Vec<u8>> {
    let (open, what) = (blob(open)?, blob(what)?);
    let mut made = EMPTY;
    // SAFETY: both blobs describe slices that outlive the call, which only reads them; what is made is taken below.
    let done = unsafe {
        CryptProtectData(
            &raw const open,
            ptr::null(),
            &raw const what,
            ptr::null(),
            ptr::null(),
            CRYPTPROTECT_UI_FORBIDDEN,
            &raw mut made,
        )
    };
    if done == 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the call succeeded.
    Ok(unsafe { take(&made) })
}

/// What [`seal`] was given.
pub fn open(sealed: &[u8], what: &[u8]) -> io::Result<Zeroizing<Vec<u8>>> {
    let (sealed, what) = (blob(sealed)?, blob(what)?);
    let mut made = EMPTY;
    // SAFETY: as above.
    let done = unsafe {
        CryptUnprotectData(
            &raw const sealed,
            ptr::null_mut(),
            &raw const what,
            ptr::null(),
            ptr::null(),
            CRYPTPROTECT_UI_FORBIDDEN,
            &raw mut made,
        )
    };
    if done == 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the call succeeded.
    Ok(Zeroizing::new(unsafe { take(&made) }))
}

const EMPTY: CRYPT_INTEGER_BLOB = CRYPT_INTEGER_BLOB { cbData: 0, pbData: ptr::null_mut() };

fn blob(bytes: &[u8]) -> io::Result<CRYPT_INTEGER_BLOB> {
    let length = u32::try_from(bytes.len()).map_err(|_| io::ErrorKind::InvalidInput)?;
    Ok(CRYPT_INTEGER_BLOB { cbData: length, pbData: bytes.as_ptr().cast_mut() })
}

/// Copies what was made, wipes it and gives it back.
///
/// # Safety
/// DPAPI made it, and nobody uses it any more.
unsafe fn take(made: &CRYPT_INTEGER_BLOB) -> Vec<u8> {
    if made.pbData.is_null() {
        return Vec::new();
    }
    // SAFETY: the caller's: so many bytes are there, and they are ours.
    let bytes = unsafe { slice::from_raw_parts_mut(made.pbData, made.cbData as usize) };
    let copy = bytes.to_vec();
    bytes.zeroize();
    // SAFETY: allocated by the call, and not used any more.
    unsafe { LocalFree(made.pbData.cast::<c_void>()) };
    copy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_is_opened_as_what_it_is_alone() {
        let sealed = seal(b"hunter2", b"lab").unwrap();
        assert!(!sealed.windows(7).any(|part| part == b"hunter2"));
        assert_eq!(**open(&sealed, b"lab").unwrap(), *b"hunter2");
        assert!(open(&sealed, b"other").is_err());
        assert!(open(b"torn", b"lab").is_err());
    }
}
