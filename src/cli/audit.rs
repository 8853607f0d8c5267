//! `audit`: who was refused, and who changed what.

use super::{Context, Exit, asking, print};
use crate::{
    control::{self, Outcome, Record, Reply, Request, Unreached},
    text::{Language, audit as text},
};

pub fn audit(context: &Context, json: bool) -> Exit {
    let records = match asking::reach(context, || Request::Audit) {
        Ok((_, Reply::Audit(records))) => records,
        Err(error @ Unreached::Refused(..)) => return asking::unreached(context, &error),
        // Nobody runs: what is on disk.
        _ => match control::trail(&context.paths.state_dir) {
            Ok(records) => records,
            Err(why) => {
                let dir = context.paths.state_dir.display();
                print::aside(text::UNREADABLE.fill(context.language, &[("dir", &dir), ("why", &why)]));
                return Exit::Person;
            }
        },
    };
    if json {
        print::json(&records);
    } else if records.is_empty() {
        print::line(text::NOTHING.to(context.language));
    } else {
        for record in &records {
            print::line(line(record, context.language));
        }
    }
    Exit::Done
}

fn line(record: &Record, language: Language) -> String {
    let when = print::moment(record.at);
    let who = record
        .name
        .as_ref()
        .map_or_else(|| record.account.clone(), |name| format!("{name} ({})", record.account));
    let about = record.about.as_ref().map(|about| format!(" {about}")).unwrap_or_default();
    let asked = format!("{}{about}", record.request);
    let why = match (&record.why, record.role) {
        (Some(why), _) => why.clone(),
        (None, Some(role)) => text::NEEDS.fill(language, &[("role", &role.as_str())]),
        (None, None) => String::new(),
    };
    let phrase = match record.outcome {
        Outcome::Done => text::DONE,
        Outcome::Refused => text::REFUSED,
        Outcome::Failed => text::FAILED,
    };
    let said = phrase.fill(language, &[("who", &who), ("asked", &asked), ("why", &why)]);
    let more = match record.left_out {
        0 => String::new(),
        count => text::LEFT_OUT.fill(language, &[("count", &count)]),
    };
    format!("{when}  {said}{more}")
}
