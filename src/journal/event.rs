//! Which event, if any, something that happened is. Pure.

use std::net::IpAddr;

use crate::{
    core::{
        message::{Happened, Happening, Notice},
        problem::{Problem, Remedy},
        record::Name,
        trace::Trace,
    },
    text::{
        Language,
        cli::NONE,
        events::{self as table, Row},
        problem::sentence,
        unfit,
    },
};

/// The longest text that is put into a place, in characters: the Event Log takes 31,839 for all together.
const LONGEST: usize = 2000;
/// How many names stand in one event.
const NAMES: usize = 10;

/// An event with what its places are filled with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    pub row: Row,
    pub inserts: Vec<String>,
    /// What it is about, in a few words: events of one number about one thing are counted together.
    pub about: String,
    /// `NAME TYPE`.
    pub record: Option<String>,
    pub account: Option<String>,
    pub trace: Option<Trace>,
}

impl Event {
    pub fn new(row: Row, about: &str, inserts: &[&str]) -> Self {
        let inserts = inserts.iter().map(|text| fit(text)).collect();
        Self { row, inserts, about: about.to_owned(), record: None, account: None, trace: None }
    }

    /// The whole sentence.
    pub fn message(&self, language: Language) -> String {
        let text = match language {
            Language::English => self.row.en,
            Language::Chinese => self.row.zh,
        };
        let mut parts = text.split('%');
        let mut message = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let place = part.chars().next().and_then(|place| place.to_digit(10)).unwrap_or_default() as usize;
            message += place.checked_sub(1).and_then(|at| self.inserts.get(at)).map_or("", String::as_str);
            message += part.get(1..).unwrap_or_default();
        }
        message
    }
}

/// What is routine is no event.
pub fn of(happening: &Happening, language: Language) -> Option<Event> {
    let record = happening.record.as_ref().map(|id| format!("{} {}", id.name.shown(), id.kind));
    let about = about(happening);
    let name = record.as_deref().unwrap_or_default();
    let listed = |addresses: &[IpAddr]| match addresses {
        [] => NONE.to(language).to_owned(),
        some => some.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    };
    let event = |row, inserts: &[&str]| Some(Event::new(row, &about, inserts));
    let event = match &happening.what {
        Happened::Address { new, old, sources, .. } => {
            let (old, sources) = (listed(old.as_slice()), sources.join(", "));
            event(table::ADDRESS_CHANGED, &[&about, &new.to_string(), &old, &sources])
        }
        Happened::Unknown { reason, still: false, .. } => {
            event(table::ADDRESS_UNKNOWN, &[&about, &unfit::reason(language, reason)])
        }
        Happened::Same { address, again: true, .. } => {
            event(table::ADDRESS_KNOWN, &[&about, &address.to_string()])
        }
        Happened::Published { old, new } => event(table::PUBLISHED, &[name, &listed(new), &listed(old)]),
        Happened::Failed(problem) => {
            let problem = match &happening.record {
                Some(id) if problem.code.remedy() != Remedy::StopAccount => {
                    problem.clone().account(&id.account).name(&id.name)
                }
                Some(id) => problem.clone().account(&id.account),
                None => problem.clone(),
            };
            event(row(&problem), &[&sentence(language, &problem)])
        }
        Happened::Drifted(found) => event(table::DRIFTED, &[name, &listed(found)]),
        Happened::Told { hook, result: Err(problem) } => {
            event(table::NOT_TOLD, &[hook, &sentence(language, problem)])
        }
        _ => None,
    }?;
    let account = happening.record.as_ref().map(|id| id.account.clone());
    Some(Event { record, account, trace: happening.trace, ..event })
}

/// What failed for a reason that passed by itself is right again.
pub fn recovered(happening: &Happening) -> Event {
    let about = about(happening);
    let Some(id) = &happening.record else { return Event::new(table::RECOVERED, &about, &[&about, &about]) };
    let record = format!("{} {}", id.name.shown(), id.kind);
    let event = Event::new(table::RECOVERED, &about, &[&id.account, &record]);
    Event { record: Some(record), account: Some(id.account.clone()), trace: happening.trace, ..event }
}

/// What a toast tells and no line of the log.
pub fn of_notice(notice: &Notice, language: Language) -> Option<Event> {
    match notice {
        Notice::Recovered { account, names } => {
            let event = Event::new(table::RECOVERED, account, &[account, &shown(names, language)]);
            Some(Event { account: Some(account.clone()), ..event })
        }
        Notice::ConfigBroken { error } => Some(Event::new(table::CONFIG_BROKEN, "configuration", &[error])),
        Notice::ConfigReloaded => Some(Event::new(table::CONFIG_TAKEN_UP, "configuration", &[])),
        // The rest is told with its record, when it happens.
        Notice::AddressChanged { .. } | Notice::Flapping { .. } | Notice::NeedsPerson { .. } => None,
    }
}

/// What a happening is about: the record, or the account where all of it is stopped, the uplink, the hook.
pub fn about(happening: &Happening) -> String {
    match (&happening.what, &happening.record) {
        (Happened::Failed(problem), Some(id)) if problem.code.remedy() == Remedy::StopAccount => {
            id.account.clone()
        }
        (_, Some(id)) => format!("{} {} ({})", id.name.shown(), id.kind, id.account),
        (
            Happened::Address { uplink, .. }
            | Happened::Same { uplink, .. }
            | Happened::Unknown { uplink, .. },
            None,
        ) => uplink.to_string(),
        (Happened::Told { hook, .. }, None) => format!("hook {hook}"),
        _ => String::new(),
    }
}

const fn row(problem: &Problem) -> Row {
    match problem.code.remedy() {
        Remedy::StopAccount => table::LATCHED,
        Remedy::StopRecord => table::REFUSED,
        Remedy::Retry | Remedy::Wait(_) => table::FAILED,
    }
}

/// The first names, and how many more there are.
fn shown(names: &[Name], language: Language) -> String {
    let mut shown: Vec<String> = names.iter().take(NAMES).map(Name::shown).collect();
    if let more @ 1.. = names.len().saturating_sub(NAMES) {
        shown.push(format!("+{more}"));
    }
    if shown.is_empty() { NONE.to(language).to_owned() } else { shown.join(", ") }
}

/// Text for a place. The Event Log would take `%1` inside it for a place of its own: an interface's number
/// behind a link-local address, say.
fn fit(text: &str) -> String {
    let mut fit = String::new();
    let mut letters = text.chars().take(LONGEST).peekable();
    while let Some(letter) = letters.next() {
        // What another side said is one line of plain text.
        fit.push(if letter.is_control() && letter != '\n' { ' ' } else { letter });
        if letter == '%' && letters.peek().is_some_and(|next| next.is_ascii_digit() || *next == '%') {
            fit.push(' ');
        }
    }
    fit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::{
        address::Family,
        line::Uplink,
        message::Reason,
        problem::Code,
        record::{Kind, RecordId},
    };

    fn id() -> RecordId {
        RecordId { account: "cf".into(), name: "home.example.org".parse().unwrap(), kind: Kind::A }
    }

    fn happened(what: Happened) -> Happening {
        Happening { trace: Some(Trace(7)), record: Some(id()), what }
    }

    fn told(what: Happened) -> (u16, String) {
        let event = of(&happened(what), Language::English).unwrap();
        (event.row.number, event.message(Language::English))
    }

    #[test]
    fn each_happening_has_its_number_and_its_words() {
        let (old, new) = (vec!["198.51.100.7".parse().unwrap()], vec!["203.0.113.9".parse().unwrap()]);
        assert_eq!(
            told(Happened::Published { old, new }),
            (300, "home.example.org A was published: 203.0.113.9, before: 198.51.100.7.".into())
        );
        let failed = |code| told(Happened::Failed(Problem::new(code)));
        assert_eq!(failed(Code::BadCredential).0, 302);
        assert!(failed(Code::BadCredential).1.contains("The account “cf” was refused"), "the account alone");
        assert_eq!(failed(Code::NotYours).0, 301);
        assert!(failed(Code::NotYours).1.ends_with("update --force home.example.org"));
        assert_eq!(failed(Code::Outage).0, 304);
        assert_eq!(failed(Code::SecretMissing).0, 304);
        assert_eq!(told(Happened::Drifted(vec![])).0, 305);
        assert!(of(&happened(Happened::RightAlready), Language::English).is_none());
    }

    #[test]
    fn an_event_carries_what_it_is_about() {
        let what = Happened::Published { old: vec![], new: vec![] };
        let event = of(&happened(what), Language::Chinese).unwrap();
        assert_eq!(event.record.as_deref(), Some("home.example.org A"));
        assert_eq!(event.account.as_deref(), Some("cf"));
        assert_eq!(event.trace, Some(Trace(7)));
        assert_eq!(event.message(Language::Chinese), "home.example.org A 已发布：（无），之前：（无）。");
        let uplink = Uplink::any(Family::V6);
        let what = Happened::Unknown { uplink, reason: Reason::NoAnswer, still: false };
        let event = of(&Happening { trace: None, record: None, what }, Language::English).unwrap();
        assert_eq!((event.about.as_str(), event.row.number), ("IPv6", 201));
    }

    #[test]
    fn a_text_that_is_put_in_is_searched_for_no_places() {
        let event = Event::new(table::CONFIG_BROKEN, "", &["%1 and 100%% of fe80::1%12, 5 %"]);
        assert_eq!(event.inserts[0], "% 1 and 100% % of fe80::1% 12, 5 %");
        assert!(event.message(Language::English).ends_with("goes on: % 1 and 100% % of fe80::1% 12, 5 %"));
        let long = Event::new(table::CONFIG_BROKEN, "", &["界\r".repeat(5000).as_str()]);
        assert_eq!(long.inserts[0].chars().count(), LONGEST);
        assert!(!long.inserts[0].contains('\r'));
    }
}
