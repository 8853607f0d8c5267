//! Alibaba Cloud's ACS3-HMAC-SHA256 (signature method v3, "request structure and signature" in the vendor's SDK
//! documentation), for RPC-style calls: all of it in the query.

use super::{Signature, Signed, ToSign, canonical_headers, hmac_sha256, sha256, sorted, utc};

/// Signs for one version of an API; the action is the call's.
pub fn sign(call: &ToSign<'_>, version: &str) -> Signed {
    let (body, date) = (sha256(call.body.as_bytes()), utc(call.now, "%Y-%m-%dT%H:%M:%SZ"));
    let nonce = format!("{:032x}", call.nonce);
    let (lines, names) = canonical_headers(&[
        ("host", call.host),
        ("x-acs-action", call.action),
        ("x-acs-content-sha256", &body),
        ("x-acs-date", &date),
        ("x-acs-signature-nonce", &nonce),
        ("x-acs-version", version),
    ]);
    let canonical =
        format!("{}\n{}\n{}\n{lines}\n{names}\n{body}", call.method, call.path, sorted(call.query));
    let to_sign = format!("ACS3-HMAC-SHA256\n{}", sha256(canonical.as_bytes()));
    let signature = hmac_sha256(call.secret.expose().as_bytes(), &to_sign);
    let id = call.account.field("access_key_id");
    let authorization =
        format!("ACS3-HMAC-SHA256 Credential={id},SignedHeaders={names},Signature={signature}");
    Ok(Signature {
        headers: vec![
            ("x-acs-action", call.action.to_owned()),
            ("x-acs-content-sha256", body),
            ("x-acs-date", date),
            ("x-acs-signature-nonce", nonce),
            ("x-acs-version", version.to_owned()),
            ("authorization", authorization),
        ],
        ..Signature::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{core::secret::Secret, provider::sign::example};

    /// alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature
    #[test]
    fn the_published_example_is_reproduced() {
        let account = example::account(&[("access_key_id", "YourAccessKeyId")]);
        let secret = Secret::new("YourAccessKeySecret");
        let call = ToSign {
            method: "POST",
            host: "ecs.cn-shanghai.aliyuncs.com",
            query: "RegionId=cn-shanghai&ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
            action: "RunInstances",
            now: "2023-10-26T10:22:32Z".parse().unwrap(),
            nonce: 0x3156_8532_99f3_13e2_3d16_73dc_12e1_703d,
            ..example::request(&account, &secret)
        };
        let expected = "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,\
                        SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,\
                        Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0";
        assert_eq!(sign(&call, "2014-05-26").unwrap().headers[5].1, expected);
    }
}
