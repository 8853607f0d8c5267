//! From what a listing holds to the records of the plan.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Form, Records, answer::text, template::Places};
use crate::{
    core::{
        plan::Record,
        record::{Kind, Name, Zone},
    },
    provider::{Held, alias},
};

/// Takes up what `items` hold of `names`. `asked` is the one name that was asked for, and the kind, where
/// the service does not repeat them.
pub fn held(
    records: &Records,
    zone: &Zone,
    names: &BTreeSet<&Name>,
    asked: Option<(&Name, Kind)>,
    items: Vec<Value>,
) -> Held {
    let mut held = Held::default();
    for item in items {
        if records.only.iter().any(|(at, wanted)| text(&item, at).unwrap_or_default() != *wanted) {
            continue;
        }
        let name = match (records.name, asked) {
            ("", asked) => asked.map(|(name, _)| name.clone()),
            (at, _) => text(&item, at)
                .or_else(|| item.pointer(at).map(|_| String::new()))
                .and_then(|said| named(records.form, &said, zone)),
        };
        let Some(name) = name.filter(|name| names.contains(name)) else { continue };
        let kind = match (records.kind, asked) {
            ("", asked) => asked.map(|(_, kind)| kind),
            (at, _) => {
                let said = text(&item, at).unwrap_or_default();
                match records.kinds.iter().position(|kind| *kind == said) {
                    Some(0) => Some(Kind::A),
                    Some(1) => Some(Kind::Aaaa),
                    Some(_) => {
                        let target = values(records, Kind::A, &item).into_iter().next().unwrap_or_default();
                        held.blocked.push(alias(&name, target.trim_end_matches('.')));
                        None
                    }
                    None => None,
                }
            }
        };
        let Some(kind) = kind else { continue };
        let ttl =
            text(&item, records.ttl).filter(|_| !records.ttl.is_empty()).and_then(|ttl| ttl.parse().ok());
        let id = text(&item, records.id).filter(|_| !records.id.is_empty());
        let values = values(records, kind, &item);
        // An alias of the vendor's own making, or a policy: an address is not to take its place.
        if values.is_empty() && records.id.is_empty() && !records.kind.is_empty() {
            held.blocked.push(alias(&name, "something that is no address"));
        }
        for value in values {
            let Ok(value) = value.trim().parse() else { continue };
            let (id, name) = (id.clone(), name.clone());
            held.records.push(Record { id, name, kind, value, ttl, extras: item.clone() });
        }
    }
    held
}

fn values(records: &Records, kind: Kind, item: &Value) -> Vec<String> {
    let places = Places { kind: Some((kind, kind.as_str())), ..Places::default() };
    let [value, each] = [records.value, records.each].map(|at| places.plain(at));
    match item.pointer(&value) {
        Some(Value::Array(elements)) => elements.iter().filter_map(|element| text(element, &each)).collect(),
        _ => text(item, &value).into_iter().collect(),
    }
}

fn named(form: Form, said: &str, zone: &Zone) -> Option<Name> {
    let whole = match form {
        Form::Full => said.to_owned(),
        Form::Relative if ["", "@"].contains(&said) || said.trim_end_matches('.') == zone.name.as_str() => {
            zone.name.to_string()
        }
        Form::Relative => format!("{said}.{}", zone.name),
    };
    Name::parse(&whole).ok()
}
