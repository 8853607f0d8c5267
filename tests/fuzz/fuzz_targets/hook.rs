//! The template of a webhook's body.
#![no_main]

use std::sync::LazyLock;

use fingerpost::{
    core::{
        record::{Kind, Name},
        state::Told,
    },
    hooks::fuzzed,
};
use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

static TOLD: LazyLock<Told> = LazyLock::new(|| Told {
    trace_id: None,
    kind: Kind::A,
    names: vec![Name::parse("home.example.org").expect("a name")],
    old: vec![[203, 0, 113, 7].into()],
    new: vec![[203, 0, 113, 8].into()],
    at: Timestamp::constant(1_700_000_000, 0),
});

fuzz_target!(|template: &str| {
    let body = fuzzed(template, &TOLD);
    let is_json = |text: &str| serde_json::from_str::<Value>(text).is_ok();
    assert!(!is_json(template) || is_json(&body), "{template} became {body}");
    if !template.contains('{') {
        assert_eq!(body, template);
    }
});
