//! Security identifiers: who somebody is to Windows, whatever they are called.

use std::{io, ptr};

use ring::digest;
use windows_sys::Win32::{
    Foundation::LocalFree,
    Security::{
        Authorization::{ConvertSidToStringSidW, ConvertStringSidToSidW},
        EqualSid, GetLengthSid, LookupAccountNameW, LookupAccountSidW, PSID, SID_NAME_USE,
    },
};

use super::wide;

/// A copy of our own, in words as its structure is aligned.
#[derive(Clone, Debug)]
pub struct Sid(Box<[u32]>);

impl PartialEq for Sid {
    fn eq(&self, other: &Self) -> bool {
        // SAFETY: both are valid by construction.
        unsafe { EqualSid(self.as_ptr(), other.as_ptr()) != 0 }
    }
}

impl Sid {
    /// For calls that only read it; lives no longer than `self`.
    pub const fn as_ptr(&self) -> PSID {
        self.0.as_ptr().cast_mut().cast()
    }

    /// # Safety
    /// It points to a whole SID.
    pub unsafe fn copy(from: PSID) -> Self {
        // SAFETY: the caller's.
        let length = unsafe { GetLengthSid(from) } as usize;
        let mut words = vec![0u32; length.div_ceil(size_of::<u32>())];
        // SAFETY: both have room for as many bytes, and do not overlap.
        unsafe { ptr::copy_nonoverlapping(from.cast::<u8>(), words.as_mut_ptr().cast(), length) };
        Self(words.into())
    }

    /// Reads `S-1-5-…`.
    pub fn parse(text: &str) -> io::Result<Self> {
        let text = wide(text);
        let mut made: PSID = ptr::null_mut();
        // SAFETY: the text is closed by a zero; what is made is freed below.
        if unsafe { ConvertStringSidToSidW(text.as_ptr(), &raw mut made) } == 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the call succeeded.
        let sid = unsafe { Self::copy(made) };
        // SAFETY: allocated by the conversion, and not used any more.
        unsafe { LocalFree(made) };
        Ok(sid)
    }

    /// Who is called so: `alice`, `BUILTIN\Users`, `NT SERVICE\Fingerpost`. May ask another machine, and block.
    pub fn of(name: &str) -> io::Result<Self> {
        let name = wide(name);
        let mut room = [0u32; 17];
        let mut size = u32::try_from(size_of_val(&room)).unwrap_or(0);
        let (mut domain, mut domain_size) = ([0u16; 256], 256);
        let mut kind: SID_NAME_USE = 0;
        // SAFETY: the name is closed by a zero, and each buffer has the size that is told; 68 bytes hold any SID.
        let found = unsafe {
            LookupAccountNameW(
                ptr::null(),
                name.as_ptr(),
                room.as_mut_ptr().cast(),
                &raw mut size,
                domain.as_mut_ptr(),
                &raw mut domain_size,
                &raw mut kind,
            )
        };
        if found == 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the call put a whole one there.
        Ok(unsafe { Self::copy(room.as_mut_ptr().cast()) })
    }

    /// What Windows gives the service of this name: `NT SERVICE\NAME`, also where it is not installed.
    pub fn of_service(name: &str) -> String {
        let upper: Vec<u8> = name.to_uppercase().encode_utf16().flat_map(u16::to_le_bytes).collect();
        let hash = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &upper);
        let parts = hash.as_ref().as_chunks::<4>().0.iter().map(|part| u32::from_le_bytes(*part));
        parts.fold("S-1-5-80".to_owned(), |sid, part| format!("{sid}-{part}"))
    }

    /// `S-1-5-…`
    pub fn text(&self) -> io::Result<String> {
        let mut text = ptr::null_mut();
        // SAFETY: the SID is valid; the text is freed below.
        if unsafe { ConvertSidToStringSidW(self.as_ptr(), &raw mut text) } == 0 {
            return Err(io::Error::last_os_error());
        }
        let mut said = String::new();
        for at in 0.. {
            // SAFETY: the text is closed by a zero, and nothing behind it is read.
            match unsafe { *text.add(at) } {
                0 => break,
                // A SID is written in ASCII.
                unit => said.extend(char::from_u32(unit.into())),
            }
        }
        // SAFETY: allocated by the conversion, and not used any more.
        unsafe { LocalFree(text.cast()) };
        Ok(said)
    }

    /// `DOMAIN\NAME`. May ask another machine, and block.
    pub fn called(&self) -> Option<String> {
        let (mut name, mut domain) = ([0u16; 256], [0u16; 256]);
        let (mut name_size, mut domain_size, mut kind) = (256, 256, 0);
        // SAFETY: the SID is valid, and each buffer has the size that is told.
        let known = unsafe {
            LookupAccountSidW(
                ptr::null(),
                self.as_ptr(),
                name.as_mut_ptr(),
                &raw mut name_size,
                domain.as_mut_ptr(),
                &raw mut domain_size,
                &raw mut kind,
            )
        };
        let text = |units: &[u16], size: u32| {
            String::from_utf16_lossy(&units[..units.len().min(usize::try_from(size).unwrap_or(0))])
        };
        let (name, domain) = (text(&name, name_size), text(&domain, domain_size));
        (known != 0).then(|| if domain.is_empty() { name } else { format!(r"{domain}\{name}") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_has_the_number_that_windows_gives_it() {
        let known = "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464";
        assert_eq!(Sid::of_service("TrustedInstaller"), known);
    }

    #[test]
    fn somebody_is_the_same_by_number_and_by_name() {
        for (number, name) in [("S-1-5-32-545", r"BUILTIN\Users"), ("S-1-5-18", r"NT AUTHORITY\SYSTEM")] {
            let sid = Sid::parse(number).unwrap();
            assert_eq!(sid.text().unwrap(), number);
            assert_eq!(Sid::of(name).unwrap(), sid, "{name}");
            assert_eq!(sid.called().unwrap().to_lowercase(), name.to_lowercase());
        }
        assert!(Sid::parse("S-1").is_err());
        assert!(Sid::of("nobody is called so").is_err());
    }
}
