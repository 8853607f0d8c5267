//! NearlyFreeSpeech.NET's `X-NFSN-Authentication` (members.nearlyfreespeech.net/wiki/API/Introduction).

use super::{Signature, Signed, ToSign, sha1};

pub fn sign(call: &ToSign<'_>) -> Signed {
    // Sixteen letters or digits, never the same twice.
    let salt = &format!("{:032x}", call.nonce)[16..];
    Ok(Signature { headers: vec![("X-NFSN-Authentication", header(call, salt))], ..Signature::default() })
}

fn header(call: &ToSign<'_>, salt: &str) -> String {
    let (login, seconds) = (call.account.field("login"), call.now.as_second());
    let (key, body) = (call.secret.expose(), sha1(call.body));
    let hash = sha1(&format!("{login};{seconds};{salt};{key};{};{body}", call.path));
    format!("{login};{seconds};{salt};{hash}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{core::secret::Secret, provider::sign::example};

    /// Not the vendor's, which publishes none, but one that other clients test against.
    #[test]
    fn the_known_example_is_reproduced() {
        let (account, secret) = (example::account(&[("login", "user")]), Secret::new("secret"));
        let call = ToSign {
            path: "/path",
            body: "data",
            now: jiff::Timestamp::from_second(1_692_475_113).unwrap(),
            ..example::request(&account, &secret)
        };
        let expected = "user;1692475113;0123456789ABCDEF;417a9988c7ad7919b297884dd120b5808d8a1e6f";
        assert_eq!(header(&call, "0123456789ABCDEF"), expected);
        assert_eq!(sign(&call).unwrap().headers[0].1.split(';').nth(2).unwrap().len(), 16);
    }
}
