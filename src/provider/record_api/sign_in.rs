//! From a call and its places to the request that goes out, with whatever shows whose it is.

use jiff::Timestamp;
use serde_json::Value;

use super::{Api, Auth, Body, Call, template::Places};
use crate::{
    config::Account,
    core::{
        encode::percent,
        problem::{Code, Problem},
        secret::Secret,
    },
};

/// A request, but for the base address.
pub struct Outgoing {
    pub method: &'static str,
    /// Query included.
    pub path: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: Option<String>,
}

/// What a signature is made of.
pub struct ToSign<'a> {
    pub account: &'a Account,
    pub secret: &'a Secret,
    pub method: &'static str,
    /// `host` or `host:port`, as the header says it.
    pub host: &'a str,
    /// Of the base address and of the call, encoded, without the query.
    pub path: &'a str,
    /// Encoded, as it is sent, without the question mark.
    pub query: &'a str,
    /// Empty where the request has none; then so is its kind.
    pub body: &'a str,
    pub content_type: &'a str,
    pub action: &'static str,
    pub now: Timestamp,
    /// Never the same twice.
    pub nonce: u128,
}

impl<'a> ToSign<'a> {
    /// `GET /` of a host, now.
    pub fn of(account: &'a Account, secret: &'a Secret, host: &'a str) -> Self {
        Self {
            account,
            secret,
            method: "GET",
            host,
            path: "/",
            query: "",
            body: "",
            content_type: "",
            action: "",
            now: Timestamp::now(),
            nonce: fastrand::u128(..),
        }
    }
}

/// What it adds to the request.
#[derive(Default)]
pub struct Signature {
    pub headers: Vec<(&'static str, String)>,
    /// Parameters, encoded, that are added to the query.
    pub query: String,
}

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// What stands between the parameters that are there and one more.
fn joint(path: &str) -> char {
    if path.contains('?') { '&' } else { '?' }
}

/// The request of `call`. `base` is the address that the
/// path is below.
pub fn outgoing(
    api: &Api,
    auth: &Auth,
    call: &Call,
    places: &Places<'_>,
    base: &str,
) -> Result<Outgoing, Problem> {
    let bad = || Problem::from(Code::BadSetting).said("the account has no secret");
    let (account, secret) = (places.account.ok_or_else(bad)?, places.secret.ok_or_else(bad)?);
    let mut path = places.path(call.path);
    if let Auth::Param(name) = auth {
        path = format!("{path}{}{name}={}", joint(&path), percent(secret.expose()));
    }
    let made = match auth {
        Auth::Hourly(make) => {
            let call = ToSign::of(account, secret, "");
            let half = jiff::SignedDuration::from_mins(30);
            // Half an hour on, it is either the next hour or still this one, and half an hour ago the last.
            let early = call.now.as_second().rem_euclid(3600) < 1800;
            let now = if early { call.now - half } else { call.now + half };
            Some(make(&if places.other_hour { ToSign { now, ..call } } else { call })?)
        }
        _ => None,
    };
    let places = &Places { assertion: made.as_deref().or(places.assertion), ..places.clone() };
    let beside = if let Auth::Body(beside) = auth { beside } else { "" };
    let (kind, body) = body(call, places, beside);
    let mut headers: Vec<(&'static str, String)> = Vec::new();
    headers.extend(body.is_some().then(|| ("Content-Type", kind.to_owned())));
    headers.extend(api.headers.iter().map(|(name, value)| (*name, places.plain(value))));
    match auth {
        Auth::Header(name, before) => {
            headers.push((name, format!("{}{}", places.plain(before), secret.expose())));
        }
        Auth::Basic(user) => headers.push(("Authorization", basic(&places.plain(user), secret.expose()))),
        Auth::Login(login) | Auth::SignedLogin(login, _) => {
            let (name, before) = login.header;
            if let Some(token) = places.token.filter(|_| !name.is_empty()) {
                headers.push((name, format!("{before}{token}")));
            }
        }
        Auth::Signed(sign) => {
            let (_, rest) = base.split_once("://").unwrap_or_default();
            let (host, above) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            let (below, query) = path.split_once('?').unwrap_or((&path, ""));
            let whole = format!("{above}{below}");
            let to_sign = ToSign {
                method: call.method,
                path: &whole,
                query,
                body: body.as_deref().unwrap_or_default(),
                content_type: if body.is_some() { kind } else { "" },
                action: call.action,
                ..ToSign::of(account, secret, host)
            };
            let signature = sign(&to_sign)?;
            headers.extend(signature.headers);
            if !signature.query.is_empty() {
                path = format!("{path}{}{}", joint(&path), signature.query);
            }
        }
        Auth::Param(_) | Auth::Body(_) | Auth::Hourly(_) => (),
    }
    Ok(Outgoing { method: call.method, path, headers, body })
}

pub fn basic(user: &str, password: &str) -> String {
    use base64::{Engine, prelude::BASE64_STANDARD};
    format!("Basic {}", BASE64_STANDARD.encode(format!("{user}:{password}")))
}

/// The body and its kind; `beside` is what every body carries.
fn body(call: &Call, places: &Places<'_>, beside: &str) -> (&'static str, Option<String>) {
    let json = |mut value: Value| {
        merge(&mut value, places.json(if beside.is_empty() { "{}" } else { beside }));
        (JSON, Some(value.to_string()))
    };
    match call.body {
        Body::None if beside.is_empty() => (JSON, None),
        Body::None if beside.starts_with('{') => json(Value::Object(serde_json::Map::default())),
        Body::None => (FORM, Some(places.form(beside))),
        Body::Json(text) => json(places.json(text)),
        Body::Within(key, text) => (FORM, Some(format!("{key}={}", percent(&places.json(text).to_string())))),
        Body::Form(text) => (FORM, Some(places.form(&format!("{text}&{beside}")))),
        Body::Kept { without, with } => {
            let mut value = places.kept.cloned().unwrap_or_default();
            if let Value::Object(members) = &mut value {
                members.retain(|key, member| !without.contains(&key.as_str()) && !member.is_null());
            }
            merge(&mut value, places.json(with));
            json(value)
        }
    }
}

/// Puts members into an object; into anything else, nothing.
fn merge(into: &mut Value, from: Value) {
    if let (Value::Object(into), Value::Object(from)) = (&mut *into, from) {
        into.extend(from);
    } else if into.is_null() {
        *into = Value::Object(serde_json::Map::default());
    }
}
