//! Alibaba Cloud's ACS3-HMAC-SHA256, for RPC-style calls: everything in the query, an
//! empty body. (Signature method v3, "request structure and signature" in the
//! vendor's SDK documentation.)

use super::{hmac_sha256, sha256};
use crate::{core::secret::Secret, provider::encode::percent};

/// One call to be signed.
pub struct Call<'a> {
    pub host: &'a str,
    pub action: &'a str,
    pub version: &'a str,
    /// `2023-10-26T10:22:32Z`
    pub date: &'a str,
    pub nonce: &'a str,
    /// Unencoded, in any order.
    pub query: &'a [(&'a str, String)],
}

impl Call<'_> {
    /// The query as it is both signed and sent: sorted and encoded.
    pub fn query(&self) -> String {
        let mut pairs: Vec<_> =
            self.query.iter().map(|(key, value)| (percent(key), percent(value))).collect();
        pairs.sort();
        pairs.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join("&")
    }

    /// The headers to send, `authorization` among them, `host` not.
    pub fn headers(&self, key_id: &str, secret: &Secret) -> [(&'static str, String); 6] {
        let body = sha256(b"");
        let names = "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version";
        let canonical = self.canonical(names, &body);
        let to_sign = format!("ACS3-HMAC-SHA256\n{}", sha256(canonical.as_bytes()));
        let signature = hmac_sha256(secret.expose().as_bytes(), &to_sign);
        let authorization =
            format!("ACS3-HMAC-SHA256 Credential={key_id},SignedHeaders={names},Signature={signature}");
        [
            ("x-acs-action", self.action.to_owned()),
            ("x-acs-content-sha256", body),
            ("x-acs-date", self.date.to_owned()),
            ("x-acs-signature-nonce", self.nonce.to_owned()),
            ("x-acs-version", self.version.to_owned()),
            ("authorization", authorization),
        ]
    }

    fn canonical(&self, names: &str, body: &str) -> String {
        let Self { host, action, version, date, nonce, .. } = self;
        let query = self.query();
        format!(
            "POST\n/\n{query}\nhost:{host}\nx-acs-action:{action}\nx-acs-content-sha256:{body}\n\
             x-acs-date:{date}\nx-acs-signature-nonce:{nonce}\nx-acs-version:{version}\n\n{names}\n{body}"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature
    #[test]
    fn the_published_example_is_reproduced() {
        let image = "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd";
        let call = Call {
            host: "ecs.cn-shanghai.aliyuncs.com",
            action: "RunInstances",
            version: "2014-05-26",
            date: "2023-10-26T10:22:32Z",
            nonce: "3156853299f313e23d1673dc12e1703d",
            query: &[("RegionId", "cn-shanghai".to_owned()), ("ImageId", image.to_owned())],
        };
        let names = "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version";
        let canonical = call.canonical(names, &sha256(b""));
        let hash = "7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259";
        assert_eq!(sha256(canonical.as_bytes()), hash);
        let headers = call.headers("YourAccessKeyId", &Secret::new("YourAccessKeySecret"));
        let expected = format!(
            "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders={names},\
             Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
        );
        assert_eq!(headers[5].1, expected);
    }
}
