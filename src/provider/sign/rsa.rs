//! RSA private keys as secrets: read from what the vendors hand out, and signed with.

use base64::{Engine, prelude::BASE64_STANDARD};
use ring::{rand::SystemRandom, rsa::KeyPair, signature::RsaEncoding};
use rustls::pki_types::{PrivateKeyDer, pem::PemObject};

use crate::core::{
    problem::{Code, Problem},
    secret::Secret,
};

/// A key file that is JSON, as Google and Yandex hand it out; of it, one member.
pub fn member(secret: &Secret, name: &str) -> Option<String> {
    let file: serde_json::Value = serde_json::from_str(secret.expose()).ok()?;
    Some(file.get(name)?.as_str()?.to_owned())
}

/// Takes PEM (PKCS #8 or PKCS #1), the base64 of one without its armour, or a JSON file that has one.
fn key(secret: &Secret) -> Option<KeyPair> {
    let text = member(secret, "private_key").unwrap_or_else(|| secret.expose().replace("\\n", "\n"));
    let der = if let Some(at) = text.find("-----BEGIN") {
        PrivateKeyDer::from_pem_slice(&text.as_bytes()[at..]).ok()?.secret_der().to_vec()
    } else {
        let letters: String = text.split_whitespace().collect();
        BASE64_STANDARD.decode(letters).ok()?
    };
    KeyPair::from_pkcs8(&der).or_else(|_| KeyPair::from_der(&der)).ok()
}

pub fn sign(secret: &Secret, how: &'static dyn RsaEncoding, text: &str) -> Result<Vec<u8>, Problem> {
    let said = "the secret is no RSA private key in PEM of 2048 bits or more";
    let problem = || Problem::from(Code::BadCredential).said(said);
    let key = key(secret).ok_or_else(problem)?;
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(how, &SystemRandom::new(), text.as_bytes(), &mut signature).map_err(|_| problem())?;
    Ok(signature)
}
