//! From what a listing holds to the records of the plan.

use std::{collections::BTreeSet, net::IpAddr};

use serde_json::Value;

use super::{Form, List, Records, answer::text, template::Places};
use crate::{
    core::{
        plan::{Change, Record},
        problem::{Code, Problem},
        record::{Kind, Name, Zone},
    },
    provider::{Held, alias},
};

/// What an answer lists; `None` where there is no list. `signs` are pointers of which an object that is itself
/// the only item has one.
pub fn items(list: &List, mut body: Value, signs: &[&str]) -> Option<Vec<Value>> {
    let (at, may_be_missing) = list.items.strip_prefix('?').map_or((list.items, false), |at| (at, true));
    let (at, keyed) = at.strip_prefix('*').map_or((at, false), |at| (at, true));
    let above = at.rsplit_once('/').map_or("", |(above, _)| above);
    let is_item = |item: &Value| signs.iter().any(|at| item.pointer(at).is_some());
    // What is there stands in an object that is there: an empty answer says nothing of what there is.
    let there = body.pointer(above).is_some_and(Value::is_object);
    Some(match body.pointer_mut(at).map(Value::take) {
        Some(Value::Array(items)) => items,
        Some(Value::Object(members)) if keyed && members.values().all(Value::is_object) => {
            members.into_iter().map(|(_, item)| item).collect()
        }
        Some(item @ Value::Object(_)) if !keyed && is_item(&item) => vec![item],
        None | Some(Value::Null) if may_be_missing && there => Vec::new(),
        _ => return None,
    })
}

/// Takes up what `items` hold of `names`. `asked` is the one name, and the kind, that was asked for, where the
/// service does not repeat them. What an RRset holds that is switched off goes to `idle`; a record that is off
/// blocks its name and kind, unless another is on.
pub fn held(
    records: &Records,
    zone: &Zone,
    names: &BTreeSet<&Name>,
    asked: (Option<&Name>, Option<Kind>),
    items: Vec<Value>,
    idle: &mut Vec<(Name, Kind, Value)>,
) -> Held {
    let mut held = Held::default();
    let mut off: BTreeSet<(Name, Kind)> = BTreeSet::new();
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
                match records.kinds.iter().position(|kind| kind.eq_ignore_ascii_case(&said)) {
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
        if is_off(records, &item) {
            off.insert((name, kind));
            continue;
        }
        let ttl =
            text(&item, records.ttl).filter(|_| !records.ttl.is_empty()).and_then(|ttl| ttl.parse().ok());
        let id = text(&item, records.id).filter(|_| !records.id.is_empty());
        if let Some(Value::Array(each)) = item.pointer(records.value) {
            let off = each.iter().filter(|element| is_off(records, element));
            idle.extend(off.map(|element| (name.clone(), kind, element.clone())));
        }
        let (values, some_off) = (values(records, kind, &item), idle.iter().any(|(of, ..)| *of == name));
        // An alias of the vendor's own making, or a policy: an address is not to take its place.
        if values.is_empty() && !some_off && records.id.is_empty() && !records.kind.is_empty() {
            held.blocked.push(alias(&name, "something that is no address"));
        }
        for value in values {
            let Ok(value) = value.trim().parse() else { continue };
            let (id, name) = (id.clone(), name.clone());
            held.records.push(Record { id, name, kind, value, ttl, extras: item.clone() });
        }
    }
    for (name, kind) in off {
        let on = |record: &Record| record.name == name && record.kind == kind;
        if records.off_is_lost || !held.records.iter().any(on) {
            let said = "it is switched off at the provider; switch it on there, or remove it";
            let problem = Problem::from(Code::Conflict).name(&name).said(said);
            held.blocked.push((name, Some(kind), problem));
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
    let is =
        |one: &&Value| text(one, records.each).and_then(|value| value.parse().ok()) == Some(record.value);
    each.iter().find(is).unwrap_or(&Value::Null)
}

fn values(records: &Records, kind: Kind, item: &Value) -> Vec<String> {
    let places = Places { kind: Some((kind, kind.as_str())), ..Places::default() };
    let each = places.plain(records.each);
    // The first of several that is there.
    let value = records.value.split('|').map(|at| places.plain(at)).find(|at| item.pointer(at).is_some());
    let value = value.unwrap_or_default();
    match item.pointer(&value) {
        Some(Value::Array(elements)) => {
            let on = elements.iter().filter(|element| !is_off(records, element));
            on.filter_map(|element| text(element, &each)).collect()
        }
        _ => text(item, &value).into_iter().collect(),
    }
}

fn is_off(records: &Records, element: &Value) -> bool {
    records.off.is_some_and(|(at, said)| text(element, at).is_some_and(|found| found == said))
}

fn named(form: Form, said: &str, zone: &Zone) -> Option<Name> {
    let whole = match form {
        Form::Full => said.to_owned(),
        Form::Either if Name::parse(said).is_ok_and(|name| name.within(&zone.name).is_some()) => {
            said.to_owned()
        }
        Form::Relative | Form::Either
            if ["", "@", "."].contains(&said) || said.trim_end_matches('.') == zone.name.as_str() =>
        {
            zone.name.to_string()
        }
        Form::Relative | Form::Either => format!("{said}.{}", zone.name),
    };
    Name::parse(&whole).ok()
}

/// For the fuzz targets: what every one of the descriptions takes from an answer about `name`, as a list of its
/// own and as the items alone, and what it would keep of that in a change.
#[cfg(fuzzing)]
pub fn read_listing(answer: &crate::net::Answer, name: &Name, zone: &Zone) -> Vec<Held> {
    use super::super::{api, http};
    use crate::core::plan::{Want, reconcile};

    let mut found = Vec::new();
    for api in api::APIS {
        let records = &api.records;
        let lists = [records.one, records.all].into_iter().flatten();
        let mut listed: Vec<Vec<Value>> = lists
            .filter_map(|list| {
                let said = super::answer::read(&api.answers, answer).ok()?;
                items(&list, said.body, &records.signs())
            })
            .collect();
        listed.extend(http::json(answer).ok().map(|body: Value| match body {
            Value::Array(items) => items,
            item => vec![item],
        }));
        for items in listed {
            let held =
                held(records, zone, &[name].into(), (Some(name), Some(Kind::A)), items, &mut Vec::new());
            for kind in Kind::ALL {
                let values = vec![if kind == Kind::A { [203, 0, 113, 9].into() } else { [1; 16].into() }];
                let want = Want { name: name.clone(), kind, values, ttl: None, ours: Vec::new() };
                for change in reconcile(&held.records, &[want]) {
                    assert_eq!(elements(records, &change).len(), change.values.len());
                }
            }
            found.push(held);
        }
    }
    found
}
