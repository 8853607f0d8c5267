//! OVHcloud's `$1$` signature (help.ovhcloud.com, "First steps with the OVHcloud APIs").

use super::{Signature, Signed, ToSign, sha1};

pub fn sign(call: &ToSign<'_>) -> Signed {
    let (key, consumer) = (call.account.field("application_key"), call.account.field("consumer_key"));
    let mark = if call.query.is_empty() { "" } else { "?" };
    let url = format!("https://{}{}{mark}{}", call.host, call.path, call.query);
    let (secret, seconds) = (call.secret.expose(), call.now.as_second());
    let text = format!("{secret}+{consumer}+{}+{url}+{}+{seconds}", call.method, call.body);
    Ok(Signature {
        headers: vec![
            ("X-Ovh-Application", key.to_owned()),
            ("X-Ovh-Consumer", consumer.to_owned()),
            ("X-Ovh-Timestamp", seconds.to_string()),
            ("X-Ovh-Signature", format!("$1${}", sha1(&text))),
        ],
        ..Signature::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{core::secret::Secret, provider::sign::example};

    /// The vendor's own test of its wrapper for Python.
    #[test]
    fn the_published_examples_are_reproduced() {
        let account = example::account(&[
            ("application_key", "TDPKJdwZwAQPwKX2"),
            ("consumer_key", "5mBuy6SUQcRw2ZUxg0cG68BoDKpED4KY"),
        ]);
        let secret = Secret::new("9ufkBmLaTQ9nz5yMUlg79taH0GNnzDjk");
        for (method, body, signature) in [
            ("GET", "", "$1$e9556054b6309771395efa467c22e627407461ad"),
            ("POST", r#"{"a":"b","c":"d"}"#, "$1$ec2fb5c7a81f64723c77d2e5b609ae6f58a84fc1"),
            ("PUT", r#"{"a":"b","c":"d"}"#, "$1$8a75a9e7c8e7296c9dbeda6a2a735eb6bd58ec4b"),
            ("DELETE", "", "$1$a1eecd00b3b02b6cf5708b84b9ff42059a950d85"),
        ] {
            let call = ToSign {
                method,
                host: "eu.api.ovh.com",
                path: "/1.0/auth",
                body,
                now: jiff::Timestamp::from_second(1_457_018_875).unwrap(),
                ..example::request(&account, &secret)
            };
            assert_eq!(sign(&call).unwrap().headers[3].1, signature, "{method}");
        }
    }
}
