//! `status` and `history`: how things stand and what happened.

use std::net::IpAddr;

use super::{Context, Exit, print, run};
use crate::{
    control::{Reply, Request},
    core::{
        address::Family,
        message::Said,
        snapshot::{AddressView, Entry, Overall, RecordState, RecordView, Snapshot, What},
    },
    store,
    text::{Language, cli as text, problem::sentence, unfit},
};

pub fn status(context: &Context, json: bool) -> Exit {
    let Ok(Reply::Status(snapshot)) = run::ask(context, Request::Status) else {
        return last_known(context, json);
    };
    if json {
        print::json(&snapshot);
    } else {
        show(&snapshot, context.language);
    }
    run::exit_of(&snapshot)
}

/// Nobody runs: what the state file knows, seen through the configuration as it is now.
fn last_known(context: &Context, json: bool) -> Exit {
    let snapshot = match crate::app::last_known(&context.paths) {
        Ok(snapshot) => snapshot,
        Err(failed) => return run::complain(context, &failed),
    };
    if json {
        print::json(&snapshot);
    } else {
        print::aside(text::NOT_RUNNING.to(context.language));
        show(&snapshot, context.language);
    }
    run::exit_of(&snapshot)
}

pub fn show(snapshot: &Snapshot, language: Language) {
    print::line(match snapshot.state {
        Overall::Ok => text::STATE_OK.to(language),
        Overall::Working => text::STATE_WORKING.to(language),
        Overall::Attention => text::STATE_ATTENTION.to(language),
        Overall::Paused => text::STATE_PAUSED.to(language),
        Overall::Offline => text::STATE_OFFLINE.to(language),
    });
    if let Some(error) = &snapshot.config.error {
        print::line(text::CONFIG_BROKEN.fill(language, &[("error", error)]));
    }
    if let Some(why) = &snapshot.unsaved {
        print::line(text::STATE_UNSAVED.fill(language, &[("why", why)]));
    }
    for family in Family::ALL {
        if let Some(view) = snapshot.addresses.get(family) {
            print::line(address_line(family, view, language));
            // Why nothing can come in, where the router knows it.
            for answer in view.answers.iter().filter(|answer| unfit::is_router(&answer.source)) {
                if let Said::Unfit(address, why) = &answer.said {
                    let why = unfit::said_by(&answer.source, *why).to(language);
                    print::line(format!("  {}: {address}: {why}", answer.source));
                }
            }
        }
    }
    for record in &snapshot.records {
        let served = if record.served == Some(false) { text::NOT_SERVED.to(language) } else { "" };
        let state = record_line(record, language);
        print::line(format!("{} {}  {state} {served}", record.name.shown(), record.kind).trim_end());
    }
    if snapshot.records.is_empty() {
        print::line(text::NO_RECORDS.fill(language, &[("file", &snapshot.config.file)]));
    }
    let when =
        |at: Option<jiff::Timestamp>| at.map_or_else(|| text::NEVER.to(language).to_owned(), print::moment);
    let values: [(&str, &dyn std::fmt::Display); 2] =
        [("checked", &when(snapshot.checked)), ("next", &when(snapshot.next_check))];
    print::line(text::CHECKED.fill(language, &values));
}

fn address_line(family: Family, view: &AddressView, language: Language) -> String {
    match (view.address, &view.unknown) {
        (Some(address), None) => {
            let since = view.since.map(print::moment).unwrap_or_default();
            let sources = view.sources.join(", ");
            let values: [(&str, &dyn std::fmt::Display); 4] =
                [("family", &family), ("address", &address), ("since", &since), ("sources", &sources)];
            text::ADDRESS.fill(language, &values)
        }
        (Some(address), Some(why)) => {
            let why = unfit::reason(language, why);
            text::ADDRESS_LAST.fill(language, &[("family", &family), ("address", &address), ("why", &why)])
        }
        (None, Some(why)) => {
            let why = unfit::reason(language, why);
            text::ADDRESS_UNKNOWN.fill(language, &[("family", &family), ("why", &why)])
        }
        (None, None) => text::ADDRESS_YET.fill(language, &[("family", &family)]),
    }
}

fn record_line(record: &RecordView, language: Language) -> String {
    let problem = || record.problem.as_ref().map(|problem| sentence(language, problem)).unwrap_or_default();
    match record.state {
        RecordState::Ok => text::RECORD_OK.fill(language, &[("values", &list(&record.published, language))]),
        RecordState::Working => text::RECORD_WORKING.to(language).to_owned(),
        RecordState::Waiting => {
            let when = record.next_try.map(print::moment).unwrap_or_default();
            text::RECORD_WAITING.fill(language, &[("when", &when), ("problem", &problem())])
        }
        RecordState::Stopped => text::RECORD_STOPPED.fill(language, &[("problem", &problem())]),
        RecordState::Unknown => text::RECORD_UNKNOWN.fill(language, &[("family", &record.kind.family())]),
    }
}

fn list(addresses: &[IpAddr], language: Language) -> String {
    if addresses.is_empty() {
        return text::NONE.to(language).to_owned();
    }
    addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

pub fn history(context: &Context, json: bool) -> Exit {
    let entries = match run::ask(context, Request::History) {
        Ok(Reply::History(entries)) => entries,
        _ => match store::read(&context.paths.state_dir) {
            Ok(state) => state.map(|state| state.history.into_iter().collect()).unwrap_or_default(),
            Err(why) => {
                print::aside(format!("{}: {why}", context.paths.state_dir.display()));
                return Exit::Failed;
            }
        },
    };
    if json {
        print::json(&entries);
    } else if entries.is_empty() {
        print::line(text::NO_HISTORY.to(context.language));
    } else {
        for entry in &entries {
            print::line(history_line(entry, context.language));
        }
    }
    Exit::Done
}

fn history_line(entry: &Entry, language: Language) -> String {
    let when = print::moment(entry.at);
    let none = text::NONE.to(language);
    match &entry.what {
        What::Address { family, old, new, sources } => {
            let old = old.map_or_else(|| none.to_owned(), |old| old.to_string());
            let sources = sources.join(", ");
            let values: [(&str, &dyn std::fmt::Display); 5] =
                [("when", &when), ("family", family), ("old", &old), ("new", new), ("sources", &sources)];
            text::HISTORY_ADDRESS.fill(language, &values)
        }
        What::Published { name, kind, old, new, .. } => {
            let (old, new, name) = (list(old, language), list(new, language), name.shown());
            let values: [(&str, &dyn std::fmt::Display); 5] =
                [("when", &when), ("name", &name), ("kind", kind), ("old", &old), ("new", &new)];
            text::HISTORY_PUBLISHED.fill(language, &values)
        }
        What::Failed { name, kind, problem, .. } => {
            let (problem, name) = (sentence(language, problem), name.shown());
            let values: [(&str, &dyn std::fmt::Display); 4] =
                [("when", &when), ("name", &name), ("kind", kind), ("problem", &problem)];
            text::HISTORY_FAILED.fill(language, &values)
        }
        What::NotBelieved { family, reason } => {
            let why = unfit::reason(language, reason);
            text::HISTORY_NOT_BELIEVED.fill(language, &[("when", &when), ("family", family), ("why", &why)])
        }
    }
}
