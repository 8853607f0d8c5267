//! A hosts file.
#![no_main]

use std::sync::LazyLock;

use fingerpost::{core::record::Name, platform::hosts::overrides};
use libfuzzer_sys::fuzz_target;

static NAMES: LazyLock<Vec<Name>> =
    LazyLock::new(|| ["home.example.org", "a.b"].map(|name| Name::parse(name).expect("a name")).into());

fuzz_target!(|text: &str| {
    for (name, address) in overrides(text, &NAMES) {
        assert!(NAMES.contains(&name));
        let shown = text.lines().any(|line| {
            let word = line.trim_start_matches('\u{feff}').split_whitespace().next().unwrap_or_default();
            word.split(['%', '#']).next().is_some_and(|word| word.parse() == Ok(address))
        });
        assert!(shown, "{address} stands before no name");
    }
});
