//! Exoscale's EXO2-HMAC-SHA256 (openapi-v2.exoscale.com, "API request signature").

use ring::hmac;

use super::{Signature, Signed, ToSign, base64, mac};

/// Seconds that a request is good for.
const EXPIRES: i64 = 600;

/// For calls without parameters in the query: there are then none to be signed.
pub fn sign(call: &ToSign<'_>) -> Signed {
    let (key, expires) = (call.account.field("api_key"), call.now.as_second() + EXPIRES);
    // Method and path, the body, the parameters' values, headers (none are defined), the end.
    let text = format!("{} {}\n{}\n\n\n{expires}", call.method, call.path, call.body);
    let signature = base64(mac(hmac::HMAC_SHA256, call.secret.expose().as_bytes(), &text));
    let authorization = format!("EXO2-HMAC-SHA256 credential={key},expires={expires},signature={signature}");
    Ok(Signature { headers: vec![("Authorization", authorization)], ..Signature::default() })
}
