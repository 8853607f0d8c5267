//! The virtual account that a service runs as.
//!
//! Windows makes the account `NT SERVICE\NAME` up for the service of that name: it has no password, no
//! rights of its own, and the network sees the machine. Its SID follows from the name alone, so access lists
//! can be written before the service exists.

use std::fmt::Write;

use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};

/// What the service manager is given.
pub fn account(service: &str) -> String {
    format!(r"NT SERVICE\{service}")
}

/// `S-1-5-80-` and the SHA-1 of the name in upper case and UTF-16, as five numbers ([MS-DTYP] and
/// `sc showsid`).
pub fn sid(service: &str) -> String {
    let name: Vec<u8> = service.to_uppercase().encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut sid = "S-1-5-80".to_owned();
    for number in digest(&SHA1_FOR_LEGACY_USE_ONLY, &name).as_ref().as_chunks::<4>().0 {
        let _ = write!(sid, "-{}", u32::from_le_bytes(*number));
    }
    sid
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_sid_is_the_one_that_windows_knows() {
        let known = "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464";
        assert_eq!(super::sid("TrustedInstaller"), known);
        assert_eq!(super::sid("trustedinstaller"), known);
    }
}
