//! Every sentence a person reads, in every language, written once.
//!
//! A phrase stands with its translations on one line of a table, so that none can be
//! forgotten. Places to fill are written `{name}`; a test holds the languages to the
//! same places. The log is English alone: it is read by whoever is asked for help.

pub mod audit;
pub mod cli;
pub mod config;
pub mod dns;
pub mod doctor;
pub mod events;
pub mod help;
pub mod history;
pub mod problem;
pub mod secret;
pub mod service;
pub mod task;
pub mod toast;
pub mod tray;
pub mod unfit;

use std::fmt::Display;

use serde::{Deserialize, Serialize};

/// The languages there are.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Language {
    #[default]
    English,
    Chinese,
}

impl Language {
    pub const ALL: [Self; 2] = [Self::English, Self::Chinese];

    /// Its own name for itself.
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Chinese => "简体中文",
        }
    }

    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }

    /// Reads a locale tag: `zh-CN`, `zh_CN.UTF-8`, `en`. Anything but Chinese is English.
    pub fn from_tag(tag: &str) -> Self {
        if tag.to_ascii_lowercase().starts_with("zh") { Self::Chinese } else { Self::English }
    }
}

/// One sentence in all languages.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Phrase {
    pub en: &'static str,
    pub zh: &'static str,
}

impl Phrase {
    pub const fn to(self, language: Language) -> &'static str {
        match language {
            Language::English => self.en,
            Language::Chinese => self.zh,
        }
    }

    /// Puts values into the `{places}`. A value is never searched for places itself.
    pub fn fill(self, language: Language, values: &[(&str, &dyn Display)]) -> String {
        let mut filled = String::new();
        let mut rest = self.to(language);
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            // `{{` stands for a brace, as in `format!`; a lone `}` needs no doubling.
            if let Some(tail) = after.strip_prefix('{') {
                filled.push('{');
                rest = tail;
                continue;
            }
            let Some((place, tail)) = after.split_once('}') else { break };
            if let Some((_, value)) = values.iter().find(|(key, _)| *key == place) {
                filled.push_str(&value.to_string());
            }
            rest = tail;
        }
        filled + rest
    }
}

/// A table of phrases: `KEY = "English", "中文";`
macro_rules! phrases {
    ($($(#[$doc:meta])* $key:ident = $en:literal, $zh:literal;)*) => {
        $($(#[$doc])* pub const $key: $crate::text::Phrase = $crate::text::Phrase { en: $en, zh: $zh };)*
        #[cfg(test)]
        mod same_places {
            #[test]
            fn every_language_fills_the_same_places() {
                $($crate::text::tests::check(stringify!($key), super::$key);)*
            }
        }
    };
}
pub(crate) use phrases;

#[cfg(test)]
mod tests {
    use super::*;

    fn places(text: &str) -> Vec<String> {
        let mut found: Vec<_> = text
            .replace("{{", "")
            .split('{')
            .skip(1)
            .filter_map(|part| part.split_once('}'))
            .map(|(place, _)| place.to_owned())
            .collect();
        found.sort_unstable();
        found
    }

    pub(crate) fn check(key: &str, phrase: Phrase) {
        assert!(!phrase.en.is_empty() && !phrase.zh.is_empty(), "{key} is empty");
        assert_eq!(places(phrase.en), places(phrase.zh), "{key}");
    }

    #[test]
    fn values_are_put_in_place_and_not_searched_again() {
        let phrase = Phrase { en: "{a} and {b}", zh: "{b}和{a}" };
        assert_eq!(phrase.fill(Language::English, &[("a", &"{b}"), ("b", &2)]), "{b} and 2");
        assert_eq!(phrase.fill(Language::Chinese, &[("a", &1), ("b", &2)]), "2和1");
    }
}
