//! Another Credential Manager for one program. Under Wine every account is the same user and has the same one.
//!
//! The variable `TRAYHOOK_VAULT` says which: `apart`, one of its own beside the others' (every name gets a prefix), or
//! `none`, as Windows answers an account that has none.

use std::{ffi::c_void, mem::transmute, sync::OnceLock};

use windows_sys::Win32::{
    Foundation::{ERROR_NO_SUCH_LOGON_SESSION, SetLastError},
    Security::Credentials::CREDENTIALW,
};

use crate::{log, patch};

type Read = unsafe extern "system" fn(*const u16, u32, u32, *mut *mut CREDENTIALW) -> i32;
type Write = unsafe extern "system" fn(*const CREDENTIALW, u32) -> i32;
type Delete = unsafe extern "system" fn(*const u16, u32, u32) -> i32;

static READ: OnceLock<Read> = OnceLock::new();
static WRITE: OnceLock<Write> = OnceLock::new();
static DELETE: OnceLock<Delete> = OnceLock::new();

unsafe fn apart(name: *const u16) -> Vec<u16> {
    let length = unsafe { (0..).take_while(|at| *name.add(*at) != 0).count() };
    let name = unsafe { std::slice::from_raw_parts(name, length) };
    "apart:".encode_utf16().chain(name.iter().copied()).chain([0]).collect()
}

unsafe extern "system" fn read(name: *const u16, kind: u32, flags: u32, to: *mut *mut CREDENTIALW) -> i32 {
    unsafe { READ.get().expect("patched before")(apart(name).as_ptr(), kind, flags, to) }
}

unsafe extern "system" fn write(credential: *const CREDENTIALW, flags: u32) -> i32 {
    unsafe {
        let mut name = apart((*credential).TargetName);
        let own = CREDENTIALW { TargetName: name.as_mut_ptr(), ..*credential };
        WRITE.get().expect("patched before")(&own, flags)
    }
}

unsafe extern "system" fn delete(name: *const u16, kind: u32, flags: u32) -> i32 {
    unsafe { DELETE.get().expect("patched before")(apart(name).as_ptr(), kind, flags) }
}

fn absent() -> i32 {
    unsafe { SetLastError(ERROR_NO_SUCH_LOGON_SESSION) };
    0
}

unsafe extern "system" fn no_read(_: *const u16, _: u32, _: u32, _: *mut *mut c_void) -> i32 {
    absent()
}

unsafe extern "system" fn no_write(_: *const CREDENTIALW, _: u32) -> i32 {
    absent()
}

unsafe extern "system" fn no_delete(_: *const u16, _: u32, _: u32) -> i32 {
    absent()
}

/// # Safety
///
/// The program has not begun.
pub unsafe fn put() {
    let Ok(which) = std::env::var("TRAYHOOK_VAULT") else { return };
    let [reading, writing, deleting] = match &*which {
        "apart" => [read as *const () as usize, write as *const () as usize, delete as *const () as usize],
        _ => [no_read as *const () as usize, no_write as *const () as usize, no_delete as *const () as usize],
    };
    unsafe {
        if let Some(old) = patch(c"CredReadW", reading) {
            let _ = READ.set(transmute::<usize, Read>(old));
        }
        if let Some(old) = patch(c"CredWriteW", writing) {
            let _ = WRITE.set(transmute::<usize, Write>(old));
        }
        if let Some(old) = patch(c"CredDeleteW", deleting) {
            let _ = DELETE.set(transmute::<usize, Delete>(old));
        }
    }
    log(&format!("vault {which} {}", READ.get().is_some() && WRITE.get().is_some() && DELETE.get().is_some()));
}
