//! `status` and `history`: how things stand and what happened.

use std::net::IpAddr;

use serde::Serialize;

use super::{Context, Exit, asking, print, run};
use crate::{
    control::{Reply, Request, Unreached},
    core::{
        address::Family,
        message::{Answer, Said},
        snapshot::{
            AddressView, Addresses, Entry, LineView, Overall, RecordState, RecordView, Snapshot, Traffic,
        },
    },
    text::{Language, cli as text, history, problem::sentence, unfit},
};

pub fn status(context: &Context, json: bool) -> Exit {
    let (host, snapshot) = match asking::reach(context, || Request::Status) {
        Ok((host, Reply::Status(snapshot))) => (host, snapshot),
        Err(error @ Unreached::Refused(..)) => return asking::unreached(context, &error),
        Ok(_) | Err(Unreached::Nobody(_)) => return last_known(context, json),
    };
    if json {
        print::json(&Standing { snapshot: &snapshot, running: true });
    } else {
        asking::introduce(context, host);
        show(&snapshot, context.language);
    }
    run::exit_of(&snapshot)
}

/// The documented JSON of `status --json`.
#[derive(Serialize)]
struct Standing<'a> {
    #[serde(flatten)]
    snapshot: &'a Snapshot,
    /// Whether a program answered; where not, this is what it knew last.
    running: bool,
}

/// Nobody runs: what the state file knows, seen through the configuration as it is now.
fn last_known(context: &Context, json: bool) -> Exit {
    if let Some(exit) = asking::shut_out(context) {
        return exit;
    }
    let snapshot = match crate::app::last_known(&context.paths) {
        Ok(snapshot) => snapshot,
        Err(failed) => return run::complain(context, &failed),
    };
    if json {
        print::json(&Standing { snapshot: &snapshot, running: false });
    } else {
        print::line(text::NOT_RUNNING.to(context.language));
        show(&snapshot, context.language);
    }
    match run::exit_of(&snapshot) {
        // Right as it may be, nobody keeps it so, unless a task does.
        Exit::Done if !super::task::is_installed(context) => Exit::Failed,
        exit => exit,
    }
}

pub fn show(snapshot: &Snapshot, language: Language) {
    print::line(overall(snapshot, language));
    if let Some(error) = &snapshot.config.error {
        print::line(text::CONFIG_BROKEN.fill(language, &[("error", error)]));
    }
    if let Some(why) = &snapshot.unsaved {
        print::line(text::STATE_UNSAVED.fill(language, &[("why", why)]));
    }
    let Addresses { ipv4, ipv6 } = &snapshot.addresses;
    show_addresses([ipv4, ipv6], "", language);
    for LineView { line, ipv4, ipv6 } in &snapshot.lines {
        show_addresses([ipv4, ipv6], line, language);
    }
    for record in &snapshot.records {
        let served = if record.served == Some(false) { text::NOT_SERVED.to(language) } else { "" };
        let state = record_line(record, language);
        let via = record.via.as_ref().map(|line| text::RECORD_VIA.fill(language, &[("line", line)]));
        let via = via.unwrap_or_default();
        print::line(format!("{} {}  {state} {via} {served}", record.name.shown(), record.kind).trim_end());
    }
    if snapshot.records.is_empty() {
        print::line(text::NO_RECORDS.fill(language, &[("file", &snapshot.config.file)]));
    }
    let checked = snapshot.checked.map_or_else(|| text::NEVER.to(language).to_owned(), print::moment);
    print::line(match snapshot.next_check.map(print::moment) {
        Some(next) => text::CHECKED.fill(language, &[("checked", &checked), ("next", &next)]),
        None => text::CHECKED_LAST.fill(language, &[("checked", &checked)]),
    });
    let waiting = snapshot.waiting.records + snapshot.waiting.deliveries;
    if let Some(next) = snapshot.waiting.next_try.filter(|_| waiting > 0) {
        let values: [(&str, &dyn std::fmt::Display); 2] =
            [("count", &waiting), ("when", &print::moment(next))];
        print::line(text::WAITING.fill(language, &values));
    }
    if let Some(line) = traffic_line(&snapshot.traffic, language) {
        print::line(line);
    }
}

fn overall(snapshot: &Snapshot, language: Language) -> String {
    let phrase = match snapshot.state {
        Overall::Ok => text::STATE_OK,
        Overall::Working => text::STATE_WORKING,
        Overall::Attention => text::STATE_ATTENTION,
        Overall::Paused => text::STATE_PAUSED,
        Overall::Offline if snapshot.is_silent() => text::STATE_OFFLINE,
        Overall::Offline => match snapshot.dispute() {
            Some(dispute) => {
                let said = unfit::disputed(language, &dispute);
                return text::STATE_DISPUTED.fill(language, &[("said", &said)]);
            }
            None => text::STATE_UNKNOWN,
        },
    };
    phrase.to(language).to_owned()
}

/// What asking costs, once there is a minute of it; what that is in a day, once there is an hour to go by.
fn traffic_line(traffic: &Traffic, language: Language) -> Option<String> {
    let seconds = traffic.seconds.clamp(60, 86_400);
    let daily = |of: u64| of.saturating_mul(86_400) / seconds;
    let size = |bytes: u64| format!("{} kB", bytes.div_ceil(1000));
    let span = if seconds < 7200 { format!("{} min", seconds / 60) } else { format!("{} h", seconds / 3600) };
    let values: [(&str, &dyn std::fmt::Display); 5] = [
        ("requests", &traffic.requests),
        ("size", &size(traffic.bytes)),
        ("hours", &span),
        ("daily_requests", &daily(traffic.requests)),
        ("daily_size", &size(daily(traffic.bytes))),
    ];
    let phrase = if traffic.seconds < 3600 { text::TRAFFIC_YET } else { text::TRAFFIC };
    (traffic.seconds >= 60).then(|| phrase.fill(language, &values))
}

/// The addresses of one line, and, while one is not known, who said what.
/// Those of a line, of both families; without a line, the machine's.
fn show_addresses(views: [&Option<AddressView>; 2], line: &str, language: Language) {
    for (family, view) in Family::ALL.into_iter().zip(views) {
        let Some(view) = view else { continue };
        let address = address_line(family, view, language);
        print::line(match line {
            "" => address,
            line => text::LINE.fill(language, &[("line", &line), ("address", &address)]),
        });
        // Why nothing can come in, where the router knows it, is told whatever the others say.
        let router =
            |answer: &Answer| unfit::is_router(&answer.source) && matches!(answer.said, Said::Unfit(..));
        for answer in view.answers.iter().filter(|answer| view.unknown.is_some() || router(answer)) {
            let said = unfit::said(language, &answer.source, &answer.said);
            print::line(text::SAID.fill(language, &[("source", &answer.source), ("said", &said)]));
        }
        if !view.resting.is_empty() {
            print::line(text::RESTING.fill(language, &[("sources", &view.resting.join(", "))]));
        }
    }
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
        RecordState::Waiting if record.problem.is_none() => {
            let when = record.next_try.map(print::moment).unwrap_or_default();
            text::RECORD_HELD.fill(language, &[("when", &when)])
        }
        RecordState::Waiting => {
            let when = record.next_try.map(print::moment).unwrap_or_default();
            text::RECORD_WAITING.fill(language, &[("when", &when), ("problem", &problem())])
        }
        RecordState::Stopped => text::RECORD_STOPPED.fill(language, &[("problem", &problem())]),
        RecordState::Elsewhere => text::RECORD_ELSEWHERE.to(language).to_owned(),
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
    let entries = match asking::reach(context, || Request::History) {
        Ok((host, Reply::History(entries))) => {
            if !json {
                asking::introduce(context, host);
            }
            entries
        }
        Err(error @ Unreached::Refused(..)) => return asking::unreached(context, &error),
        Ok(_) | Err(Unreached::Nobody(_)) => match crate::app::last_history(&context.paths) {
            Ok(entries) => entries,
            Err(failed) => {
                return asking::shut_out(context).unwrap_or_else(|| run::complain(context, &failed));
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

/// When, what, and what it belongs to: the log has the same mark.
fn history_line(entry: &Entry, language: Language) -> String {
    let (when, what) = (print::moment(entry.at), history::sentence(language, &entry.what));
    entry
        .trace_id
        .map_or_else(|| format!("{when}            {what}"), |trace| format!("{when}  {trace}  {what}"))
}
