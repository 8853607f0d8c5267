//! What must be true of every description.

use serde_json::Value;

use super::{Api, Auth, Body, Call, Pages, Write};
use crate::provider::api::APIS;

/// Sorted.
const PLACES: &str = "action additions assertion creates cursor deletes deletions each family fqdn fqdn_dot id items \
    kind nonce offset old page secret size sub sub0 token ttl ttl_minutes type updates value values \
    zone zone_dot zone_id zone_id1 zone_id2";

fn calls(api: &Api) -> Vec<(&Call, bool)> {
    let mut calls = vec![(&api.zones.list.call, false)];
    let lists = api.records.all.iter().chain(&api.records.one);
    calls.extend(lists.map(|list| (&list.call, false)));
    match &api.write {
        Write::Records { create, update, delete } => {
            calls.extend([create, delete].into_iter().chain(update).map(|call| (call, false)));
        }
        Write::Rrset { create, replace, delete } => {
            calls.extend([replace, delete].into_iter().chain(create).map(|call| (call, false)));
        }
        Write::Batch { call, .. } | Write::Exchange { call, .. } | Write::Whole { call, .. } => {
            calls.push((call, false));
        }
        Write::Sets { call, delete, .. } => calls.extend([(call, false), (delete, false)]),
        Write::Steps { calls: several, .. } => calls.extend(several.iter().map(|call| (call, false))),
    }
    calls.extend(api.records.set_ttl.iter().chain(&api.finish).map(|call| (call, false)));
    calls.extend(api.records.detail.iter().map(|call| (call, false)));
    if let Auth::Login(login) | Auth::SignedLogin(login, _) = &api.auth {
        calls.push((&login.call, true));
    }
    calls
}

fn places(text: &str) -> impl Iterator<Item = &str> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(place, _)| place.trim_start_matches('#').trim_end_matches('/'))
}

/// The places in a text that hold other things than braces of JSON.
fn named(text: &str) -> Vec<&str> {
    let plain =
        |place: &&str| !place.is_empty() && place.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    places(text).filter(plain).collect()
}

#[test]
fn every_template_can_be_filled_in() {
    for api in APIS {
        let shape = api.info().shape;
        let known = |place: &str| {
            PLACES.split(' ').any(|known| known == place)
                || shape.fields.iter().any(|field| field.key == place)
        };
        let mut texts: Vec<&str> = api.headers.iter().map(|(_, value)| *value).chain([api.base]).collect();
        let mut bodies: Vec<&str> = Vec::new();
        for (call, _) in calls(api) {
            assert!(!call.path.contains(char::is_whitespace), "{}: {}", shape.id, call.path);
            texts.push(call.path);
            match call.body {
                Body::None => (),
                Body::Form(form) => texts.push(form),
                Body::Json(json) | Body::Within(_, json) | Body::Kept { with: json, .. } => bodies.push(json),
            }
        }
        match &api.write {
            Write::Batch { set, delete, .. } => bodies.extend([*set, *delete]),
            Write::Exchange { item: set, .. } | Write::Whole { item: set, .. } | Write::Sets { set, .. } => {
                bodies.push(set);
            }
            Write::Steps { create, update, delete, .. } => {
                bodies.extend([*create, *delete].into_iter().chain(*update));
            }
            Write::Records { .. } | Write::Rrset { .. } => (),
        }
        match api.auth {
            Auth::Body(json) if json.starts_with('{') => bodies.push(json),
            Auth::Body(form) => texts.push(form),
            _ => (),
        }
        for json in &bodies {
            assert!(serde_json::from_str::<Value>(json).is_ok(), "{}: {json}", shape.id);
        }
        for place in texts.iter().chain(&bodies).flat_map(|text| named(text)) {
            assert!(known(place), "{}: there is no place {{{place}}}", shape.id);
        }
    }
}

#[test]
fn no_setting_has_the_name_of_a_place() {
    for api in APIS {
        let taken = api.fields.iter().find(|field| PLACES.split(' ').any(|place| place == field.key));
        assert!(taken.is_none(), "{}: {taken:?}", api.id);
    }
}

#[test]
fn a_secret_goes_into_bodies_that_sign_in_and_nowhere_else() {
    let secret = |text: &str| ["secret", "assertion"].iter().any(|place| named(text).contains(place));
    for api in APIS {
        // Each of its requests is a sign-in.
        let each = matches!(api.auth, Auth::Hourly(_));
        for (call, signs_in) in calls(api) {
            assert!(!secret(call.path), "{}: {}", api.id, call.path);
            if let (
                Body::Json(text) | Body::Form(text) | Body::Within(_, text) | Body::Kept { with: text, .. },
                false,
            ) = (call.body, signs_in || each)
            {
                assert!(!secret(text), "{}: {text}", api.id);
            }
        }
        assert!(api.headers.iter().all(|(_, value)| !secret(value)), "{}", api.id);
    }
}

#[test]
fn every_list_can_be_gone_through_to_its_end() {
    for api in APIS {
        let (id, records) = (api.id, &api.records);
        for list in records.all.iter().chain(&records.one).chain([&api.zones.list]) {
            let texts = match list.call.body {
                Body::Json(text) | Body::Form(text) | Body::Within(_, text) => {
                    format!("{} {text}", list.call.path)
                }
                Body::None | Body::Kept { .. } => list.call.path.to_owned(),
            };
            let mentions = |places: &[&str]| places.iter().any(|place| texts.contains(&format!("{place}}}")));
            match list.pages {
                Pages::One => assert!(!mentions(&["page", "offset", "cursor"]), "{id}: {texts}"),
                Pages::Counted { size, .. } => {
                    assert!(size > 0 && mentions(&["page", "offset"]), "{id}: {texts}");
                }
                Pages::Cursor(_) | Pages::Link(_) | Pages::Next(..) | Pages::Header(_) => {
                    assert!(mentions(&["cursor", "cursor|"]), "{id}: {texts}");
                }
            }
        }
    }
}
