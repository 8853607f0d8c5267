//! What an answer's headers say of how much more may be asked: `Retry-After` and the rate-limit fields.
//!
//! Read are `RateLimit` with `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers, as Cloudflare
//! sends them), `RateLimit-Remaining` and its siblings (the same draft until its fifth edition), and
//! `X-RateLimit-Remaining` and its siblings, whose reset is seconds with some and a moment with others.
//! What cannot be read is left out: no header makes an answer a bad one.
//!
//! What follows from it is [`super::pacer`]'s business.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{HeaderMap, RETRY_AFTER};

/// No service is waited for longer on its word alone.
pub const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
/// A reset above this many seconds is no wait but a moment since 1970: it is thirty years.
const MOMENT: u64 = 1_000_000_000;
/// And above this many, one in milliseconds.
const MOMENT_MILLIS: u64 = 1_000_000_000_000;

/// How much more a service takes, of the quota that has least left.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Allowance {
    /// Requests in a whole window, where that is said.
    pub quota: Option<u64>,
    /// Requests that are left in this one.
    pub remaining: u64,
    /// Until the next window; at most [`LONGEST`].
    pub reset: Duration,
}

/// What the rate-limit fields say, if anything.
pub fn allowance(headers: &HeaderMap, now: Timestamp) -> Option<Allowance> {
    let field = |name: &str| -> Vec<String> {
        let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
        values.flat_map(items).collect()
    };
    let policies = field("ratelimit-policy");
    let quota_of = |name: &str| {
        let policy = policies.iter().find(|policy| name_of(policy) == name);
        policy.and_then(|policy| parameter(policy, "q"))
    };
    let structured = field("ratelimit").into_iter().filter_map(|item| {
        let remaining = parameter(&item, "r")?;
        let reset = wait(parameter(&item, "t").unwrap_or(0), now);
        Some(Allowance { quota: quota_of(name_of(&item)), remaining, reset })
    });
    let number = |name: &str| headers.get(name)?.to_str().ok().and_then(leading_number);
    let apart = ["ratelimit", "x-ratelimit", "x-rate-limit"].into_iter().filter_map(|prefix| {
        Some(Allowance {
            quota: number(&format!("{prefix}-limit")),
            remaining: number(&format!("{prefix}-remaining"))?,
            reset: wait(number(&format!("{prefix}-reset"))?, now),
        })
    });
    structured.chain(apart).min_by_key(|it| (it.remaining, std::cmp::Reverse(it.reset)))
}

/// `Retry-After` of the headers, if there is one that can be read.
pub fn asked_to_wait(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    retry_after(headers.get(RETRY_AFTER)?.to_str().ok()?, now)
}

/// Reads `Retry-After` (RFC 9110 section 10.2.3): seconds or a date; at most a day.
pub fn retry_after(value: &str, now: Timestamp) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(Duration::from_secs(seconds).min(LONGEST));
    }
    let date = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(value).ok()?;
    let wait = date.as_second().saturating_sub(now.as_second());
    Some(Duration::from_secs(u64::try_from(wait).unwrap_or(0)).min(LONGEST))
}

/// Seconds, or a moment in seconds or milliseconds since 1970.
fn wait(reset: u64, now: Timestamp) -> Duration {
    let since = |millis: i64| u64::try_from(millis).unwrap_or(0);
    let wait = match reset {
        MOMENT_MILLIS.. => Duration::from_millis(reset.saturating_sub(since(now.as_millisecond()))),
        MOMENT.. => Duration::from_secs(reset.saturating_sub(since(now.as_second()))),
        _ => Duration::from_secs(reset),
    };
    wait.min(LONGEST)
}

/// The members of a list (RFC 9651 section 3.1): a comma inside a quoted name parts nothing.
fn items(list: &str) -> Vec<String> {
    let mut items = vec![String::new()];
    let mut quoted = false;
    for c in list.chars() {
        quoted ^= c == '"';
        match items.last_mut() {
            Some(item) if c != ',' || quoted => item.push(c),
            _ => items.push(String::new()),
        }
    }
    items.into_iter().map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect()
}

/// The name of a member: what stands before its parameters.
fn name_of(item: &str) -> &str {
    item.split(';').next().unwrap_or_default().trim()
}

/// An integer parameter of a member (`"default";r=50;t=30`).
fn parameter(item: &str, key: &str) -> Option<u64> {
    let mut parameters = item.split(';').skip(1).filter_map(|pair| pair.split_once('='));
    parameters.find(|(name, _)| name.trim() == key).and_then(|(_, value)| leading_number(value))
}

/// The number that a value begins with: `RateLimit-Limit: 100, 100;w=10` repeats its policy behind it.
fn leading_number(value: &str) -> Option<u64> {
    let value = value.trim();
    let end = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
    value[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderName, HeaderValue};

    use super::*;

    fn now() -> Timestamp {
        Timestamp::from_second(1_800_000_000).unwrap()
    }

    #[track_caller]
    fn read(fields: &[(&str, &str)]) -> Option<(Option<u64>, u64, u64)> {
        let mut headers = HeaderMap::new();
        for (name, value) in fields {
            let name: HeaderName = name.parse().unwrap();
            headers.append(name, HeaderValue::from_str(value).unwrap());
        }
        allowance(&headers, now()).map(|it| (it.quota, it.remaining, it.reset.as_secs()))
    }

    #[test]
    fn the_structured_field_is_read_as_cloudflare_sends_it() {
        assert_eq!(read(&[("Ratelimit", r#""default";r=50;t=30"#)]), Some((None, 50, 30)));
        let policy = ("Ratelimit-Policy", r#""burst";q=100;w=60, "default";q=1200;w=300"#);
        let limits = ("Ratelimit", r#""burst";r=90;t=10, "default";r=50;t=30"#);
        assert_eq!(read(&[policy, limits]), Some((Some(1200), 50, 30)));
        // Lists may be spread over several lines.
        assert_eq!(
            read(&[("RateLimit", r#""a,b";r=9;t=1"#), ("RateLimit", r#""c";r=0;t=7"#)]),
            Some((None, 0, 7))
        );
    }

    #[test]
    fn the_older_fields_are_read_too() {
        let older = [("RateLimit-Limit", "100, 100;w=60"), ("RateLimit-Remaining", "3")];
        assert_eq!(read(&[older[0], older[1], ("RateLimit-Reset", "17")]), Some((Some(100), 3, 17)));
        assert_eq!(
            read(&[("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", "1800000090")]),
            Some((None, 0, 90))
        );
        assert_eq!(
            read(&[("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", "1800000090000")]),
            Some((None, 0, 90))
        );
        assert_eq!(
            read(&[("X-Rate-Limit-Remaining", "4"), ("X-Rate-Limit-Reset", "1799999999")]),
            Some((None, 4, 0))
        );
    }

    #[test]
    fn what_cannot_be_read_is_left_out_and_nothing_lasts_longer_than_a_day() {
        for fields in [
            &[("RateLimit", "soon")][..],
            &[("RateLimit", r#""default";r=many;t=1"#)],
            &[("RateLimit", r#"";;=,,"#)],
            &[("X-RateLimit-Remaining", "5")],
            &[("X-RateLimit-Reset", "5")],
            &[("X-RateLimit-Remaining", "-1"), ("X-RateLimit-Reset", "5")],
            &[],
        ] {
            assert_eq!(read(fields), None, "{fields:?}");
        }
        let late = ("X-RateLimit-Reset", "99999999999999999999");
        assert_eq!(read(&[("X-RateLimit-Remaining", "0"), late]), None);
        assert_eq!(read(&[("RateLimit", r#""d";r=0;t=999999"#)]), Some((None, 0, 86_400)));
    }

    #[test]
    fn retry_after_is_read_in_both_forms_and_bounded() {
        let read = |value| retry_after(value, now()).map(|wait| wait.as_secs());
        assert_eq!(read("120"), Some(120));
        assert_eq!(read("99999999"), Some(86_400));
        assert_eq!(read("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(read("Fri, 31 Dec 2100 23:59:59 GMT"), Some(86_400));
        assert_eq!(read("soon"), None);
    }
}
