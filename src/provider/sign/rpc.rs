//! The older signature of Alibaba Cloud's RPC calls (HMAC-SHA1 over the sorted query), which the now.cn family
//! took over with other names.

use ring::hmac;

use super::{Signature, Signed, ToSign, base64, mac, sorted, utc};
use crate::provider::encode::percent;

/// Signs for the now.cn family.
pub fn now_cn(call: &ToSign<'_>) -> Signed {
    let own = format!(
        "AccessInstanceID={}&SignatureMethod=HMAC-SHA1&SignatureNonce={:032x}&Timestamp={}",
        percent(call.account.field("access_instance_id")),
        call.nonce,
        percent(&utc(call.now, "%Y-%m-%dT%H:%M:%SZ")),
    );
    let joint = if call.query.is_empty() { "" } else { "&" };
    let signature = signature(call, &format!("{}{joint}{own}", call.query));
    Ok(Signature { query: format!("{own}&Signature={}", percent(&signature)), ..Signature::default() })
}

fn signature(call: &ToSign<'_>, query: &str) -> String {
    let text = format!("{}&%2F&{}", call.method, percent(&sorted(query)));
    let key = format!("{}&", call.secret.expose());
    base64(mac(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, key.as_bytes(), &text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{core::secret::Secret, provider::sign::example};

    /// Alibaba Cloud's help, "RPC signature".
    #[test]
    fn the_published_examples_are_reproduced() {
        let (account, secret) = (example::account(&[]), Secret::new("testsecret"));
        let call = example::request(&account, &secret);
        for (own, expected) in [
            (
                "Action=DescribeRegions&SignatureNonce=3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf&Version=2014-05-26&\
                 Timestamp=2016-02-23T12%3A46%3A24Z",
                "OLeaidS1JvxuMvnyHOwuJ+uX5qY=",
            ),
            (
                "Action=DescribeDomainRecords&DomainName=example.com&Version=2015-01-09&\
                 SignatureNonce=f59ed6a9-83fc-473b-9cc6-99c95df3856e&Timestamp=2016-03-24T16%3A41%3A54Z",
                "uRpHwaSEt3J+6KQD//svCh/x+pI=",
            ),
        ] {
            let common = "AccessKeyId=testid&Format=XML&SignatureMethod=HMAC-SHA1&SignatureVersion=1.0";
            assert_eq!(signature(&call, &format!("{own}&{common}")), expected);
        }
    }
}
