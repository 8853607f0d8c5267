//! Reads typed values out of a parsed table and gathers every mistake on the way.
//!
//! Knows TOML, not what the keys mean. A key that nobody asked for is unknown: that is
//! how [`Table::finish`] finds misspelt ones.

use std::{collections::BTreeSet, ops::Range};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::mistake::{Mistake, nearest};
use crate::text::{Phrase, config as text};

/// A value and where it stands.
pub type Value<'a> = Spanned<DeValue<'a>>;

/// Where mistakes go.
#[derive(Default)]
pub struct Mistaken(pub Vec<Mistake>);

impl Mistaken {
    pub fn add(&mut self, span: Range<usize>, what: Phrase, values: &[(&'static str, &str)]) {
        self.0.push(Mistake::new(span, what, values));
    }
}

/// One table being read.
pub struct Table<'a, 'm> {
    entries: &'a DeTable<'a>,
    /// Where a missing key is reported: the table's header.
    pub span: Range<usize>,
    asked: BTreeSet<&'static str>,
    pub mistaken: &'m mut Mistaken,
}

impl<'a, 'm> Table<'a, 'm> {
    pub fn new(table: &'a DeTable<'a>, span: Range<usize>, mistaken: &'m mut Mistaken) -> Self {
        Self { entries: table, span, asked: BTreeSet::new(), mistaken }
    }

    /// The raw value of a key.
    pub fn take(&mut self, key: &'static str) -> Option<&'a Value<'a>> {
        self.asked.insert(key);
        self.entries.get(key)
    }

    pub fn text(&mut self, key: &'static str) -> Option<Spanned<&'a str>> {
        let value = self.take(key)?;
        match value.get_ref().as_str() {
            Some(text) => Some(Spanned::new(value.span(), text)),
            None => self.wrong(key, text::NO_TEXT, value),
        }
    }

    /// A number from 0 up.
    pub fn number(&mut self, key: &'static str) -> Option<Spanned<u64>> {
        let value = self.take(key)?;
        let number =
            value.get_ref().as_integer().and_then(|i| u64::from_str_radix(i.as_str(), i.radix()).ok());
        if let Some(number) = number {
            return Some(Spanned::new(value.span(), number));
        }
        let written = value.get_ref().as_integer().map(|number| number.as_str().to_owned());
        let found = written.as_deref().unwrap_or_else(|| value.get_ref().type_str());
        self.mistaken.add(value.span(), text::NO_NUMBER, &[("key", key), ("found", found)]);
        None
    }

    pub fn switch(&mut self, key: &'static str) -> Option<bool> {
        let value = self.take(key)?;
        value.get_ref().as_bool().or_else(|| self.wrong(key, text::NO_SWITCH, value))
    }

    /// A list of texts; a single text stands for a list of one.
    pub fn texts(&mut self, key: &'static str) -> Option<Spanned<Vec<Spanned<&'a str>>>> {
        let value = self.take(key)?;
        if let Some(text) = value.get_ref().as_str() {
            return Some(Spanned::new(value.span(), vec![Spanned::new(value.span(), text)]));
        }
        let Some(list) = value.get_ref().as_array() else {
            return self.wrong(key, text::NO_LIST, value);
        };
        let mut texts = Vec::new();
        for item in list {
            match item.get_ref().as_str() {
                Some(text) => texts.push(Spanned::new(item.span(), text)),
                None => {
                    let _: Option<()> = self.wrong(key, text::NO_LIST, item);
                }
            }
        }
        // Where nothing in it could be read, nothing can be said about what is in it.
        (!texts.is_empty() || list.is_empty()).then(|| Spanned::new(value.span(), texts))
    }

    pub fn table(&mut self, key: &'static str) -> Option<(&'a DeTable<'a>, Range<usize>)> {
        let value = self.take(key)?;
        match value.get_ref().as_table() {
            Some(table) => Some((table, value.span())),
            None => self.wrong(key, text::NO_TABLE, value),
        }
    }

    pub fn wrong<T>(&mut self, key: &str, what: Phrase, value: &Value<'_>) -> Option<T> {
        self.mistaken.add(value.span(), what, &[("key", key), ("found", value.get_ref().type_str())]);
        None
    }

    pub fn missing(&mut self, key: &'static str, help: &str) {
        let span = self.span.clone();
        self.mistaken.add(span, text::MISSING, &[("key", key), ("help", help)]);
    }

    /// Reports every key that was not asked for.
    pub fn finish(self) {
        for (key, _) in self.entries {
            let word = key.get_ref().as_ref();
            if self.asked.contains(word) {
                continue;
            }
            if let Some(near) = nearest(word, self.asked.iter().copied()) {
                self.mistaken.add(key.span(), text::UNKNOWN_KEY_NEAR, &[("key", word), ("near", near)]);
            } else {
                let known = self.asked.iter().copied().collect::<Vec<_>>().join(", ");
                self.mistaken.add(key.span(), text::UNKNOWN_KEY, &[("key", word), ("known", &known)]);
            }
        }
    }
}

/// Reads every `[KIND.NAME]`: accounts and hooks. One whose name cannot be, or that is no table, is a mistake
/// and not handed on.
pub fn each_named(
    tables: Option<&DeTable<'_>>,
    mistaken: &mut Mistaken,
    mut read: impl FnMut(&str, Table<'_, '_>),
) {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    for (key, value) in tables.into_iter().flat_map(|tables| tables.iter()) {
        let name = key.get_ref().as_ref();
        if name.is_empty() || name.len() > 64 || !name.chars().all(fits) {
            mistaken.add(key.span(), text::BAD_ACCOUNT_NAME, &[]);
        } else if let Some(table) = value.get_ref().as_table() {
            read(name, Table::new(table, key.span(), mistaken));
        } else {
            let found = value.get_ref().type_str();
            mistaken.add(value.span(), text::NO_TABLE, &[("key", name), ("found", found)]);
        }
    }
}
