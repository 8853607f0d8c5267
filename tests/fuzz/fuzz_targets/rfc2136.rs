//! The answers of a name server to signed questions and updates.
#![no_main]

use std::sync::LazyLock;

use fingerpost::{core::record::Name, provider::fuzzed};
use libfuzzer_sys::fuzz_target;

static NAME: LazyLock<Name> = LazyLock::new(|| Name::parse("home.example.org").expect("a name"));

fuzz_target!(|answer: &[u8]| {
    assert!(!fuzzed::rfc2136(answer, &NAME), "a forged answer was believed");
});
