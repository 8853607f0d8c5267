//! What the stand-ins check signatures with, apart from the program's own.

use base64::{Engine, prelude::BASE64_STANDARD};
use ring::{
    digest, hmac,
    signature::{KeyPair, RsaKeyPair, RsaParameters, UnparsedPublicKey},
};

use super::Request;

/// The key of RFC 7515, appendix A.2: anybody's.
pub const RSA: &str = include_str!("../../../src/provider/sign/rfc7515-a2.pem");

pub fn hex(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

pub fn base64(bytes: impl AsRef<[u8]>) -> String {
    BASE64_STANDARD.encode(bytes)
}

pub fn sha256(text: &str) -> String {
    hex(digest::digest(&digest::SHA256, text.as_bytes()))
}

pub fn sha1(text: &str) -> String {
    hex(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, text.as_bytes()))
}

pub fn hmac256(key: impl AsRef<[u8]>, text: &str) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key.as_ref()), text.as_bytes()).as_ref().to_vec()
}

pub fn hmac1(key: &str, text: &str) -> Vec<u8> {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, key.as_bytes());
    hmac::sign(&key, text.as_bytes()).as_ref().to_vec()
}

/// Percent-encoding of RFC 3986.
pub fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    let one = |byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(one).collect()
}

/// The query in order, encoded, without the parameters `but`.
pub fn query(request: &Request, but: &[&str]) -> String {
    let own = request.query.iter().filter(|(key, _)| !but.contains(&key.as_str()));
    let mut pairs: Vec<_> = own.map(|(key, value)| (encoded(key), encoded(value))).collect();
    pairs.sort();
    pairs.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join("&")
}

/// `name:value` and a line end for each of the headers.
pub fn headers(request: &Request, names: &str) -> String {
    names.split(';').fold(String::new(), |text, name| text + name + ":" + request.header(name) + "\n")
}

/// What stands in a header between two texts.
pub fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let rest = text.split_once(before).map_or("", |(_, rest)| rest);
    rest.split_once(after).map_or(rest, |(found, _)| found)
}

pub fn seconds() -> i64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs().try_into().unwrap()
}

/// Whether the key's owner signed the text; the signature in base64, of either alphabet.
pub fn rsa_signed(how: &'static RsaParameters, text: &str, signature: &str) -> bool {
    let der: String = RSA.lines().filter(|line| !line.starts_with('-')).collect();
    let key = RsaKeyPair::from_der(&BASE64_STANDARD.decode(der).unwrap()).unwrap();
    let standard = signature.replace('-', "+").replace('_', "/");
    let padded = format!("{standard}{}", "=".repeat((4 - standard.len() % 4) % 4));
    let Ok(bytes) = BASE64_STANDARD.decode(padded) else { return false };
    UnparsedPublicKey::new(how, key.public_key().as_ref()).verify(text.as_bytes(), &bytes).is_ok()
}
