//! A configuration, and the words about its mistakes.
#![no_main]

use std::path::Path;

use fingerpost::{app, config::check, text::Language};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Err(mistakes) = check(Path::new("config.toml"), text, &app::known()) {
        assert!(!mistakes.list.is_empty(), "refused without a word");
        for language in [Language::English, Language::Chinese] {
            let told = mistakes.render(language);
            assert!(told.starts_with("config.toml:") && !told.contains('\u{1b}'));
            assert_eq!(mistakes.first(language).lines().count(), 1, "more than one line for the log");
        }
    }
});
