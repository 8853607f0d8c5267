//! The signature schemes of the vendors, each checked against its published vector.
//!
//! They are pure: time and nonce come in as arguments. What they make goes into headers or parameters; the
//! request itself is never changed.

pub mod acs3;
pub mod bce;
pub mod edgegrid;
pub mod exo2;
pub mod huawei;
pub mod jwt;
pub mod nfsn;
pub mod oci;
pub mod ovh;
pub mod rpc;
pub mod rsa;
pub mod sigv4;
pub mod tc3;
pub mod transip;
pub mod volc;

use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::Timestamp;
use ring::{digest, hmac};

use super::encode::hex;
use crate::core::problem::Problem;

pub use super::record_api::{Signature, ToSign};

type Signed = Result<Signature, Problem>;

/// SHA-256 in lower-case hex.
fn sha256(bytes: &[u8]) -> String {
    hex(digest::digest(&digest::SHA256, bytes).as_ref())
}

/// SHA-1 in lower-case hex, for the schemes that never left it.
fn sha1(text: &str) -> String {
    hex(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, text.as_bytes()).as_ref())
}

fn mac(algorithm: hmac::Algorithm, key: &[u8], text: &str) -> hmac::Tag {
    hmac::sign(&hmac::Key::new(algorithm, key), text.as_bytes())
}

/// HMAC-SHA-256 in lower-case hex.
fn hmac_sha256(key: &[u8], text: &str) -> String {
    hex(mac(hmac::HMAC_SHA256, key, text).as_ref())
}

/// HMAC-SHA-256, in hex, under a key that is derived from the secret step by step.
fn chained(secret: &str, steps: &[&str], text: &str) -> String {
    let first = secret.as_bytes().to_vec();
    let key = steps.iter().fold(first, |key, step| mac(hmac::HMAC_SHA256, &key, step).as_ref().to_vec());
    hmac_sha256(&key, text)
}

fn base64(bytes: impl AsRef<[u8]>) -> String {
    BASE64_STANDARD.encode(bytes)
}

/// UTC, in the words of `strftime`.
fn utc(now: Timestamp, format: &str) -> String {
    now.strftime(format).to_string()
}

/// The encoded query in the order that signatures want; a parameter without a value gets its equals sign.
fn sorted(query: &str) -> String {
    let mut pairs: Vec<_> = query.split('&').filter(|pair| !pair.is_empty()).collect();
    pairs.sort_by_key(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let whole = |pair: &&str| if pair.contains('=') { (*pair).to_owned() } else { format!("{pair}=") };
    pairs.iter().map(whole).collect::<Vec<_>>().join("&")
}

/// Headers as most schemes want them: in order, `name:value` and a line end each, and the list of their names.
fn canonical_headers(headers: &[(&str, &str)]) -> (String, String) {
    let mut headers: Vec<_> = headers.iter().filter(|(_, value)| !value.is_empty()).collect();
    headers.sort();
    let lines = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
    (lines, headers.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(";"))
}

#[cfg(test)]
pub mod example {
    //! A request for the vectors.

    use std::collections::BTreeMap;

    use super::ToSign;
    use crate::{
        config::{Account, SecretRef},
        core::secret::Secret,
    };

    pub fn account(fields: &[(&'static str, &str)]) -> Account {
        Account {
            name: "lab".to_owned(),
            provider: "lab",
            fields: fields.iter().map(|(key, value)| (*key, (*value).to_owned())).collect::<BTreeMap<_, _>>(),
            endpoint: None,
            ca_file: None,
            secret: SecretRef::Store,
            own: None,
        }
    }

    /// `GET /` of nowhere at the beginning of time.
    pub fn request<'a>(account: &'a Account, secret: &'a Secret) -> ToSign<'a> {
        ToSign {
            account,
            secret,
            method: "GET",
            host: "",
            path: "/",
            query: "",
            body: "",
            content_type: "",
            action: "",
            now: jiff::Timestamp::UNIX_EPOCH,
            nonce: 0,
        }
    }
}
