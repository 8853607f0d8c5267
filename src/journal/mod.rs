//! The system's own log: numbered events for whoever looks after this machine, in the Windows Event Log or in
//! journald.
//!
//! What is told there is what a person or a monitoring program may have to act on, a few events a day; every step
//! stands in the program's own log. `event` says which event something is, `bounds` keeps them few, `platform`
//! writes them. An event that cannot be written is lost: everything it says stands in log and `history` as well.

mod bounds;
mod event;
#[cfg(test)]
mod message_table;

use std::{
    fmt::Display,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use self::bounds::{Bounds, Verdict};
pub use self::event::Event;
use crate::{
    core::{
        message::{Happened, Happening, Notice},
        state::State,
    },
    platform::{self, Logged, Severity},
    text::{
        Language,
        events::{self as table, Level, Row},
    },
};

/// A way to the system's log, or to nowhere; cheap to clone, and clones share what was told already.
#[derive(Clone, Default)]
pub struct Journal(Option<Arc<Open>>);

struct Open {
    language: Language,
    /// The program's own log goes to the same place, which need not hold a thing twice.
    instead_of_log: bool,
    bounds: Mutex<Bounds>,
    since: Instant,
}

impl Journal {
    /// For a program that works where nobody sits. Leads nowhere where the system has no such log (on Linux:
    /// where standard error is not journald's). `log_is_stderr`: the program's own log goes there as well.
    pub fn open(language: Language, log_is_stderr: bool) -> Self {
        if !platform::journal::is_there() {
            return Self::default();
        }
        let instead_of_log = log_is_stderr && platform::journal::IS_STDERR;
        let (bounds, since) = (Mutex::default(), Instant::now());
        Self(Some(Arc::new(Open { language, instead_of_log, bounds, since })))
    }

    /// Like all that return a `bool`: true where it stands in the program's own log thereby.
    pub fn started(&self, records: usize) -> bool {
        let inserts = [env!("CARGO_PKG_VERSION"), &records.to_string()];
        self.write(&Event::new(table::STARTED, "", &inserts))
    }

    pub fn stopped(&self) -> bool {
        self.write(&Event::new(table::STOPPED, "", &[]))
    }

    /// Nothing runs after this; `why` may have several lines.
    pub fn not_started(&self, why: &dyn Display) -> bool {
        self.write(&Event::new(table::NOT_STARTED, "", &[why.to_string().trim_end()]))
    }

    pub fn no_tray(&self, why: &dyn Display) {
        self.write(&Event::new(table::NO_TRAY, "", &[&why.to_string()]));
    }

    /// A scheduled round cannot begin; `missing` are whole sentences.
    pub fn not_ready(&self, missing: &str) {
        self.write(&Event::new(table::NOT_READY, "", &[missing]));
    }

    /// Somebody asked for something over the control endpoint: who, what, and whether it was allowed.
    pub fn audit(&self, who: &str, what: &str, allowed: bool) {
        let row = if allowed { table::AUDIT_DONE } else { table::AUDIT_REFUSED };
        self.write(&Event::new(row, who, &[who, what]));
    }

    pub fn state_unwritten(&self, why: &dyn Display) -> bool {
        self.write(&Event::new(table::STATE_UNWRITTEN, "", &[&why.to_string()]))
    }

    /// What was wrong before this start is no news.
    pub fn remember(&self, state: &State) {
        let Some(open) = &self.0 else { return };
        let mut bounds = open.bounds.lock().unwrap_or_else(PoisonError::into_inner);
        for (id, memory) in &state.records {
            if let Some(trouble) = &memory.trouble {
                let what = Happened::Failed(trouble.problem.clone());
                let happening = Happening { trace: None, record: Some(id.clone()), what };
                bounds.failed(&event::about(&happening), trouble.problem.code);
            }
        }
    }

    /// Tells what happened, if it is an event. True where it stands in the program's own log thereby.
    pub fn happened(&self, happening: &Happening) -> bool {
        let Some(open) = &self.0 else { return false };
        let about = event::about(happening);
        let mut bounds = open.bounds.lock().unwrap_or_else(PoisonError::into_inner);
        let (news, recovered) = match &happening.what {
            Happened::Failed(problem) | Happened::Told { result: Err(problem), .. } => {
                (bounds.failed(&about, problem.code), false)
            }
            Happened::Published { .. } | Happened::RightAlready => {
                if let Some(id) = &happening.record {
                    bounds.right(&id.account);
                }
                (true, bounds.right(&about))
            }
            Happened::Told { result: Ok(()), .. } => (true, bounds.right(&about)),
            _ => (true, false),
        };
        drop(bounds);
        if recovered {
            let event = event::recovered(happening);
            self.write(&event);
        }
        let event = event::of(happening, open.language).filter(|_| news);
        event.is_some_and(|event| self.write(&event))
    }

    pub fn notice(&self, notice: &Notice) {
        let Some(open) = &self.0 else { return };
        if let Some(event) = event::of_notice(notice, open.language) {
            self.write(&event);
        }
    }

    /// Writes an event unless there are too many like it. True where it stands in the program's own log thereby.
    fn write(&self, event: &Event) -> bool {
        let Some(open) = &self.0 else { return false };
        let mut bounds = open.bounds.lock().unwrap_or_else(PoisonError::into_inner);
        let verdict = bounds.judge(open.since.elapsed(), event.row.number, &event.about);
        drop(bounds);
        match verdict {
            Verdict::Write => open.send(event) && open.instead_of_log,
            Verdict::SayThatLeftOut => {
                let inserts = [&event.row.number.to_string(), event.about.as_str()];
                open.send(&Event::new(table::LEFT_OUT, &event.about, &inserts));
                false
            }
            Verdict::LeaveOut => false,
        }
    }
}

impl Open {
    fn send(&self, event: &Event) -> bool {
        let Row { number, level, .. } = event.row;
        let severity = match level {
            Level::Information => Severity::Information,
            Level::Warning => Severity::Warning,
            Level::Error => Severity::Error,
        };
        let trace = event.trace.map(|trace| trace.to_string());
        let fields = [
            ("FINGERPOST_RECORD", event.record.clone()),
            ("FINGERPOST_ACCOUNT", event.account.clone()),
            ("FINGERPOST_TRACE", trace),
        ];
        let fields: Vec<_> = fields.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        let message = event.message(self.language);
        let logged = Logged { number, severity, inserts: &event.inserts, message: &message, fields: &fields };
        match platform::journal::write(&logged) {
            Ok(()) => true,
            Err(why) => {
                tracing::debug!("the system's log does not take event {number}: {why}");
                false
            }
        }
    }
}

/// Makes this program known to the Event Log as the source `Fingerpost`, so that it shows the words of the events.
/// Needs an administrator. On Linux there is nothing to do.
pub fn register(program: &Path) -> std::io::Result<()> {
    platform::journal::register(program)
}

/// Takes that back if it is this program's words that are shown. Who may not is not told: an administrator made it so.
pub fn unregister_own(program: &Path) {
    if platform::journal::is_registered(program) {
        let _ = platform::journal::unregister();
    }
}

/// Takes that back, whosever; that it was never there is no error.
pub fn unregister() -> std::io::Result<()> {
    platform::journal::unregister()
}
