//! Constellix' `x-cns-security-token` (api.dns.constellix.com, "Authentication and Security Headers").

use ring::hmac;

use super::{Signature, Signed, ToSign, base64, mac};

pub fn sign(call: &ToSign<'_>) -> Signed {
    let now = call.now.as_millisecond().to_string();
    let signature = base64(mac(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, call.secret.expose().as_bytes(), &now));
    let token = format!("{}:{signature}:{now}", call.account.field("api_key"));
    Ok(Signature { headers: vec![("x-cns-security-token", token)], ..Signature::default() })
}
