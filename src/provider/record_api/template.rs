//! From a text with `{places}` to a path, a form or a JSON body.
//!
//! Every value is encoded for where it goes, so that it can mean nothing but itself.

use std::net::IpAddr;

use serde_json::{Map, Number, Value};

use crate::{
    config::Account,
    core::{
        encode::percent,
        record::{Kind, Name, Zone},
        secret::Secret,
    },
};

use super::answer::text;

/// What the places of one call hold.
#[derive(Clone, Default)]
pub struct Places<'a> {
    pub account: Option<&'a Account>,
    pub zone: Option<&'a Zone>,
    pub name: Option<&'a Name>,
    pub kind: Option<(Kind, &'static str)>,
    pub values: &'a [IpAddr],
    /// What was listed of the record that each value takes the place of, or stays.
    pub elements: Vec<Option<&'a Value>>,
    pub ttl: Option<u32>,
    pub id: Option<&'a str>,
    /// The one value that is written, and the one that it takes the place of.
    pub value: Option<IpAddr>,
    pub old: Option<IpAddr>,
    pub page: u32,
    pub size: u32,
    pub first: u32,
    pub cursor: &'a str,
    pub action: &'static str,
    pub items: Vec<Value>,
    pub additions: Vec<Value>,
    pub deletions: Vec<Value>,
    pub creates: Vec<Value>,
    pub updates: Vec<Value>,
    pub deletes: Vec<Value>,
    /// The record or RRset as it was listed.
    pub kept: Option<&'a Value>,
    /// Elements of the RRset's array that a replacement repeats as they were.
    pub idle: Vec<Value>,
    /// Only where a body is made for the wire.
    pub secret: Option<&'a Secret>,
    pub token: Option<&'a str>,
    pub assertion: Option<&'a str>,
    /// It is to be that of the nearest other hour.
    pub other_hour: bool,
}

impl Places<'_> {
    /// The text of a place; `None` if there is nothing to put there.
    fn text(&self, place: &str) -> Option<String> {
        if let Some((place, otherwise)) = place.split_once('|') {
            let other =
                || if otherwise.starts_with('/') { self.text(otherwise) } else { Some(otherwise.to_owned()) };
            return self.text(place).filter(|text| !text.is_empty()).or_else(other);
        }
        if let Some((v4, v6)) = place.split_once(':') {
            return Some(if self.kind?.0 == Kind::A { v4 } else { v6 }.to_owned());
        }
        let zone = || self.zone.map(|zone| zone.name.as_str());
        let sub = || self.name?.within(&self.zone?.name);
        Some(match place {
            "zone" => zone()?.to_owned(),
            "zone_id" => self
                .zone
                .map(|zone| if zone.id.is_empty() { zone.name.as_str() } else { &zone.id })?
                .to_owned(),
            "zone_id1" => self.zone?.id.split('/').next()?.to_owned(),
            "zone_id2" => self.zone?.id.split('/').nth(1)?.to_owned(),
            "zone_dot" => format!("{}.", zone()?),
            "fqdn" => self.name?.to_string(),
            "fqdn_dot" => format!("{}.", self.name?),
            "sub" => sub().filter(|sub| !sub.is_empty()).unwrap_or("@").to_owned(),
            "sub0" => sub()?.to_owned(),
            "type" => self.kind?.1.to_owned(),
            "kind" => self.kind?.0.as_str().to_owned(),
            "family" => if self.kind?.0 == Kind::A { "4" } else { "6" }.to_owned(),
            "value" => self.value?.to_string(),
            "old" => self.old?.to_string(),
            "ttl" => self.ttl?.to_string(),
            "ttl_minutes" => self.ttl?.div_ceil(60).to_string(),
            "id" => self.id?.to_owned(),
            "page" => self.page.to_string(),
            "offset" => (self.page.saturating_sub(self.first) * self.size).to_string(),
            "size" => self.size.to_string(),
            "cursor" => Some(self.cursor).filter(|cursor| !cursor.is_empty())?.to_owned(),
            "action" => self.action.to_owned(),
            "nonce" => format!("{:016x}", fastrand::u64(..)),
            "token" => self.token?.to_owned(),
            at if at.starts_with('/') => text(self.kept?, at)?,
            field => {
                self.account.map(|account| account.field(field)).filter(|text| !text.is_empty())?.to_owned()
            }
        })
    }

    /// The places that a path, a header or a message may have: none is secret.
    pub fn plain(&self, text: &str) -> String {
        fill(text, |place| self.text(place).unwrap_or_default())
    }

    /// Parameters that are a place and nothing else are left out when there is nothing to put there.
    pub fn path(&self, text: &str) -> String {
        let text_of = |place: &str| self.text(place).unwrap_or_default();
        let segments = |place: &str| text_of(place).split('/').map(percent).collect::<Vec<_>>().join("/");
        let filled = |text| {
            fill(text, |place| place.strip_suffix('/').map_or_else(|| percent(&text_of(place)), segments))
        };
        let Some((path, query)) = text.split_once('?') else { return filled(text) };
        let empty = |pair: &&str| {
            let place = pair.split_once("={").and_then(|(_, rest)| rest.strip_suffix('}'));
            place.is_some_and(|place| !place.contains('{') && self.text(place).is_none())
        };
        let pairs: Vec<String> = query.split('&').filter(|pair| !empty(pair)).map(filled).collect();
        if pairs.is_empty() { filled(path) } else { format!("{}?{}", filled(path), pairs.join("&")) }
    }

    fn in_body(&self, place: &str) -> Option<String> {
        match place {
            "secret" => self.secret.map(|secret| secret.expose().to_owned()),
            "assertion" => self.assertion.map(str::to_owned),
            other => self.text(other),
        }
    }

    /// `a={x}&b={y}` filled in; pairs that hold a place and nothing else are left out when it is empty.
    pub fn form(&self, text: &str) -> String {
        let pairs = text.split('&').filter(|pair| !pair.is_empty()).filter_map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let alone = value.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
            let filled = match alone.filter(|place| !place.contains('{')) {
                Some(place) => self.in_body(place)?,
                None => fill(value, |place| self.in_body(place).unwrap_or_default()),
            };
            Some(format!("{}={}", percent(key), percent(&filled)))
        });
        pairs.collect::<Vec<_>>().join("&")
    }

    /// A JSON text filled in. A template that is no JSON gives null; a test reads every one of them.
    pub fn json(&self, text: &str) -> Value {
        let template = serde_json::from_str(text).unwrap_or_default();
        self.value(&template).unwrap_or_default()
    }

    fn value(&self, template: &Value) -> Option<Value> {
        match template {
            Value::String(text) => self.string(text),
            Value::Array(elements) => match &elements[..] {
                [each] if is_each(each) => {
                    let of = |(at, value): (usize, &IpAddr)| {
                        let kept = self.elements.get(at).copied().flatten();
                        let one = Self { value: Some(*value), kept, ..self.clone() };
                        one.value(&renamed(each))
                    };
                    let values = self.values.iter().enumerate().filter_map(of);
                    Some(values.chain(self.idle.iter().cloned()).collect())
                }
                _ => Some(Value::Array(elements.iter().filter_map(|element| self.value(element)).collect())),
            },
            Value::Object(members) => {
                let filled =
                    members.iter().filter_map(|(key, member)| Some((self.plain(key), self.value(member)?)));
                Some(Value::Object(filled.collect::<Map<_, _>>()))
            }
            other => Some(other.clone()),
        }
    }

    fn string(&self, text: &str) -> Option<Value> {
        let place = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        match place.filter(|place| !place.contains('{')) {
            Some("items") => Some(Value::Array(self.items.clone())),
            Some("additions") => Some(Value::Array(self.additions.clone())),
            Some("deletions") => Some(Value::Array(self.deletions.clone())),
            Some("creates") => some(&self.creates),
            Some("updates") => some(&self.updates),
            Some("deletes") => some(&self.deletes),
            Some("[value]") => Some(Value::Array(vec![Value::String(self.value?.to_string())])),
            Some("values") => match self.values {
                [one] => Some(Value::String(one.to_string())),
                several => Some(several.iter().map(|one| Value::String(one.to_string())).collect()),
            },
            Some(at) if at.starts_with('/') => {
                self.kept?.pointer(at).filter(|member| !member.is_null()).cloned()
            }
            Some(place) => match place.strip_prefix('#') {
                Some(place) => Some(Value::Number(self.text(place)?.parse::<Number>().ok()?)),
                None => self.in_body(place).map(Value::String),
            },
            None => Some(Value::String(fill(text, |place| self.in_body(place).unwrap_or_default()))),
        }
    }
}

fn some(items: &[Value]) -> Option<Value> {
    (!items.is_empty()).then(|| Value::Array(items.to_vec()))
}

/// Whether an array's element stands for the values itself, and not an array in it.
fn is_each(element: &Value) -> bool {
    match element {
        Value::String(text) => text.contains("{each}") || text == "{[each]}",
        Value::Object(members) => members.values().any(is_each),
        _ => false,
    }
}

/// `{each}` is the one value of the moment.
fn renamed(template: &Value) -> Value {
    let text = template.to_string().replace("{each}", "{value}").replace("{[each]}", "{[value]}");
    serde_json::from_str(&text).unwrap_or_default()
}

/// Puts values into the `{places}` of a text.
pub fn fill(text: &str, value: impl Fn(&str) -> String) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (place, tail) = after.split_once('}').unwrap_or((after, ""));
        filled.push_str(&value(place));
        rest = tail;
    }
    filled + rest
}
