//! TransIP's signature of a sign-in (api.transip.nl/rest/docs.html, "Authentication"): RSA-SHA512 over the body.

use ring::signature::RSA_PKCS1_SHA512;

use super::{Signature, Signed, ToSign, base64, rsa};

pub fn sign(call: &ToSign<'_>) -> Signed {
    let signature = base64(rsa::sign(call.secret, &RSA_PKCS1_SHA512, call.body)?);
    Ok(Signature { headers: vec![("Signature", signature)], ..Signature::default() })
}
