//! The toast for every notice, as a pure function.
//!
//! Text is plain: whoever shows it escapes what its desktop would read as markup.

use std::time::Duration;

use crate::{
    core::{
        duty::{Duty, Own, Refusal, Why},
        message::Notice,
        record::{Name, RecordId},
        snapshot::{Overall, RecordView, Snapshot},
    },
    text::{Language, Phrase, problem::sentence, toast as words},
};

use super::{
    lines::{self, Style},
    shown::Shown,
};

/// How many names a toast tells one by one.
const NAMES: usize = 3;
/// Windows cuts a balloon at 255 UTF-16 units, and nobody reads more on a toast.
const LONGEST: usize = 250;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Toast {
    pub title: String,
    pub body: String,
    pub weight: Weight,
    /// The icon beside the words.
    pub icon: Overall,
    /// A new toast takes the place of an older one of the same topic that is still shown.
    pub topic: String,
}

/// How much it matters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Weight {
    /// Good to know.
    News,
    /// Something is wrong and a person has to act.
    Alarm,
}

impl Toast {
    fn new(topic: &str, weight: Weight, title: String, body: &str) -> Self {
        let icon = match weight {
            Weight::News => Overall::Ok,
            Weight::Alarm => Overall::Attention,
        };
        Self { title, body: cut(body), weight, icon, topic: topic.to_owned() }
    }
}

/// The toast that tells of a notice.
pub fn of(notice: &Notice, language: Language) -> Toast {
    match notice {
        Notice::AddressChanged { family, old, new, names, took } => {
            let mut body =
                old.map_or_else(String::new, |old| words::WAS.fill(language, &[("old", &old)]) + "\n");
            let took = duration(*took, language);
            body += &match names.as_slice() {
                [] => words::FOLLOWED_NONE.to(language).to_owned(),
                [name] => {
                    words::FOLLOWED_ONE.fill(language, &[("name", &lines::name(name)), ("took", &took)])
                }
                _ => words::FOLLOWED.fill(language, &[("names", &list(names, language)), ("took", &took)]),
            };
            let title = words::CHANGED.fill(language, &[("family", family), ("new", new)]);
            Toast::new(family.key(), Weight::News, title, &body)
        }
        Notice::Flapping { family, new, changes } => Toast::new(
            family.key(),
            Weight::News,
            words::FLAPPING.fill(language, &[("family", family)]),
            &words::FLAPPING_BODY.fill(language, &[("changes", changes), ("new", new)]),
        ),
        Notice::NeedsPerson { problem } => {
            let what = problem.name.as_ref().map(Name::shown).or_else(|| problem.account.clone());
            let title = what.as_ref().map_or_else(
                || words::NEEDS_PERSON.to(language).to_owned(),
                |what| words::NEEDS_PERSON_FOR.fill(language, &[("what", what)]),
            );
            let topic = problem.account.as_deref().unwrap_or("person");
            Toast::new(topic, Weight::Alarm, title, &sentence(language, problem))
        }
        Notice::Recovered { account, names } => {
            let body = match names.as_slice() {
                [] => words::RECOVERED_NONE.to(language).to_owned(),
                [name] => words::RECOVERED_ONE.fill(language, &[("name", &lines::name(name))]),
                _ => words::RECOVERED_MANY.fill(language, &[("names", &list(names, language))]),
            };
            let title = words::RECOVERED.fill(language, &[("account", account)]);
            Toast::new(account, Weight::News, title, &body)
        }
        Notice::ConfigBroken { error } => Toast::new(
            "config",
            Weight::Alarm,
            words::CONFIG_BROKEN.to(language).to_owned(),
            &words::CONFIG_BROKEN_BODY.fill(language, &[("error", error)]),
        ),
        Notice::ConfigReloaded => {
            Toast::new("config", Weight::News, words::CONFIG_RELOADED.to(language).to_owned(), "")
        }
    }
}

/// How everything stands, for a click on the icon where no menu opens.
pub fn status(shown: &Shown, style: &Style) -> Toast {
    let body = super::tooltip::body(shown, style).join("\n");
    let toast = Toast::new("status", Weight::News, shown.overall(style), &body);
    Toast { icon: shown.icon(), ..toast }
}

/// All about one record, for a click on its line; nothing if it is no longer there.
pub fn record(snapshot: &Snapshot, id: &RecordId, style: &Style) -> Option<Toast> {
    let same =
        |view: &&RecordView| view.name == id.name && view.kind == id.kind && view.account == id.account;
    let view = snapshot.records.iter().find(same)?;
    let language = style.language;
    let mut body = lines::state(view, style);
    if let Some(problem) = &view.problem {
        body.push('\n');
        body.push_str(&sentence(language, problem));
    }
    if !view.published.is_empty() {
        let values = view.published.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let at = view.published_at.map_or_else(|| "?".to_owned(), |at| style.moment(at));
        body.push('\n');
        body.push_str(&words::PUBLISHED.fill(language, &[("values", &values), ("time", &at)]));
    }
    let title = format!("{} {} ({})", lines::name(&view.name), view.kind, view.account);
    let toast = Toast::new("status", Weight::News, title, &body);
    Some(Toast { icon: lines::icon(view.state), ..toast })
}

pub fn about(snapshot: &Snapshot, language: Language) -> Toast {
    let title = words::ABOUT.fill(language, &[("version", &env!("CARGO_PKG_VERSION"))]);
    let body = words::ABOUT_BODY.fill(language, &[("config", &snapshot.config.file)]);
    Toast::new("status", Weight::News, title, &body)
}

/// That another does the work now; nothing where that is no news.
pub fn turned(before: &Duty, now: &Duty, language: Language) -> Option<Toast> {
    let toast = |weight, title: Phrase, body: String| {
        Some(Toast::new("service", weight, title.to(language).to_owned(), &body))
    };
    let said = |phrase: Phrase| phrase.to(language).to_owned();
    let served = matches!(before, Duty::Face | Duty::Waiting(Why::Refused(_) | Why::Silent));
    match now {
        Duty::Face if *before != Duty::Face => {
            toast(Weight::News, words::SERVICE_WORKS, said(words::SERVICE_WORKS_BODY))
        }
        Duty::Own(Own { names, .. }) if served => {
            let body = match names {
                None => said(words::TAKEN_OVER_UNREAD),
                Some(1) => said(words::TAKEN_OVER_ONE),
                Some(count) => words::TAKEN_OVER.fill(language, &[("count", count)]),
            };
            toast(Weight::News, words::SERVICE_STOPPED, body)
        }
        Duty::Waiting(Why::Nothing) if served => {
            toast(Weight::Alarm, words::SERVICE_STOPPED, said(words::NOBODY_TAKES_OVER))
        }
        Duty::Waiting(Why::Refused(why)) if !matches!(before, Duty::Waiting(Why::Refused(_))) => toast(
            Weight::News,
            words::SERVICE_WORKS,
            words::NOT_SHOWN.fill(language, &[("why", &lines::refusal(why, language))]),
        ),
        Duty::Waiting(Why::Silent) if !matches!(before, Duty::Waiting(Why::Silent)) => {
            toast(Weight::Alarm, words::SERVICE_SILENT, said(words::SERVICE_SILENT_BODY))
        }
        Duty::Waiting(Why::Unable(why)) if served => {
            let body = words::CANNOT_TAKE_OVER.fill(language, &[("why", why)]);
            toast(Weight::Alarm, words::SERVICE_STOPPED, body)
        }
        _ => None,
    }
}

/// The service did not do what was asked.
pub fn refused(why: &Refusal, language: Language) -> Toast {
    let title = words::REFUSED.to(language).to_owned();
    Toast::new("status", Weight::Alarm, title, &lines::refusal(why, language))
}

/// Something the tray itself was asked to do did not work.
pub fn open_failed(path: &std::path::Path, error: &std::io::Error, language: Language) -> Toast {
    let body = words::OPEN_FAILED_BODY.fill(language, &[("path", &path.display()), ("error", error)]);
    Toast::new("status", Weight::Alarm, words::OPEN_FAILED.to(language).to_owned(), &body)
}

pub fn autostart_failed(error: &std::io::Error, language: Language) -> Toast {
    let title = words::AUTOSTART_FAILED.to(language).to_owned();
    Toast::new("status", Weight::Alarm, title, &error.to_string())
}

pub fn language_not_kept(error: &std::io::Error, language: Language) -> Toast {
    let title = words::LANGUAGE_NOT_KEPT.to(language).to_owned();
    Toast::new("status", Weight::Alarm, title, &error.to_string())
}

/// Up to three names, and how many more.
fn list(names: &[Name], language: Language) -> String {
    let shown: Vec<_> = names.iter().take(NAMES).map(lines::name).collect();
    let comma = match language {
        Language::English => ", ",
        Language::Chinese => "、",
    };
    match (shown.split_last(), names.len().saturating_sub(NAMES)) {
        (None, _) => String::new(),
        (Some((last, [])), 0) => last.clone(),
        (Some((last, before)), 0) => {
            words::LIST.fill(language, &[("names", &before.join(comma)), ("last", last)])
        }
        (Some(_), more) => words::AND_MORE.fill(language, &[("names", &shown.join(comma)), ("count", &more)]),
    }
}

/// Two figures of precision are enough for a person.
fn duration(took: Duration, language: Language) -> String {
    match took.as_millis() {
        ms @ ..1000 => words::MILLISECONDS.fill(language, &[("n", &ms)]),
        1000..10_000 => words::SECONDS.fill(language, &[("n", &format!("{:.1}", took.as_secs_f64()))]),
        10_000..120_000 => words::SECONDS.fill(language, &[("n", &took.as_secs())]),
        _ => words::MINUTES.fill(language, &[("n", &(took.as_secs() / 60))]),
    }
}

fn cut(body: &str) -> String {
    let body = body.trim_end();
    let mut room = LONGEST;
    for (at, letter) in body.char_indices() {
        match room.checked_sub(letter.len_utf16()) {
            Some(left) => room = left,
            None => return body[..at].trim_end().to_owned() + "…",
        }
    }
    body.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::{
        address::Family,
        problem::{Code, Problem},
    };

    fn names(count: usize) -> Vec<Name> {
        (1..=count).map(|n| format!("h{n}.example.org").parse().unwrap()).collect()
    }

    fn changed(count: usize, took: u64) -> Toast {
        let notice = Notice::AddressChanged {
            family: Family::V4,
            old: Some("198.51.100.7".parse().unwrap()),
            new: "203.0.113.9".parse().unwrap(),
            names: names(count),
            took: Duration::from_millis(took),
        };
        of(&notice, Language::English)
    }

    #[test]
    fn an_address_change_tells_old_new_names_and_time() {
        let toast = changed(1, 420);
        assert_eq!(toast.title, "New IPv4 address: 203.0.113.9");
        assert_eq!(
            toast.body,
            "It was 198.51.100.7.\nh1.example.org points to it, 420 ms after the change was seen."
        );
        assert!(
            changed(2, 4200)
                .body
                .ends_with("h1.example.org and h2.example.org point to it, 4.2 s after the change was seen.")
        );
        assert!(
            changed(3, 61_000)
                .body
                .contains("h1.example.org, h2.example.org and h3.example.org point to it, 61 s")
        );
        assert!(changed(200, 600_000).body.contains("h3.example.org and 197 more point to it, 10 min"));
        assert_eq!(changed(0, 1).body, "It was 198.51.100.7.\nNo name follows it.");
    }

    #[test]
    fn a_toast_takes_the_place_of_the_last_of_its_topic() {
        let flapping =
            Notice::Flapping { family: Family::V4, new: "203.0.113.9".parse().unwrap(), changes: 5 };
        assert_eq!(of(&flapping, Language::English).topic, changed(1, 1).topic);
        let problem = Problem::new(Code::BadCredential).account("lab");
        let stopped = of(&Notice::NeedsPerson { problem }, Language::English);
        let again = of(&Notice::Recovered { account: "lab".into(), names: names(1) }, Language::English);
        assert_eq!((stopped.weight, again.weight), (Weight::Alarm, Weight::News));
        assert_eq!(stopped.topic, again.topic);
        assert_eq!(stopped.title, "Fingerpost needs you: lab");
        assert_eq!(again.body, "h1.example.org is right again.");
    }

    #[test]
    fn long_words_are_cut_between_letters() {
        let broken = Notice::ConfigBroken { error: "配置🙂".repeat(200) };
        let body = of(&broken, Language::Chinese).body;
        assert!(body.encode_utf16().count() <= 255 && body.ends_with('…'), "{body}");
    }

    #[test]
    fn every_notice_has_words_in_every_language() {
        for language in [Language::English, Language::Chinese] {
            for notice in [
                Notice::ConfigReloaded,
                Notice::NeedsPerson { problem: Problem::new(Code::NoZone) },
                Notice::Recovered { account: "a".into(), names: vec![] },
            ] {
                assert!(!of(&notice, language).title.is_empty());
            }
        }
    }

    #[test]
    fn who_does_the_work_is_told_when_another_does_and_not_before() {
        let own = |names| Duty::Own(Own { names, stopped: true });
        let title =
            |before: &Duty, now: &Duty| turned(before, now, Language::English).map(|toast| toast.title);
        let refused = Duty::Waiting(Why::Refused(Refusal::Lacks(crate::core::access::Role::Monitor)));
        assert_eq!(title(&own(Some(3)), &Duty::Face).unwrap(), "The Fingerpost service does the work now");
        for served in [Duty::Face, refused.clone(), Duty::Waiting(Why::Silent)] {
            let toast = turned(&served, &own(Some(3)), Language::English).unwrap();
            assert_eq!(toast.title, "The Fingerpost service has stopped");
            assert_eq!(toast.body, "This tray now keeps your own 3 names up to date, with your own secrets.");
            let nobody = turned(&served, &Duty::Waiting(Why::Nothing), Language::English).unwrap();
            assert_eq!((nobody.weight, nobody.body.contains("Nothing keeps")), (Weight::Alarm, true));
        }
        let body = turned(&own(None), &refused, Language::English).unwrap().body;
        assert!(body.contains("the role monitor"), "{body}");
        // The first of one's own names, and what is as it was, are no news.
        assert_eq!(title(&Duty::Waiting(Why::Nothing), &own(Some(1))), None);
        assert_eq!(title(&own(Some(1)), &own(Some(2))), None);
        assert_eq!(title(&Duty::Face, &Duty::Face), None);
    }
}
