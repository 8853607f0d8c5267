//! The signature schemes of the vendors, each checked against its published vector.
//!
//! They are pure: time and nonce come in as arguments. What they make goes into headers or parameters; the
//! request itself is never changed.

#![allow(clippy::unnecessary_wraps, reason = "all are of one type, and those with private keys may fail")]

pub mod acs3;
pub mod aurora;
pub mod bce;
pub mod constellix;
pub mod edgegrid;
pub mod exo2;
pub mod huawei;
pub mod jwt;
pub mod nfsn;
pub mod oci;
pub mod ovh;
pub mod rsa;
pub mod sigv4;
pub mod tc3;
pub mod transip;
pub mod volc;
pub mod websupport;
pub mod wedos;

use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::Timestamp;
use ring::{digest, hmac};

use crate::core::problem::Problem;
use crate::core::{encode::hex, ordered};

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
    ordered::by(&mut pairs, |pair| pair.split_once('=').unwrap_or((pair, "")));
    let whole = |pair: &&str| if pair.contains('=') { (*pair).to_owned() } else { format!("{pair}=") };
    pairs.iter().map(whole).collect::<Vec<_>>().join("&")
}

/// Headers as most schemes want them: in order, `name:value` and a line end each, and the list of their names.
fn canonical_headers(headers: &[(&str, &str)]) -> (String, String) {
    let mut headers: Vec<_> = headers.iter().filter(|(_, value)| !value.is_empty()).collect();
    ordered::by(&mut headers, |header| **header);
    let lines = headers.iter().fold(String::new(), |text, (name, value)| text + name + ":" + value + "\n");
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
        ToSign { now: jiff::Timestamp::UNIX_EPOCH, nonce: 0, ..ToSign::of(account, secret, "") }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{ToSign, acs3, bce, edgegrid, example, huawei, ovh, sigv4, tc3, volc};
    use crate::core::secret::Secret;

    /// Says how we sign what the file holds that `SIGNATURES` names.
    #[test]
    #[ignore = "for tests/signatures/compare.py, which compares it with the vendors' SDKs"]
    #[allow(clippy::print_stdout, reason = "that is its work")]
    fn say_signatures() {
        let file = std::env::var("SIGNATURES").expect("the name of a file");
        let cases: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        for case in cases {
            let text =
                |key: &str| -> &'static str { case[key].as_str().unwrap_or_default().to_owned().leak() };
            let id = text("id");
            let keys = ["access_key_id", "secret_id", "application_key", "client_token"].map(|key| (key, id));
            let account =
                example::account(&[&keys[..], &[("consumer_key", "CK"), ("access_token", "AT")]].concat());
            let secret = Secret::new(text("secret"));
            let call = ToSign {
                method: text("method"),
                host: text("host"),
                path: text("path"),
                query: text("query"),
                body: text("body"),
                content_type: text("content_type"),
                action: text("action"),
                now: jiff::Timestamp::from_second(case["now"].as_i64().unwrap()).unwrap(),
                nonce: text("nonce").parse().unwrap(),
                ..example::request(&account, &secret)
            };
            let signed = match text("scheme") {
                "sigv4" => sigv4::sign(&call, "us-east-1", "route53"),
                "huawei" => huawei::sign(&call),
                "volc" => volc::sign(&call, "cn-north-1", "DNS"),
                "bce" => bce::sign(&call),
                "ovh" => ovh::sign(&call),
                "acs3" => acs3::sign(&call, "2015-01-09"),
                "tc3" => tc3::sign(&call, "dnspod", "2021-03-23"),
                _ => edgegrid::sign(&call),
            };
            let carries =
                |name: &str| ["authorization", "x-ovh-signature"].contains(&name.to_lowercase().as_str());
            let (_, signature) = signed.unwrap().headers.into_iter().find(|(name, _)| carries(name)).unwrap();
            println!("SIGNED {signature}");
        }
    }
}
