//! The signature schemes of the vendors, each checked against its published vector.
//!
//! They are pure: time and nonce come in as arguments.

pub mod acs3;

use ring::{digest, hmac};

use super::encode::hex;

/// SHA-256 in lower-case hex.
fn sha256(bytes: &[u8]) -> String {
    hex(digest::digest(&digest::SHA256, bytes).as_ref())
}

/// HMAC-SHA-256 in lower-case hex.
fn hmac_sha256(key: &[u8], text: &str) -> String {
    hex(hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text.as_bytes()).as_ref())
}
