//! Tencent Cloud's TC3-HMAC-SHA256 ("Signature v3" of any of its APIs), for actions posted as JSON to `/`.

use super::{Signature, Signed, ToSign, canonical_headers, chained, sha256, utc};

/// Signs for one service and version of its API; the action is the call's.
pub fn sign(call: &ToSign<'_>, service: &str, version: &str) -> Signed {
    let action = call.action.to_lowercase();
    let headers = [("content-type", call.content_type), ("host", call.host), ("x-tc-action", &action)];
    let (lines, names) = canonical_headers(&headers);
    let canonical = format!("{}\n/\n\n{lines}\n{names}\n{}", call.method, sha256(call.body.as_bytes()));
    let (seconds, day) = (call.now.as_second(), utc(call.now, "%Y-%m-%d"));
    let scope = format!("{day}/{service}/tc3_request");
    let text = format!("TC3-HMAC-SHA256\n{seconds}\n{scope}\n{}", sha256(canonical.as_bytes()));
    let secret = format!("TC3{}", call.secret.expose());
    let signature = chained(&secret, &[&day, service, "tc3_request"], &text);
    let id = call.account.field("secret_id");
    let authorization =
        format!("TC3-HMAC-SHA256 Credential={id}/{scope}, SignedHeaders={names}, Signature={signature}");
    Ok(Signature {
        headers: vec![
            ("Authorization", authorization),
            ("X-TC-Action", call.action.to_owned()),
            ("X-TC-Version", version.to_owned()),
            ("X-TC-Timestamp", seconds.to_string()),
        ],
        ..Signature::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{core::secret::Secret, provider::sign::example};

    /// cloud.tencent.com/document/api/213/30654, with the secrets as that page writes them.
    #[test]
    fn the_published_example_is_reproduced() {
        let account = example::account(&[("secret_id", "AKID")]);
        for (secret, signature) in [
            (
                "Gu5t9xGARNpq86cd98joQYCN3*******",
                "be4f67d323c78ab9acb7395e43c0dbcf822a9cfac32fea2449a7bc7726b770a3",
            ),
            (
                "********************************",
                "10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f",
            ),
        ] {
            let secret = Secret::new(secret);
            let call = ToSign {
                method: "POST",
                host: "cvm.tencentcloudapi.com",
                content_type: "application/json; charset=utf-8",
                body: r#"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}"#,
                action: "DescribeInstances",
                now: jiff::Timestamp::from_second(1_551_113_065).unwrap(),
                ..example::request(&account, &secret)
            };
            let signed = sign(&call, "cvm", "2017-03-12").unwrap();
            let expected = format!(
                "TC3-HMAC-SHA256 Credential=AKID/2019-02-25/cvm/tc3_request, \
                 SignedHeaders=content-type;host;x-tc-action, Signature={signature}"
            );
            assert_eq!(signed.headers[0].1, expected);
        }
    }
}
