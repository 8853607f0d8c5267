//! Baidu AI Cloud's bce-auth-v1 (cloud.baidu.com/doc/Reference, "authentication string"), over the host and the
//! date.

use super::{Signature, Signed, ToSign, hmac_sha256, sorted, utc};
use crate::core::encode::percent;

/// Seconds that a request is good for.
const EXPIRES: u32 = 1800;

pub fn sign(call: &ToSign<'_>) -> Signed {
    let date = utc(call.now, "%Y-%m-%dT%H:%M:%SZ");
    let prefix = format!("bce-auth-v1/{}/{date}/{EXPIRES}", call.account.field("access_key_id"));
    let key = hmac_sha256(call.secret.expose().as_bytes(), &prefix);
    let headers = format!("host:{}\nx-bce-date:{}", percent(call.host), percent(&date));
    let canonical = format!("{}\n{}\n{}\n{headers}", call.method, call.path, sorted(call.query));
    let signature = hmac_sha256(key.as_bytes(), &canonical);
    let authorization = format!("{prefix}/host;x-bce-date/{signature}");
    Ok(Signature {
        headers: vec![("x-bce-date", date), ("Authorization", authorization)],
        ..Signature::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{core::secret::Secret, provider::sign::example};

    /// intl.cloud.baidu.com/doc/Reference/s/Gjwvz1xez-en
    #[test]
    fn the_published_example_is_reproduced() {
        let id = "a".repeat(32);
        let account = example::account(&[("access_key_id", &id)]);
        let secret = Secret::new(&"b".repeat(32));
        let call = ToSign {
            method: "PUT",
            host: "bj.bcebos.com",
            path: "/v1/test/myfolder/readme.txt",
            query: "partNumber=9&uploadId=a44cc9bab11cbd156984767aad637851",
            now: "2015-04-27T08:23:49Z".parse().unwrap(),
            ..example::request(&account, &secret)
        };
        let expected = format!(
            "bce-auth-v1/{id}/2015-04-27T08:23:49Z/1800/host;x-bce-date/\
             1b8de5a23a56eef657c69f94c621e7acd227d049a4ba577f537d5e5cebf0cf32"
        );
        assert_eq!(sign(&call).unwrap().headers[1].1, expected);
    }
}
