//! Huawei Cloud's SDK-HMAC-SHA256 (support.huaweicloud.com, "AK/SK signing").

use super::{Signature, Signed, ToSign, canonical_headers, hmac_sha256, sha256, sorted, utc};

pub fn sign(call: &ToSign<'_>) -> Signed {
    let date = utc(call.now, "%Y%m%dT%H%M%SZ");
    let headers = [("content-type", call.content_type), ("host", call.host), ("x-sdk-date", &date)];
    let (lines, names) = canonical_headers(&headers);
    let (query, body) = (sorted(call.query), sha256(call.body.as_bytes()));
    // The path that is signed always ends with a slash.
    let path = call.path.trim_end_matches('/');
    let canonical = format!("{}\n{path}/\n{query}\n{lines}\n{names}\n{body}", call.method);
    let text = format!("SDK-HMAC-SHA256\n{date}\n{}", sha256(canonical.as_bytes()));
    let signature = hmac_sha256(call.secret.expose().as_bytes(), &text);
    let id = call.account.field("access_key_id");
    let authorization = format!("SDK-HMAC-SHA256 Access={id}, SignedHeaders={names}, Signature={signature}");
    Ok(Signature {
        headers: vec![("X-Sdk-Date", date), ("Authorization", authorization)],
        ..Signature::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{core::secret::Secret, provider::sign::example};

    /// The vendor's own test of its SDK for Java, `TestAKSKSigner`.
    #[test]
    fn the_published_example_is_reproduced() {
        let account = example::account(&[("access_key_id", "QTWAOYTTINDUT2QVKYUC")]);
        let secret = Secret::new("MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc");
        let call = ToSign {
            host: "service.region.example.com",
            path: "/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs",
            query: "limit=2&marker=13551d6b-755d-4757-b956-536f674975c0",
            content_type: "application/json",
            now: "2019-11-15T03:36:55Z".parse().unwrap(),
            ..example::request(&account, &secret)
        };
        let expected = "SDK-HMAC-SHA256 Access=QTWAOYTTINDUT2QVKYUC, SignedHeaders=content-type;host;x-sdk-date, \
                        Signature=7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe";
        assert_eq!(sign(&call).unwrap().headers[1].1, expected);
    }
}
