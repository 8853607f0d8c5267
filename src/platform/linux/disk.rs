//! How much may be written.

use std::{ffi::CString, io, mem::zeroed, os::unix::ffi::OsStrExt, path::Path};

/// Bytes that this user may yet write where `folder` is.
pub fn free(folder: &Path) -> io::Result<u64> {
    let path = CString::new(folder.as_os_str().as_bytes())?;
    // SAFETY: statvfs is plain data for which all zeroes are valid.
    let mut told: libc::statvfs = unsafe { zeroed() };
    // SAFETY: the path is closed by a zero, and both outlive the call.
    if unsafe { libc::statvfs(path.as_ptr(), &raw mut told) } != 0 {
        return Err(io::Error::last_os_error());
    }
    // Their types differ between architectures.
    #[allow(clippy::useless_conversion)]
    let (blocks, size) = (u64::from(told.f_bavail), u64::from(told.f_frsize));
    Ok(blocks.saturating_mul(size))
}
