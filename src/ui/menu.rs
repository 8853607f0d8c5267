//! The tray's menu as a pure function of what the worker says.
//!
//! The types here are this program's own, so that a menu can be compared: a backend
//! rebuilds its native menu only when the new one differs. Labels are plain text; each
//! backend escapes what its toolkit treats as a sign of its own.

use crate::{
    core::{
        message::Command,
        ordered,
        record::RecordId,
        snapshot::{Overall, RecordState, RecordView},
    },
    text::{Language, Phrase, tray as words},
};

use super::{
    lines::{self, Style},
    shown::Shown,
};

/// How many records stand in the menu itself; more go into a submenu. With what else there
/// is, the menu still fits a screen of 768 lines.
const IN_MENU: usize = 15;
/// How many lines a submenu of records has at most before it is divided again.
const IN_SUBMENU: usize = 25;

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Menu {
    pub entries: Vec<Entry>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Entry {
    /// A line to read; it cannot be chosen.
    Info(String),
    Item(Item),
    Submenu(String, Vec<Entry>),
    Separator,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    pub label: String,
    pub click: Click,
    /// `None` for an item without a check mark.
    pub checked: Option<bool>,
}

/// What choosing an item means.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Click {
    /// Tell how everything stands.
    Status,
    /// Tell all about one record: the menu's line may be cut.
    Tell(RecordId),
    CheckNow,
    Force,
    Pause(bool),
    OpenLog,
    OpenConfig,
    Autostart(bool),
    /// Speak this language; `None`: the system's.
    Speak(Option<Language>),
    About,
    Quit,
}

impl Click {
    /// The command for the worker, where the click is one; the rest is the tray's own work.
    pub const fn command(&self) -> Option<Command> {
        match *self {
            Self::CheckNow => Some(Command::CheckNow),
            Self::Force => Some(Command::ForceUpdate(None)),
            Self::Pause(on) => Some(Command::Pause(on)),
            Self::Quit => Some(Command::Quit),
            Self::Status
            | Self::Tell(_)
            | Self::OpenLog
            | Self::OpenConfig
            | Self::Autostart(_)
            | Self::Speak(_)
            | Self::About => None,
        }
    }
}

/// The languages to choose from, each in its own name.
fn languages(style: &Style) -> Entry {
    let item = |label: &str, language| {
        let checked = Some(style.chosen == language);
        Entry::Item(Item { label: label.to_owned(), click: Click::Speak(language), checked })
    };
    let mut choices = vec![item(words::LANGUAGE_OF_SYSTEM.to(style.language), None)];
    choices.extend(Language::ALL.map(|language| item(language.name(), Some(language))));
    Entry::Submenu(words::LANGUAGE.to(style.language).to_owned(), choices)
}

/// What the tray can do besides sending commands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Offers {
    /// Whether the program starts at login; `None` where that is not to be had.
    pub autostart: Option<bool>,
    /// Why the log cannot be opened.
    pub no_log: Option<Phrase>,
    /// Why the configuration cannot be opened.
    pub no_config: Option<Phrase>,
}

/// Builds the menu.
pub fn build(shown: &Shown, offers: Offers, style: &Style) -> Menu {
    let snapshot = &shown.snapshot;
    let item = |phrase: Phrase, click, checked| {
        Entry::Item(Item { label: phrase.to(style.language).to_owned(), click, checked })
    };
    let paused = snapshot.state == Overall::Paused;

    // What is there to be read can also be chosen: toolkits draw what cannot be in pale grey.
    let status =
        |label: String| Entry::Item(Item { label: lines::cut(&label), click: Click::Status, checked: None });
    let mut entries = vec![status(shown.overall(style))];
    entries.extend(shown.worker(style).map(status));
    entries.extend(lines::addresses(snapshot, style).into_iter().map(status));
    entries.extend(lines::checked(snapshot, style).map(status));
    if !snapshot.records.is_empty() {
        entries.push(Entry::Separator);
        entries.extend(records(&snapshot.records, style));
    }
    entries.push(Entry::Separator);
    if !snapshot.recent.is_empty() {
        let recent = snapshot.recent.iter().take(5).map(|entry| Entry::Info(lines::history(entry, style)));
        entries.push(Entry::Submenu(words::RECENT.to(style.language).to_owned(), recent.collect()));
    }
    entries.push(item(words::CHECK_NOW, Click::CheckNow, None));
    if shown.takes_commands() {
        // A pause is kept whatever is asked.
        if !paused {
            entries.push(item(words::FORCE, Click::Force, None));
        }
        entries.push(if paused {
            item(words::RESUME, Click::Pause(false), None)
        } else {
            item(words::PAUSE, Click::Pause(true), None)
        });
    }
    entries.push(Entry::Separator);
    let file = |phrase: Phrase, click, why_not: Option<Phrase>| match why_not {
        None => item(phrase, click, None),
        Some(why) => {
            let what = phrase.to(style.language);
            Entry::Info(
                words::NOT_TO_BE_OPENED
                    .fill(style.language, &[("what", &what), ("why", &why.to(style.language))]),
            )
        }
    };
    entries.push(file(words::OPEN_LOG, Click::OpenLog, offers.no_log));
    entries.push(file(words::OPEN_CONFIG, Click::OpenConfig, offers.no_config));
    if let Some(on) = offers.autostart {
        entries.push(item(words::AUTOSTART, Click::Autostart(!on), Some(on)));
    }
    entries.push(languages(style));
    entries.push(Entry::Separator);
    entries.push(item(words::ABOUT, Click::About, None));
    entries.push(item(words::QUIT, Click::Quit, None));
    Menu { entries }
}

/// One line per record, those that are not right first, the rest of a long list in a submenu.
fn records(records: &[RecordView], style: &Style) -> Vec<Entry> {
    let mut sorted: Vec<_> = records.iter().collect();
    ordered::by(&mut sorted, |view| match view.state {
        RecordState::Stopped => 0,
        RecordState::Waiting => 1,
        RecordState::Working => 2,
        RecordState::Unknown | RecordState::Elsewhere => 3,
        RecordState::Ok => 4,
    });
    let line = |view: &&RecordView| {
        let id = RecordId { account: view.account.clone(), name: view.name.clone(), kind: view.kind };
        Entry::Item(Item { label: lines::record(view, style), click: Click::Tell(id), checked: None })
    };
    // A submenu for one or two lines would hide more than it tidies.
    if sorted.len() <= IN_MENU + 2 {
        return sorted.iter().map(line).collect();
    }
    let (shown, rest) = sorted.split_at(IN_MENU);
    let mut entries: Vec<_> = shown.iter().map(line).collect();
    let label = words::MORE.fill(style.language, &[("count", &rest.len())]);
    let inside = if rest.len() <= IN_SUBMENU {
        rest.iter().map(line).collect()
    } else {
        // At most 25 parts of at least 25 lines: also a thousand records stay within reach.
        let part = IN_SUBMENU.max(rest.len().div_ceil(IN_SUBMENU));
        rest.chunks(part)
            .map(|part| Entry::Submenu(span(part, style), part.iter().map(line).collect()))
            .collect()
    };
    entries.push(Entry::Submenu(label, inside));
    entries
}

/// The first and the last name of a part of the list.
fn span(part: &[&RecordView], style: &Style) -> String {
    let name = |view: Option<&&RecordView>| view.map_or_else(String::new, |view| lines::name(&view.name));
    words::SPAN.fill(style.language, &[("first", &name(part.first())), ("last", &name(part.last()))])
}

#[cfg(test)]
pub(crate) mod tests;
