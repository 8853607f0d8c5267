//! A webhook: one POST of JSON.
//!
//! Any 2xx is success, and the answer's body is not looked at: a service that accepted and then hangs or
//! floods was told, and is not told again. Of another answer the start is kept for the message. The URL
//! may hold a token, and so appears in no message, not even where the service repeats it.

use std::time::Duration;

use reqwest::{RequestBuilder, Response, StatusCode, Url, header::CONTENT_TYPE};
use serde_json::{Map, Value};
use tokio::time::timeout;

use super::values;
use crate::{
    config::{Hook, hook::How},
    core::{
        problem::{Code, Problem},
        secret::Secret,
        state::Told,
    },
    net::{self, Net, Route, allowance},
    secrets,
};

/// What is kept of a refusal.
const KEPT: usize = 400;
/// How long the words of a refusal are waited for; the refusal itself is known by then.
const WORDS_WITHIN: Duration = Duration::from_secs(2);

pub async fn post(hook: &Hook, told: &Told, net: &Net) -> Result<(), Problem> {
    let How::Webhook { url, body, headers, secret } = &hook.how else {
        return Err(Problem::new(Code::BadSetting));
    };
    // Where a key is missing or refused, it is this that a person has to store anew.
    let account = Hook::secret_name(&hook.name);
    let route = Route { proxy: true, ..Route::default() };
    // The hook's own limit, which may be longer than what a provider is given.
    let mut request = net.client(url.as_str(), &route)?.post(url.clone()).timeout(hook.limit);
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(CONTENT_TYPE.as_str())) {
        request = request.header(CONTENT_TYPE, "application/json");
    }
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let mut token = None;
    if let Some((name, place)) = secret {
        let fetched = secrets::fetch(&account, place).await?;
        request = with_secret(request, name, &fetched).map_err(|problem| problem.account(&account))?;
        token = Some(fetched);
    }
    let response = request.body(filled(body.as_deref(), told)).send().await.map_err(net::problem)?;
    if response.status().is_success() {
        return Ok(());
    }
    let (status, asked) =
        (response.status(), allowance::asked_to_wait(response.headers(), jiff::Timestamp::now()));
    let said = format!("{status}: {}", start_of(response).await);
    let said = token.map_or(said.clone(), |token| token.cross_out(&said));
    let problem = Problem::from(code(status)).said(&without(url, &said));
    Err(problem.account(&account).retry_after(asked.filter(|wait| *wait > Duration::ZERO)))
}

fn with_secret(request: RequestBuilder, name: &str, secret: &Secret) -> Result<RequestBuilder, Problem> {
    let mut value = reqwest::header::HeaderValue::try_from(secret.expose())
        .map_err(|_| Problem::from(Code::BadCredential).said("the secret does not fit into a header"))?;
    value.set_sensitive(true);
    Ok(request.header(name, value))
}

/// What a refusal means. Given up is only what would be refused for ever: the key and the body. All else
/// may pass by itself: a proxy without its service behind it says 404, a network's log-in page 302.
fn code(status: StatusCode) -> Code {
    match status.as_u16() {
        429 => Code::RateLimited,
        408 | 425 | 500..=599 => Code::Outage,
        401 => Code::BadCredential,
        403 => Code::NotPermitted,
        400 | 413 | 415 | 422 => Code::BadSetting,
        _ => Code::BadAnswer,
    }
}

async fn start_of(mut response: Response) -> String {
    let mut kept = Vec::new();
    let reading = async {
        while let Ok(Some(chunk)) = response.chunk().await {
            kept.extend_from_slice(&chunk[..chunk.len().min(KEPT - kept.len())]);
            if kept.len() == KEPT {
                break;
            }
        }
    };
    let _ = timeout(WORDS_WITHIN, reading).await;
    String::from_utf8_lossy(&kept).chars().take(120).collect()
}

/// `said` without what only the URL can have told it.
fn without(url: &Url, said: &str) -> String {
    // Shorter ones are words like `api` and `hook`.
    const SHORTEST: usize = 6;
    let segments = url.path_segments().into_iter().flatten().map(str::to_owned);
    let values = url.query_pairs().map(|(_, value)| value.into_owned());
    let parts = segments.chain(values).filter(|part| part.len() >= SHORTEST);
    parts.fold(said.to_owned(), |said, part| Secret::new(&part).cross_out(&said))
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
    fn what_the_url_holds_is_not_repeated() {
        let url: Url = "https://hooks.test/services/T00/B1234567/s3cr3tToken?key=abcdef99".parse().unwrap();
        let said = "404 Not Found: Cannot POST /services/T00/B1234567/s3cr3tToken?key=abcdef99";
        let clean = without(&url, said);
        assert!(clean.starts_with("404 Not Found: Cannot POST "), "{clean}");
        assert!(["B1234567", "s3cr3t", "abcdef"].iter().all(|part| !clean.contains(part)), "{clean}");
    }

    #[test]
    fn only_what_is_refused_for_ever_is_given_up() {
        use crate::core::problem::Remedy;
        for status in [302, 404, 405, 408, 410, 425, 429, 500, 502, 503, 599] {
            let remedy = code(StatusCode::from_u16(status).unwrap()).remedy();
            assert!(matches!(remedy, Remedy::Retry | Remedy::Wait(_)), "{status}");
        }
        for status in [400, 401, 403, 413, 422] {
            let remedy = code(StatusCode::from_u16(status).unwrap()).remedy();
            assert!(matches!(remedy, Remedy::StopAccount | Remedy::StopRecord), "{status}");
        }
    }

    #[test]
    fn without_a_body_everything_is_told() {
        let read: Value = serde_json::from_str(&filled(None, &told())).unwrap();
        assert_eq!((&read["names"], &read["new"]), (&"home.example.org".into(), &"2a00::2,2a00::3".into()));
    }
}
