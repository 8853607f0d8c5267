//! From what a listing holds to the records of the plan.

use std::{collections::BTreeSet, net::IpAddr};

use serde_json::Value;

use super::{Form, Records, answer::text};
use crate::{
    core::{
        plan::{Change, Record},
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
                        let target = values(records, &item).into_iter().next().unwrap_or_default();
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
        for value in values(records, &item) {
            let Ok(value) = value.trim().parse() else { continue };
            let (id, name) = (id.clone(), name.clone());
            held.records.push(Record { id, name, kind, value, ttl, extras: item.clone() });
        }
    }
    held
}

/// For each value of a change, what was listed of the record that it stays, or takes the place of.
pub fn elements<'a>(records: &Records, change: &'a Change) -> Vec<Option<&'a Value>> {
    let mut surplus = change.previous.iter().filter(|record| !change.values.contains(&record.value));
    let taken = |value: &IpAddr| {
        let same = change.previous.iter().find(|record| record.value == *value);
        same.or_else(|| surplus.next()).map(|record| element(records, record))
    };
    change.values.iter().map(taken).collect()
}

/// The item of a single record; of an RRset, what it holds of that one value.
fn element<'a>(records: &Records, record: &'a Record) -> &'a Value {
    let Some(Value::Array(each)) = record.extras.pointer(records.value) else { return &record.extras };
    let is = |one: &&Value| text(one, records.each).and_then(|value| value.parse().ok()) == Some(record.value);
    each.iter().find(is).unwrap_or(&Value::Null)
}

fn values(records: &Records, item: &Value) -> Vec<String> {
    match item.pointer(records.value) {
        Some(Value::Array(each)) => each.iter().filter_map(|value| text(value, records.each)).collect(),
        _ => text(item, records.value).into_iter().collect(),
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
