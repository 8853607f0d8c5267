//! A webhook: one POST of JSON.
//!
//! The URL may hold a token, and so appears in no message. Any 2xx is success; the answer's body is
//! not looked at.

use std::time::Duration;

use serde_json::{Map, Value};

use super::values;
use crate::{
    config::{Hook, hook::How},
    core::{
        problem::{Code, Problem},
        state::Told,
    },
    net::{self, Net, Route},
    secrets,
};

/// What is read of an answer that is not looked at.
const LIMIT: usize = 64 * 1024;

pub async fn post(hook: &Hook, told: &Told, net: &Net) -> Result<(), Problem> {
    let How::Webhook { url, body, headers, secret } = &hook.how else {
        return Err(Problem::new(Code::BadSetting));
    };
    let route = Route { proxy: true, ..Route::default() };
    let mut request = net.client(url.as_str(), &route)?.post(url.clone());
    request = request.header("Content-Type", "application/json");
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let mut token = None;
    if let Some((name, place)) = secret {
        let secret = secrets::fetch(&Hook::secret_name(&hook.name), place).await?;
        let mut value = reqwest::header::HeaderValue::try_from(secret.expose())
            .map_err(|_| Problem::from(Code::BadCredential).said("the secret does not fit into a header"))?;
        value.set_sensitive(true);
        request = request.header(name, value);
        token = Some(secret);
    }
    let response = request.body(filled(body.as_deref(), told)).send().await.map_err(net::problem)?;
    let answer = net::Answer::read(response, LIMIT).await?;
    let said = || {
        let start: String = answer.text().chars().take(120).collect();
        let said = format!("{}: {start}", answer.status);
        token.as_ref().map_or(said.clone(), |token| token.cross_out(&said))
    };
    let code = match answer.status.as_u16() {
        200..=299 => return Ok(()),
        429 => Code::RateLimited,
        408 | 500..=599 => Code::Outage,
        401 => Code::BadCredential,
        403 => Code::NotPermitted,
        _ => Code::BadRecord,
    };
    let wait = answer.retry_after.filter(|wait| *wait > Duration::ZERO);
    Err(Problem::from(code).said(&said()).retry_after(wait))
}

/// The body: the template with its places filled, or all that is told as one object.
pub(super) fn filled(template: Option<&str>, told: &Told) -> String {
    let values = values(told);
    let Some(template) = template else {
        let whole: Map<String, Value> =
            values.into_iter().map(|(key, value)| (key.to_owned(), Value::String(value))).collect();
        return Value::Object(whole).to_string();
    };
    // In one pass over the template, so that nothing in a value is taken for a place.
    let mut body = String::new();
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        body.push_str(&rest[..at]);
        rest = &rest[at..];
        let place =
            values.iter().find(|(key, _)| rest[1..].strip_prefix(key).is_some_and(|r| r.starts_with('}')));
        if let Some((key, value)) = place {
            let quoted = Value::String(value.clone()).to_string();
            body.push_str(quoted.trim_matches('"'));
            rest = &rest[key.len() + 2..];
        } else {
            body.push('{');
            rest = &rest[1..];
        }
    }
    body + rest
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::core::record::Kind;

    fn told() -> Told {
        Told {
            trace_id: None,
            kind: Kind::Aaaa,
            names: vec!["home.example.org".parse().unwrap()],
            old: vec!["2a00::1".parse().unwrap()],
            new: vec!["2a00::2".parse().unwrap(), "2a00::3".parse().unwrap()],
            at: Timestamp::from_second(1_800_000_000).unwrap(),
        }
    }

    #[test]
    fn the_places_of_a_body_are_filled() {
        let body =
            filled(Some(r#"{"text": "{names} is {new}, was {old}", "kind": {"x": "{type}"}}"#), &told());
        let read: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(read["text"], "home.example.org is 2a00::2,2a00::3, was 2a00::1");
        assert_eq!(read["kind"]["x"], "AAAA");
    }

    #[test]
    fn without_a_body_everything_is_told() {
        let read: Value = serde_json::from_str(&filled(None, &told())).unwrap();
        assert_eq!((&read["names"], &read["new"]), (&"home.example.org".into(), &"2a00::2,2a00::3".into()));
    }
}
