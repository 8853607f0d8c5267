//! Volcengine's HMAC-SHA256 (volcengine.com/docs/6369/67269, "signature method").

use super::{Signature, Signed, ToSign, canonical_headers, chained, sha256, sorted, utc};

pub fn sign(call: &ToSign<'_>, region: &str, service: &str) -> Signed {
    let (date, body) = (utc(call.now, "%Y%m%dT%H%M%SZ"), sha256(call.body.as_bytes()));
    let (lines, names) = canonical_headers(&[
        ("content-type", call.content_type),
        ("host", call.host),
        ("x-content-sha256", &body),
        ("x-date", &date),
    ]);
    let query = sorted(call.query);
    let canonical = format!("{}\n{}\n{query}\n{lines}\n{names}\n{body}", call.method, call.path);
    let day = &date[..8];
    let scope = format!("{day}/{region}/{service}/request");
    let text = format!("HMAC-SHA256\n{date}\n{scope}\n{}", sha256(canonical.as_bytes()));
    let signature = chained(call.secret.expose(), &[day, region, service, "request"], &text);
    let id = call.account.field("access_key_id");
    let authorization =
        format!("HMAC-SHA256 Credential={id}/{scope}, SignedHeaders={names}, Signature={signature}");
    Ok(Signature {
        headers: vec![("X-Date", date), ("X-Content-Sha256", body), ("Authorization", authorization)],
        ..Signature::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{core::secret::Secret, provider::sign::example};

    /// volcengine.com/docs/6369/67270
    #[test]
    fn the_published_example_is_reproduced() {
        let id = "AKLTMjI2ODVlYzI3ZGY1NGU4ZjhjYWRjMTlmNTM5OTZkYzE";
        let account = example::account(&[("access_key_id", id)]);
        let secret = Secret::new("TnpCak5XWXpZV1U0WkRaaE5ERmxaR0ZpTmpjeVkyUXlZek0wTWpJMU1qWQ==");
        let call = ToSign {
            host: "iam.volcengineapi.com",
            query: "Version=2018-01-01&Action=ListUsers&Limit=10&Offset=0",
            content_type: "application/x-www-form-urlencoded; charset=utf-8",
            now: "2020-12-30T08:18:05Z".parse().unwrap(),
            ..example::request(&account, &secret)
        };
        let expected = format!(
            "HMAC-SHA256 Credential={id}/20201230/cn-north-1/iam/request, \
             SignedHeaders=content-type;host;x-content-sha256;x-date, \
             Signature=28eeabbbd726b87002e0fe58ad8c1c768e619b06e2646f35b6ad7ed029a6d8a7"
        );
        assert_eq!(sign(&call, "cn-north-1", "iam").unwrap().headers[2].1, expected);
    }
}
