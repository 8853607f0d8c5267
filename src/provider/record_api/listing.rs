//! From what a listing holds to the records of the plan.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Form, Records, answer::text};
use crate::{
    core::{
        plan::Record,
        record::{Kind, Name, Zone},
    },
    provider::{Held, alias},
};

/// Takes up what `items` hold of `names`. `asked` is the one name, and the kind, that was asked for, where the
/// service does not repeat them. What an RRset holds that is switched off goes to `idle`.
pub fn held(
    records: &Records,
    zone: &Zone,
    names: &BTreeSet<&Name>,
    asked: (Option<&Name>, Option<Kind>),
    items: Vec<Value>,
    idle: &mut Vec<(Name, Kind, Value)>,
) -> Held {
    let mut held = Held::default();
    for item in items {
        if records.only.iter().any(|(at, wanted)| text(&item, at).unwrap_or_default() != *wanted) {
            continue;
        }
        let name = match (records.name, asked.0) {
            ("", asked) => asked.cloned(),
            (at, _) => text(&item, at)
                .or_else(|| item.pointer(at).map(|_| String::new()))
                .and_then(|said| named(records.form, &said, zone)),
        };
        let Some(name) = name.filter(|name| names.contains(name)) else { continue };
        let kind = match (records.kind, asked.1) {
            ("", asked) => asked,
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
        if let Some(Value::Array(each)) = item.pointer(records.value) {
            let off = each.iter().filter(|element| is_off(records, element));
            idle.extend(off.map(|element| (name.clone(), kind, element.clone())));
        }
        for value in values(records, &item) {
            let Ok(value) = value.trim().parse() else { continue };
            let (id, name) = (id.clone(), name.clone());
            held.records.push(Record { id, name, kind, value, ttl, extras: item.clone() });
        }
    }
    held
}

fn values(records: &Records, item: &Value) -> Vec<String> {
    let Some((at, found)) = records.value.split('|').find_map(|at| Some((at, item.pointer(at)?))) else {
        return Vec::new();
    };
    match found {
        Value::Array(each) => {
            let on = each.iter().filter(|element| !is_off(records, element));
            on.filter_map(|value| text(value, records.each)).collect()
        }
        _ => text(item, at).into_iter().collect(),
    }
}

fn is_off(records: &Records, element: &Value) -> bool {
    records.off.is_some_and(|(at, said)| text(element, at).is_some_and(|found| found == said))
}

fn named(form: Form, said: &str, zone: &Zone) -> Option<Name> {
    let whole = match form {
        Form::Full => said.to_owned(),
        Form::Relative
            if ["", "@", "."].contains(&said) || said.trim_end_matches('.') == zone.name.as_str() =>
        {
            zone.name.to_string()
        }
        Form::Relative => format!("{said}.{}", zone.name),
    };
    Name::parse(&whole).ok()
}
