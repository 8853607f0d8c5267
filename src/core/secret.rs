//! A value that must not be shown.
//!
//! [`Secret`] has no `Display`, no `Serialize` and a `Debug` that says nothing,
//! so that no template, log line or crash text can carry it by accident. It does
//! not protect against somebody who reads this process's memory.

use std::fmt;

/// A token, password or key. The only way to its text is [`Secret::expose`],
/// whose name is meant to be searched for in a review.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes a secret as it was typed or read; line ends around it are dropped,
    /// because editors and `echo` add them.
    pub fn new(text: &str) -> Self {
        Self(text.trim_matches(['\r', '\n']).to_owned())
    }

    /// The text itself, for the one call that sends or signs with it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A fingerprint that changes when the secret does and from which the secret
    /// cannot be found by trying: it tells a stopped account that it may try again.
    pub fn fingerprint(&self, salt: &str) -> u64 {
        // FNV-1a, folded to 20 bits: enough to notice a change, far too little to
        // confirm a guess of a secret with.
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for byte in salt.bytes().chain([0]).chain(self.0.bytes()) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        (hash >> 44) ^ (hash & 0xf_ffff)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_says_nothing() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "Secret(…)");
    }

    #[test]
    fn line_ends_are_dropped_and_spaces_kept() {
        assert_eq!(Secret::new(" a b \r\n").expose(), " a b ");
    }

    #[test]
    fn fingerprint_follows_the_secret() {
        let print = |text| Secret::new(text).fingerprint("lab");
        assert_ne!(print("one"), print("two"));
        assert_eq!(print("one"), print("one\n"));
    }
}
