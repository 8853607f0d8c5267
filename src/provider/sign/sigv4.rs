//! AWS Signature Version 4 (docs.aws.amazon.com, "Create a signed AWS API request"), in the header.
//!
//! For paths of unreserved characters alone: others a service may want encoded once more.

use super::{Signature, Signed, ToSign, canonical_headers, chained, sha256, sorted, utc};

pub fn sign(call: &ToSign<'_>, region: &str, service: &str) -> Signed {
    let date = utc(call.now, "%Y%m%dT%H%M%SZ");
    let (lines, names) = canonical_headers(&[("host", call.host), ("x-amz-date", &date)]);
    let (query, body) = (sorted(call.query), sha256(call.body.as_bytes()));
    let canonical = format!("{}\n{}\n{query}\n{lines}\n{names}\n{body}", call.method, call.path);
    let day = &date[..8];
    let scope = format!("{day}/{region}/{service}/aws4_request");
    let text = format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{}", sha256(canonical.as_bytes()));
    let secret = format!("AWS4{}", call.secret.expose());
    let signature = chained(&secret, &[day, region, service, "aws4_request"], &text);
    let id = call.account.field("access_key_id");
    let authorization =
        format!("AWS4-HMAC-SHA256 Credential={id}/{scope}, SignedHeaders={names}, Signature={signature}");
    Ok(Signature {
        headers: vec![("X-Amz-Date", date), ("Authorization", authorization)],
        ..Signature::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{core::secret::Secret, provider::sign::example};

    /// AWS's own suite: the cases that sign no further header, with what is sent in our way of encoding.
    #[test]
    fn the_published_suite_is_reproduced() {
        let account = example::account(&[("access_key_id", "AKIDEXAMPLE")]);
        let secret = Secret::new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
        let all = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        for (case, method, path, query, signature) in [
            (
                "get-vanilla",
                "GET",
                "/",
                "",
                "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
            ),
            (
                "get-unreserved",
                "GET",
                &format!("/{all}"),
                "",
                "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f",
            ),
            (
                "get-space-normalized",
                "GET",
                "/example%20space/",
                "",
                "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741",
            ),
            (
                "get-utf8",
                "GET",
                "/%E1%88%B4",
                "",
                "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85",
            ),
            (
                "get-vanilla-empty-query-key",
                "GET",
                "/",
                "Param1=value1",
                "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb",
            ),
            (
                "get-vanilla-query-order-encoded",
                "GET",
                "/",
                "Param-3=Value3&Param=Value2&%E1%88%B4=Value1",
                "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac",
            ),
            (
                "get-vanilla-query-order-key-case",
                "GET",
                "/",
                "Param2=value2&Param1=value1",
                "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
            ),
            (
                "get-vanilla-query-unreserved",
                "GET",
                "/",
                &format!("{all}={all}"),
                "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197",
            ),
            (
                "get-vanilla-utf8-query",
                "GET",
                "/",
                "%E1%88%B4=bar",
                "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04",
            ),
            (
                "post-vanilla",
                "POST",
                "/",
                "",
                "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
            ),
            (
                "post-vanilla-query",
                "POST",
                "/",
                "Param1=value1",
                "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11",
            ),
        ] {
            let call = ToSign {
                method,
                host: "example.amazonaws.com",
                path,
                query,
                now: "2015-08-30T12:36:00Z".parse().unwrap(),
                ..example::request(&account, &secret)
            };
            let expected = format!(
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
                 SignedHeaders=host;x-amz-date, Signature={signature}"
            );
            assert_eq!(sign(&call, "us-east-1", "service").unwrap().headers[1].1, expected, "{case}");
        }
    }
}
