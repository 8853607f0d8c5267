//! What an answer says: its JSON, or why not.

use serde_json::Value;

use super::Answers;
use crate::{
    core::problem::{Code, Problem},
    net::Answer,
    provider::{http, status_problem},
};

/// What an answer says that went well.
#[derive(Default)]
pub struct Said {
    /// Null for an empty answer.
    pub body: Value,
    /// The service has a code for "there is nothing", and this is it.
    pub nothing: bool,
}

/// What an answer says, if that is that all went well.
pub fn read(answers: &Answers, answer: &Answer) -> Result<Said, Problem> {
    let status = status_problem(answer.status);
    let body: Value = if answer.body.iter().all(u8::is_ascii_whitespace) {
        Value::Null
    } else {
        match (http::json(answer), status) {
            (Ok(body), _) => body,
            // Half an answer, or a page for people: of "out of order" and "wait" the status says more. That it
            // is forbidden or not there is said by whatever stands before the service.
            (Err(problem), code) => {
                let passing = [Code::RateLimited, Code::Outage, Code::TimedOut];
                let page = answer.body.trim_ascii_start().starts_with(b"<");
                let number = answer.status.as_u16().to_string();
                let gateway = page && ["403", "404"].contains(&number.as_str());
                let own =
                    answers.refusals.iter().find(|(said, _)| *said == number && code.is_some() && !gateway);
                let own = own.map(|(_, code)| *code);
                let told = code.filter(|code| !page || passing.contains(code));
                let code = own.or(told).unwrap_or(problem.code);
                return Err(Problem { code, ..problem }.retry_after(answer.retry_after));
            }
        }
    };
    let denies = |at: &str| {
        !matches!(body.pointer(at), None | Some(Value::Null | Value::Bool(false))) && !is_empty(&body, at)
    };
    let good = status.is_none()
        // Without a documented sign of success, at least none of failure.
        && (answers.good.is_some_and(|(_, texts)| !texts.is_empty())
            || !["/error", "/errors"].iter().any(|at| denies(at)))
        && answers.good.is_none_or(|(at, texts)| match (text(&body, at), texts) {
            (said, []) => said.is_none(),
            (said, [text]) if text.starts_with('!') => said.is_none_or(|said| said != text[1..]),
            (said, texts) => said.is_some_and(|said| texts.contains(&said.as_str())),
        });
    if good {
        return Ok(Said { body, nothing: false });
    }
    let first = |places: &[&str]| places.iter().find_map(|at| text(&body, at)).unwrap_or_default();
    let (code, message) = (first(answers.code), first(answers.message));
    if status.is_none() && answers.nothing.contains(&code.as_str()) {
        return Ok(Said { body, nothing: true });
    }
    let number = answer.status.as_u16().to_string();
    let fits = |said: &str| {
        said == code
            || said == number && status.is_some()
            || said.len() > 3
                && said.parse::<i64>().is_err()
                && (message.contains(said) || code.contains(said))
    };
    let known = answers.refusals.iter().find(|(said, _)| fits(said)).map(|(_, code)| *code);
    let meaning = match (known, status) {
        // A word of the vendor's own says more than the status.
        (None, Some(status)) => status,
        (Some(known), _) => known,
        (None, None) => Code::BadAnswer,
    };
    let said = match (message.is_empty(), code.is_empty()) {
        (false, false) if code != message => format!("{message} ({code})"),
        (false, _) => message,
        (true, false) => code,
        (true, true) => {
            let start: String = answer.text().chars().take(80).collect();
            format!("{}: {start}", answer.status)
        }
    };
    Err(Problem::from(meaning).said(said.trim_end_matches(": ")).retry_after(answer.retry_after))
}

/// The text or number at a pointer; `None` for nothing, null and what is neither.
pub fn text(value: &Value, at: &str) -> Option<String> {
    match value.pointer(at)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn is_empty(value: &Value, at: &str) -> bool {
    match value.pointer(at) {
        Some(Value::Array(elements)) => elements.is_empty(),
        Some(Value::Object(members)) => members.is_empty(),
        Some(Value::String(text)) => text.is_empty(),
        _ => false,
    }
}
