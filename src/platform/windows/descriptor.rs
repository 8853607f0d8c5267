//! Security descriptors: who owns something, and who may do what with it.
//!
//! They are written and read as text (SDDL), so that what is decided is decided about text.

use std::{io, os::windows::io::AsRawHandle, path::Path, ptr};

use windows_sys::Win32::{
    Foundation::LocalFree,
    Security::{
        Authorization::{
            ConvertSecurityDescriptorToStringSecurityDescriptorW,
            ConvertStringSecurityDescriptorToSecurityDescriptorW, GetNamedSecurityInfoW, GetSecurityInfo,
            SDDL_REVISION_1, SE_FILE_OBJECT, SetSecurityInfo,
        },
        DACL_SECURITY_INFORMATION, GetSecurityDescriptorDacl, GetSecurityDescriptorOwner,
        OWNER_SECURITY_INFORMATION, PROTECTED_DACL_SECURITY_INFORMATION, PSECURITY_DESCRIPTOR,
        SECURITY_ATTRIBUTES,
    },
};

use super::wide;

/// One that the system allocated.
pub struct Descriptor(PSECURITY_DESCRIPTOR);

// SAFETY: nothing changes it after it was made; whoever has it may read it, and the one owner frees it.
unsafe impl Send for Descriptor {}
// SAFETY: as above.
unsafe impl Sync for Descriptor {}

impl Drop for Descriptor {
    fn drop(&mut self) {
        // SAFETY: the system allocated it for us alone, with LocalAlloc.
        unsafe { LocalFree(self.0) };
    }
}

impl Descriptor {
    pub fn parse(sddl: &str) -> io::Result<Self> {
        let text = wide(sddl);
        let mut made = ptr::null_mut();
        // SAFETY: the text is closed by a zero; the result is freed with `Self`.
        let parsed = unsafe {
            ConvertStringSecurityDescriptorToSecurityDescriptorW(
                text.as_ptr(),
                SDDL_REVISION_1,
                &raw mut made,
                ptr::null_mut(),
            )
        };
        if parsed == 0 { Err(io::Error::last_os_error()) } else { Ok(Self(made)) }
    }

    /// Owner and access list of a file or folder.
    pub fn of(path: &Path) -> io::Result<Self> {
        let path = wide(path);
        let mut read = ptr::null_mut();
        // SAFETY: the path is closed by a zero; only the descriptor itself is asked for, and freed with `Self`.
        let error = unsafe {
            GetNamedSecurityInfoW(
                path.as_ptr(),
                SE_FILE_OBJECT,
                OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION,
                ptr::null_mut(),
                ptr::null_mut(),
                ptr::null_mut(),
                ptr::null_mut(),
                &raw mut read,
            )
        };
        if error == 0 { Ok(Self(read)) } else { Err(io::Error::from_raw_os_error(error.cast_signed())) }
    }

    /// The same of what is open, whatever lies at its path by now.
    pub fn of_open(what: &impl AsRawHandle) -> io::Result<Self> {
        let mut read = ptr::null_mut();
        // SAFETY: the handle is open; only the descriptor itself is asked for, and freed with `Self`.
        let error = unsafe {
            GetSecurityInfo(
                what.as_raw_handle(),
                SE_FILE_OBJECT,
                OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION,
                ptr::null_mut(),
                ptr::null_mut(),
                ptr::null_mut(),
                ptr::null_mut(),
                &raw mut read,
            )
        };
        if error == 0 { Ok(Self(read)) } else { Err(io::Error::from_raw_os_error(error.cast_signed())) }
    }

    pub fn text(&self) -> io::Result<String> {
        let (mut text, mut length) = (ptr::null_mut(), 0);
        // SAFETY: the descriptor is valid; the text is freed below.
        let told = unsafe {
            ConvertSecurityDescriptorToStringSecurityDescriptorW(
                self.0,
                SDDL_REVISION_1,
                OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION,
                &raw mut text,
                &raw mut length,
            )
        };
        if told == 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the system wrote as many units there.
        let units = unsafe { std::slice::from_raw_parts(text, length as usize) };
        let said = String::from_utf16_lossy(units).trim_end_matches('\0').to_owned();
        // SAFETY: allocated by the call above, and not used any more.
        unsafe { LocalFree(text.cast()) };
        Ok(said)
    }

    /// To make something with it; lives no longer than the descriptor.
    pub fn attributes(&self) -> SECURITY_ATTRIBUTES {
        SECURITY_ATTRIBUTES {
            nLength: u32::try_from(size_of::<SECURITY_ATTRIBUTES>()).unwrap_or(0),
            lpSecurityDescriptor: self.0,
            bInheritHandle: 0,
        }
    }

    /// Gives a file or folder that is open this owner and this access list, and takes away what it inherits.
    pub fn put_on(&self, what: &impl AsRawHandle) -> io::Result<()> {
        let object = what.as_raw_handle();
        let (mut owner, mut defaulted, mut present) = (ptr::null_mut(), 0, 0);
        let mut list = ptr::null_mut();
        // SAFETY: the descriptor is valid; both pointers lead into it.
        let parts = unsafe {
            GetSecurityDescriptorOwner(self.0, &raw mut owner, &raw mut defaulted) != 0
                && GetSecurityDescriptorDacl(self.0, &raw mut present, &raw mut list, &raw mut defaulted) != 0
        };
        if !parts {
            return Err(io::Error::last_os_error());
        }
        let mut what = DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION;
        if !owner.is_null() {
            what |= OWNER_SECURITY_INFORMATION;
        }
        // SAFETY: the handle is open, owner and list live in the descriptor until after the call.
        let error = unsafe {
            SetSecurityInfo(object, SE_FILE_OBJECT, what, owner, ptr::null_mut(), list, ptr::null_mut())
        };
        if error == 0 { Ok(()) } else { Err(io::Error::from_raw_os_error(error.cast_signed())) }
    }
}
