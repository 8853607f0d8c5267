//! How much may be written.

use std::{io, path::Path, ptr};

use windows_sys::Win32::Storage::FileSystem::GetDiskFreeSpaceExW;

use super::wide;

/// Bytes that this user may yet write where `folder` is.
pub fn free(folder: &Path) -> io::Result<u64> {
    let folder = wide(folder);
    let mut free = 0;
    // SAFETY: the path is closed by a zero, the number outlives the call, null asks for no more.
    let told =
        unsafe { GetDiskFreeSpaceExW(folder.as_ptr(), &raw mut free, ptr::null_mut(), ptr::null_mut()) };
    if told == 0 { Err(io::Error::last_os_error()) } else { Ok(free) }
}
