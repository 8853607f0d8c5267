//! Websupport's signature (rest.websupport.sk/v2/docs/intro): HMAC-SHA-1 of method, path and time, as the password
//! beside the API key.
//!
//! Whether a query belongs to the path is said in two ways there, so it is not used with one.

use ring::hmac;

use super::{Signature, Signed, ToSign, hex, mac, utc};
use crate::provider::record_api::basic;

pub fn sign(call: &ToSign<'_>) -> Signed {
    let text = format!("{} {} {}", call.method, call.path, call.now.as_second());
    let key = call.secret.expose().as_bytes();
    let date = utc(call.now, "%Y%m%dT%H%M%SZ");
    let signature = hex(mac(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, key, &text).as_ref());
    Ok(Signature {
        headers: vec![
            ("Authorization", basic(call.account.field("api_key"), &signature)),
            // The one in the first version's pages, the other where something between sets its own date.
            ("Date", date.clone()),
            ("X-Date", date),
        ],
        ..Signature::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{core::secret::Secret, provider::sign::example};

    /// The key, the secret and the path of the vendor's example, at the moment that it names.
    #[test]
    fn the_example_is_signed() {
        let account = example::account(&[("api_key", "ak48l3h7-ak5d-qn4t-p8gc-b6fs8c3l")]);
        let secret = Secret::new("ajvkeo3y82ndsu2smvxy3o36496dcascksldncsq");
        let call = ToSign {
            path: "/v2/service/1/dns/record",
            now: jiff::Timestamp::from_second(1_548_240_417).unwrap(),
            ..example::request(&account, &secret)
        };
        let headers = sign(&call).unwrap().headers;
        let expected = "1cfed66a6922ce41174dda95af40e2eebd4ecae1";
        assert_eq!(headers[0].1, basic("ak48l3h7-ak5d-qn4t-p8gc-b6fs8c3l", expected));
        assert_eq!(headers[1].1, "20190123T104657Z");
    }
}
