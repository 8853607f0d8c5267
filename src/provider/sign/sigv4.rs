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
