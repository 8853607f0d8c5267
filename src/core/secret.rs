//! A value that must not be shown.
//!
//! [`Secret`] has no `Display`, no `Serialize` and a `Debug` that says nothing,
//! so that no template, log line or crash text can carry it by accident. It is wiped when it
//! is let go, but does not protect against somebody who reads this process's memory: copies
//! lie where it was sent from.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use zeroize::Zeroize;

use super::encode::percent;

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

    /// Foreign words without the secret, for services and proxies that repeat what they were asked: also
    /// where it stands inside the base64 of an `Authorization` header, or is cut off at the end.
    pub fn cross_out(&self, words: &str) -> String {
        // Three letters stand in many words by chance.
        const SHORTEST: usize = 4;
        let in_json = serde_json::Value::from(&*self.0).to_string();
        let mut forms = vec![self.0.clone(), percent(&self.0), in_json.trim_matches('"').to_owned()];
        for before in 0..3 {
            // The same bytes look different at each of three places; the outer letters depend on what is beside.
            let encoded = STANDARD.encode([&vec![0; before][..], self.0.as_bytes()].concat());
            let own = encoded.trim_end_matches('=');
            let end = own.len() - usize::from(own.len() < encoded.len());
            forms.extend(own.get([0, 2, 3][before]..end).map(str::to_owned));
        }
        let mut clean = words.to_owned();
        for form in forms.iter().filter(|form| form.len() >= SHORTEST) {
            clean = clean.replace(form.as_str(), "…");
            let start = clean.trim_end_matches('…');
            let cut = form.char_indices().map(|(at, _)| &form[..at]).filter(|cut| cut.len() >= SHORTEST);
            if let Some(cut) = cut.rev().find(|cut| start.ends_with(cut)) {
                clean = format!("{}…", &start[..start.len() - cut.len()]);
            }
        }
        clean
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

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
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
    fn what_repeats_the_secret_is_crossed_out() {
        let secret = Secret::new("hunter2-4711");
        let out = |words: &str| secret.cross_out(words);
        assert_eq!(out("no token hunter2-4711!"), "no token …!");
        assert_eq!(out("no token hunter2-47"), "no token …");
        assert_eq!(out("no token hunter2-47…"), "no token …");
        for user in ["", "a", "ab", "me@example.org"] {
            let said = format!("Basic {}", STANDARD.encode(format!("{user}:hunter2-4711")));
            let clean = out(&said);
            assert!(clean.contains('…') && clean.len() < said.len() - 8, "{said} became {clean}");
        }
        assert_eq!(out("a hunter has 2 of 4711"), "a hunter has 2 of 4711");
        assert_eq!(Secret::new("").cross_out("all of it"), "all of it");
        assert_eq!(Secret::new("é").cross_out("caf\u{e9} é"), "café é");
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
