//! The single lines that menu, tooltip and status toast are made of.
//!
//! Every line is plain text of bounded length. Escaping for a toolkit (`&`, `_`, markup)
//! is the work of whoever hands the line to that toolkit.

use jiff::{Timestamp, tz::TimeZone};

use crate::{
    core::{
        address::Family,
        duty::Refusal,
        problem::Problem,
        record::Name,
        snapshot::{Entry, Overall, RecordState, RecordView, Snapshot, What},
    },
    text::{self, Language, problem::brief, tray as words, unfit},
};

/// Menus are not wrapped: a longer line is cut. The whole sentence stands in toast, log and `status`.
const LONGEST: usize = 110;

/// In which language and time zone lines are written.
#[derive(Clone, Debug)]
pub struct Style {
    pub language: Language,
    /// The language that the person chose; `None`: the system's is spoken.
    pub chosen: Option<Language>,
    pub zone: TimeZone,
}

impl Style {
    /// The hour and minute of a moment, on the person's own clock.
    pub fn time(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%H:%M").to_string()
    }

    /// Day, hour and minute.
    pub fn moment(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
    }
}

/// How many names there are, how many are right, and how many need a person.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    pub names: usize,
    pub right: usize,
    pub stopped: usize,
}

impl Tally {
    /// A name is right when all of its records are, and stopped when one of them is.
    pub fn of(records: &[RecordView]) -> Self {
        let mut worst = std::collections::BTreeMap::new();
        for record in records {
            let rank = match record.state {
                RecordState::Ok | RecordState::Elsewhere => 0,
                RecordState::Working | RecordState::Waiting | RecordState::Unknown => 1,
                RecordState::Stopped => 2,
            };
            let worst = worst.entry(&record.name).or_insert(0);
            *worst = rank.max(*worst);
        }
        let count = |rank| worst.values().filter(|of| **of == rank).count();
        Self { names: worst.len(), right: count(0), stopped: count(2) }
    }
}

/// How everything stands, in one sentence without a full stop.
pub fn overall(snapshot: &Snapshot, style: &Style) -> String {
    let language = style.language;
    if snapshot.version == 0 {
        // The worker has not said anything yet.
        return words::STARTING.to(language).to_owned();
    }
    if snapshot.config.error.is_some() {
        return capital(words::CONFIG_BROKEN.to(language));
    }
    if let Some(why) = &snapshot.unsaved {
        return words::UNSAVED.fill(language, &[("why", why)]);
    }
    match snapshot.state {
        Overall::Paused => return words::PAUSED.to(language).to_owned(),
        Overall::Offline => {
            let disputed = snapshot.dispute().map(|dispute| unfit::disputed(language, &dispute));
            return disputed.unwrap_or_else(|| words::OFFLINE.to(language).to_owned());
        }
        Overall::Ok | Overall::Working | Overall::Attention => {}
    }
    let tally = Tally::of(&snapshot.records);
    let right = match (tally.names, tally.right) {
        (0, _) => return words::NO_RECORDS.to(language).to_owned(),
        (1, 1) => words::ONE_RIGHT.fill(language, &[("name", &name(&snapshot.records[0].name))]),
        (names, right) if names == right => words::ALL_RIGHT.fill(language, &[("count", &names)]),
        (names, right) => words::SOME_RIGHT.fill(language, &[("right", &right), ("count", &names)]),
    };
    let more = match tally.stopped {
        0 if snapshot.state == Overall::Working && tally.right < tally.names => {
            words::WORKING.to(language).to_owned()
        }
        0 if snapshot.state == Overall::Working => words::CHECKING.to(language).to_owned(),
        0 => return right,
        1 => words::NEEDS_YOU_ONE.to(language).to_owned(),
        count => words::NEEDS_YOU.fill(language, &[("count", &count)]),
    };
    let comma = match language {
        Language::English => ", ",
        Language::Chinese => "，",
    };
    right + comma + &more
}

/// Why the service does not do what this person asks.
pub fn refusal(why: &Refusal, language: Language) -> String {
    match why {
        Refusal::Lacks(role) => words::LACKS.fill(language, &[("role", &role.as_str())]),
        Refusal::Said(why) => why.clone(),
    }
}

/// One line per family that is switched on.
pub fn addresses(snapshot: &Snapshot, style: &Style) -> Vec<String> {
    Family::ALL
        .into_iter()
        .filter_map(|family| {
            let view = snapshot.addresses.get(family)?;
            let phrase = match (view.address, &view.unknown) {
                (Some(_), None) => words::ADDRESS,
                (Some(_), Some(_)) => words::ADDRESS_LAST,
                (None, _) => words::ADDRESS_NONE,
            };
            let address = view.address.map_or_else(String::new, |address| address.to_string());
            Some(phrase.fill(style.language, &[("family", &family), ("address", &address)]))
        })
        .collect()
}

/// One record: a marker whose shape alone tells the state, the name, and the state in words.
pub fn record(view: &RecordView, style: &Style) -> String {
    // The markers are from the set of signs that every Windows font has had since 1996 (WGL4).
    let marker = match view.state {
        RecordState::Ok => "●",
        RecordState::Working => "○",
        RecordState::Waiting => "▲",
        RecordState::Stopped => "■",
        RecordState::Unknown | RecordState::Elsewhere => "▫",
    };
    cut(&words::RECORD.fill(
        style.language,
        &[
            ("marker", &marker),
            ("name", &name(&view.name)),
            ("kind", &view.kind),
            ("state", &state(view, style)),
        ],
    ))
}

/// The state of a record in words, with the whole reason.
pub fn state(view: &RecordView, style: &Style) -> String {
    let language = style.language;
    let problem = || reason(view.problem.as_ref(), language);
    match (view.state, view.next_try) {
        (RecordState::Ok, _) => words::STATE_OK.to(language).to_owned(),
        (RecordState::Working, _) => words::STATE_WORKING.to(language).to_owned(),
        (RecordState::Waiting, Some(at)) if view.problem.is_none() => {
            words::STATE_HELD.fill(language, &[("time", &style.time(at))])
        }
        (RecordState::Waiting, Some(at)) => {
            words::STATE_WAITING_UNTIL.fill(language, &[("time", &style.time(at)), ("problem", &problem())])
        }
        (RecordState::Waiting, None) => words::STATE_WAITING.fill(language, &[("problem", &problem())]),
        (RecordState::Stopped, _) => words::STATE_STOPPED.fill(language, &[("problem", &problem())]),
        (RecordState::Unknown, _) => words::STATE_UNKNOWN.to(language).to_owned(),
        (RecordState::Elsewhere, _) => words::STATE_ELSEWHERE.to(language).to_owned(),
    }
}

/// The icon that goes with the state of a record.
pub const fn icon(state: RecordState) -> Overall {
    match state {
        RecordState::Ok => Overall::Ok,
        RecordState::Working | RecordState::Waiting => Overall::Working,
        RecordState::Stopped => Overall::Attention,
        RecordState::Unknown | RecordState::Elsewhere => Overall::Offline,
    }
}

/// One thing that happened.
pub fn history(entry: &Entry, style: &Style) -> String {
    let time = style.time(entry.at);
    let language = style.language;
    cut(&match &entry.what {
        What::Address { family, new, .. } => {
            words::RECENT_ADDRESS.fill(language, &[("time", &time), ("family", family), ("new", new)])
        }
        What::Published { name: of, kind, .. } => {
            words::RECENT_PUBLISHED.fill(language, &[("time", &time), ("name", &name(of)), ("kind", kind)])
        }
        What::Failed { name: of, kind, problem, .. } => words::RECENT_FAILED.fill(
            language,
            &[
                ("time", &time),
                ("name", &name(of)),
                ("kind", kind),
                ("problem", &reason(Some(problem), language)),
            ],
        ),
        What::NotBelieved { family, .. } => {
            words::RECENT_NOT_BELIEVED.fill(language, &[("time", &time), ("family", family)])
        }
        What::Withheld { .. } | What::Drifted { .. } | What::Told { .. } => {
            format!("{time}  {}", text::history::sentence(language, &entry.what))
        }
    })
}

/// The icon for how everything stands: what only a person can mend comes before the rest.
pub const fn overall_icon(snapshot: &Snapshot) -> Overall {
    if snapshot.config.error.is_some() || snapshot.unsaved.is_some() {
        return Overall::Attention;
    }
    snapshot.state
}

/// When an address was last looked at.
pub fn checked(snapshot: &Snapshot, style: &Style) -> Option<String> {
    let at = snapshot.checked?;
    Some(words::CHECKED.fill(style.language, &[("time", &style.time(at))]))
}

fn reason(problem: Option<&Problem>, language: Language) -> String {
    problem.map_or_else(
        || words::NO_REASON.to(language).to_owned(),
        |problem| brief(language, problem).to_owned(),
    )
}

/// A line as long as a menu can bear.
pub fn cut(line: &str) -> String {
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => line[..end].trim_end().to_owned() + "…",
        None => line.to_owned(),
    }
}

/// A name as it stands in a line. One with letters that run from right to left is kept together between two
/// marks: else it would draw the digits beside it to its other side, or turn the whole line round.
pub fn name(name: &Name) -> String {
    const MARK: char = '\u{200e}';
    let shown = name.shown();
    // Hebrew to Arabic Extended, their presentation forms, and the scripts beyond (Unicode, blocks that are R or AL).
    let runs_left = |c| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}');
    if shown.contains(runs_left) { format!("{MARK}{shown}{MARK}") } else { shown }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
