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
        // Case, method, path and query, signature.
        for line in include_str!("sigv4-suite.txt").lines() {
            let [case, method, target, signature] = line.split(' ').collect::<Vec<_>>()[..] else {
                panic!("{line}")
            };
            let (path, query) = target.split_once('?').unwrap_or((target, ""));
            let method = if method == "GET" { "GET" } else { "POST" };
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
