//! Akamai's EG1-HMAC-SHA256 (techdocs.akamai.com/developer, "EdgeGrid authentication").

use ring::{digest, hmac};

use super::{Signature, Signed, ToSign, base64, mac, utc};

pub fn sign(call: &ToSign<'_>) -> Signed {
    let n = format!("{:032x}", call.nonce);
    let nonce = [&n[..8], &n[8..12], &n[12..16], &n[16..20], &n[20..]].join("-");
    Ok(Signature { headers: vec![("Authorization", header(call, &nonce))], ..Signature::default() })
}

fn header(call: &ToSign<'_>, nonce: &str) -> String {
    let date = utc(call.now, "%Y%m%dT%H:%M:%S+0000");
    let (client, access) = (call.account.field("client_token"), call.account.field("access_token"));
    let unsigned = format!(
        "EG1-HMAC-SHA256 client_token={client};access_token={access};timestamp={date};nonce={nonce};"
    );
    // Of a POST alone; what we send is far below the length up to which it counts.
    let body = if call.method == "POST" && !call.body.is_empty() {
        base64(digest::digest(&digest::SHA256, call.body.as_bytes()))
    } else {
        String::new()
    };
    let mark = if call.query.is_empty() { "" } else { "?" };
    let path = format!("{}{mark}{}", call.path, call.query);
    let text = [call.method, "https", call.host, &path, "", &body, &unsigned].join("\t");
    let key = base64(mac(hmac::HMAC_SHA256, call.secret.expose().as_bytes(), &date));
    format!("{unsigned}signature={}", base64(mac(hmac::HMAC_SHA256, key.as_bytes(), &text)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{core::secret::Secret, provider::sign::example};

    /// The test data that the vendor's signing libraries share.
    #[test]
    fn the_published_examples_are_reproduced() {
        let account = example::account(&[
            ("client_token", "akab-client-token-xxx-xxxxxxxxxxxxxxxx"),
            ("access_token", "akab-access-token-xxx-xxxxxxxxxxxxxxxx"),
        ]);
        let secret = Secret::new("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=");
        for (method, path, query, body, signature) in [
            ("GET", "/", "", "", "tL+y4hxyHxgWVD30X3pWnGKHcPzmrIF+LThiAOhMxYU="),
            ("GET", "/testapi/v1/t1", "p1=1&p2=2", "", "hKDH1UlnQySSHjvIcZpDMbQHihTQ0XyVAKZaApabdeA="),
            (
                "POST",
                "/testapi/v1/t3",
                "",
                "datadatadatadatadatadatadatadata",
                "hXm4iCxtpN22m4cbZb4lVLW5rhX8Ca82vCFqXzSTPe4=",
            ),
            ("POST", "/testapi/v1/t6", "", "", "1gEDxeQGD5GovIkJJGcBaKnZ+VaPtrc4qBUHixjsPCQ="),
        ] {
            let call = ToSign {
                method,
                host: "akaa-baseurl-xxxxxxxxxxx-xxxxxxxxxxxxx.luna.akamaiapis.net",
                path,
                query,
                body,
                now: "2014-03-21T19:34:21Z".parse().unwrap(),
                ..example::request(&account, &secret)
            };
            let header = header(&call, "nonce-xx-xxxx-xxxx-xxxx-xxxxxxxxxxxx");
            assert_eq!(header.split_once(";signature=").unwrap().1, signature, "{method} {path}");
        }
    }
}
