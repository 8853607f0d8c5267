//! Percent-encoding and hex: what URLs and signatures are written in.

use std::fmt::Write;

/// Encodes everything but the unreserved characters of RFC 3986 section 2.3, so that a value
/// can stand in any part of a URL and mean nothing but itself.
pub fn percent(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_unreserved_characters_stay() {
        assert_eq!(percent("a-Z_0.~"), "a-Z_0.~");
        assert_eq!(percent("a b&c=d/*é+"), "a%20b%26c%3Dd%2F%2A%C3%A9%2B");
        assert_eq!(hex(&[0, 0xab]), "00ab");
    }
}
