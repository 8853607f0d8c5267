//! Aurora DNS' `AuroraDNSv1` (HMAC-SHA256 over method, path and time).

use ring::hmac;

use super::{Signature, Signed, ToSign, base64, mac, utc};

pub fn sign(call: &ToSign<'_>) -> Signed {
    let date = utc(call.now, "%Y%m%dT%H%M%SZ");
    let text = format!("{}{}{date}", call.method, call.path);
    let signature = base64(mac(hmac::HMAC_SHA256, call.secret.expose().as_bytes(), &text));
    let token = base64(format!("{}:{signature}", call.account.field("api_key")));
    Ok(Signature {
        headers: vec![("X-AuroraDNS-Date", date), ("Authorization", format!("AuroraDNSv1 {token}"))],
        ..Signature::default()
    })
}
