//! What the record APIs list of a name.
#![no_main]

use std::sync::LazyLock;

use fingerpost::{core::record::Name, net::Answer, provider::fuzzed};
use libfuzzer_sys::fuzz_target;

static NAMES: LazyLock<[Name; 2]> =
    LazyLock::new(|| ["home.example.org", "example.org"].map(|name| Name::parse(name).expect("a name")));

fuzz_target!(|body: &[u8]| {
    let [name, zone] = &*NAMES;
    let mut answer = Answer::default();
    answer.body = body.to_vec();
    for held in fuzzed::listings(&answer, name, zone) {
        assert!(held.records.iter().all(|record| record.name == *name), "a record of another name");
        assert!(held.blocked.iter().all(|(blocked, ..)| blocked == name), "another name is blocked");
        assert!(held.records.len() <= body.len(), "more records than the answer has room for");
    }
});
