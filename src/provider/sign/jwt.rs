//! Signed assertions (RFC 7523) with which a service account asks for a token: RS256 and PS256 of RFC 7518.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::signature::{RSA_PKCS1_SHA256, RSA_PSS_SHA256};
use serde_json::{Value, json};

use super::{ToSign, rsa};
use crate::core::problem::Problem;

/// Minutes are enough to fetch a token with; an hour is what both vendors allow at most.
const LASTS: i64 = 600;

/// RS256, as Google wants it.
pub fn rs256(call: &ToSign<'_>, issuer: &str, audience: &str, scope: &str) -> Result<String, Problem> {
    let claims = json!({"iss": issuer, "scope": scope, "aud": audience, "iat": call.now.as_second(),
                        "exp": call.now.as_second() + LASTS});
    sign(call, &json!({"alg": "RS256", "typ": "JWT"}), &claims)
}

/// PS256 with the key's identifier, as Yandex wants it.
pub fn ps256(call: &ToSign<'_>, issuer: &str, key: &str, audience: &str) -> Result<String, Problem> {
    let now = call.now.as_second();
    let claims = json!({"iss": issuer, "aud": audience, "iat": now, "exp": now + LASTS});
    sign(call, &json!({"alg": "PS256", "typ": "JWT", "kid": key}), &claims)
}

fn sign(call: &ToSign<'_>, header: &Value, claims: &Value) -> Result<String, Problem> {
    let [header64, claims64] = [header, claims].map(|part| BASE64_URL_SAFE_NO_PAD.encode(part.to_string()));
    let text = format!("{header64}.{claims64}");
    let signature = match header["alg"].as_str() {
        Some("PS256") => rsa::sign(call.secret, &RSA_PSS_SHA256, &text)?,
        _ => rsa::sign(call.secret, &RSA_PKCS1_SHA256, &text)?,
    };
    Ok(format!("{text}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature)))
}

#[cfg(test)]
mod tests {
    use ring::signature::{RSA_PKCS1_SHA256, RSA_PKCS1_SHA512};

    use super::*;
    use crate::{
        core::{problem::Code, secret::Secret},
        provider::sign::base64,
    };

    const KEY: &str = include_str!("rfc7515-a2.pem");

    /// RFC 7515, appendix A.2.
    #[test]
    fn the_published_example_is_reproduced() {
        let signed = "eyJhbGciOiJSUzI1NiJ9.\
                      eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        let expected = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5\
                        jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb\
                        1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QO\
                        YEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
        let base64_alone: String = KEY.lines().filter(|line| !line.starts_with('-')).collect();
        let file = json!({"type": "service_account", "private_key": KEY}).to_string();
        for key in [KEY, &base64_alone, &KEY.replace('\n', "\\n"), &file] {
            let signature = rsa::sign(&Secret::new(key), &RSA_PKCS1_SHA256, signed).unwrap();
            assert_eq!(BASE64_URL_SAFE_NO_PAD.encode(signature), expected);
        }
        for bad in ["", "hunter2", "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----"] {
            let refused = rsa::sign(&Secret::new(bad), &RSA_PKCS1_SHA256, signed).unwrap_err();
            assert_eq!(refused.code, Code::BadCredential);
        }
    }

    /// What `openssl dgst -sha512 -sign` makes of the same.
    #[test]
    fn sha_512_is_the_same_as_elsewhere() {
        let signature = rsa::sign(&Secret::new(KEY), &RSA_PKCS1_SHA512, "data").unwrap();
        let expected = "NyMKTH4+52Mbjmqt5lrIPXA8S+ZasaXWoZ3AT4QQnGmLZNh9x5fwh51HUPGh4zZnXQezIJvnKlamje2z65Qxo91ThD/N\
                        4BlFLKQm9mOWHD4eu9xYdOAGZJd6jkaik5yqZJuPe40M+bAYeiHYHYqi1O5lirifUT62vJTT8zD1tfUAe5PvrdJpbNSJ\
                        DjJDwKVrWK9zmXPYnDivhf/MhEp5VWzpH0IIGk7NrPj2PZLf4LHy9iuzrzhbokhwvCeLE+xa/mIUGwEvHOqWE2bYbR3k\
                        5qv/YOXscklTu2HCpbeoFiGBmgGh2blTlgno6ewJOcyTQ7zm6ge6pq1KbbGfeAWMng==";
        assert_eq!(base64(signature), expected);
    }
}
