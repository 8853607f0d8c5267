//! WEDOS's `auth` (kb.wedos.com, "WAPI Manual"): SHA-1 over the user, the SHA-1 of the password, and the hour in Prague.

use jiff::tz::TimeZone;

use super::{ToSign, sha1};
use crate::core::problem::{Code, Problem};

/// Summer time from the last Sunday in March to the last in October.
const PRAGUE: &str = "CET-1CEST,M3.5.0,M10.5.0/3";

pub fn auth(call: &ToSign<'_>) -> Result<String, Problem> {
    let prague = TimeZone::posix(PRAGUE).map_err(|_| Code::WrongClock)?;
    let hour = call.now.to_zoned(prague).hour();
    let (user, password) = (call.account.field("username"), sha1(call.secret.expose()));
    Ok(sha1(&format!("{user}{password}{hour:02}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{core::secret::Secret, provider::sign::example};

    /// Around the two Sundays of the year 2026.
    #[test]
    fn the_hour_is_that_of_prague() {
        let account = example::account(&[("username", "ada@example.org")]);
        let secret = Secret::new("wapi-71f4");
        for (now, hour) in [
            ("2026-01-15T23:30:00Z", "00"),
            ("2026-03-29T00:59:59Z", "01"),
            ("2026-03-29T01:00:00Z", "03"),
            ("2026-07-01T07:10:00Z", "09"),
            ("2026-10-25T00:59:59Z", "02"),
            ("2026-10-25T01:00:00Z", "02"),
            ("2026-10-25T02:00:00Z", "03"),
        ] {
            let call = ToSign { now: now.parse().unwrap(), ..example::request(&account, &secret) };
            let expected = sha1(&format!("ada@example.org{}{hour}", sha1("wapi-71f4")));
            assert_eq!(auth(&call).unwrap(), expected, "{now}");
        }
    }
}
