//! The audit trail: who was refused, and who changed what.
//!
//! A record is kept ([`trail`](super::trail)), is a line of the log, and is handed to whoever wants to hear of it
//! (the system's own log). Somebody who has himself refused again and again is counted.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{gate::Client, trail::Trail, words::Request};
use crate::core::access::Role;

/// So many refusals of one account are written in a [`SPELL`].
const REFUSALS: u32 = 20;
const SPELL: Duration = Duration::from_secs(60);
/// So many accounts are counted; of more, all are forgotten.
const ACCOUNTS: usize = 1000;

/// Who is told of every record.
pub type Hear = Arc<dyn Fn(&Record) + Send + Sync>;

/// Who asked for what, and what became of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Record {
    pub at: Timestamp,
    /// As the system names it: a SID, or `uid:1000`.
    pub account: String,
    /// As people call it; `None` also where that was not found out in time.
    pub name: Option<String>,
    pub pid: u32,
    /// `pause`, `set-secret`, …; `unreadable` for what is no request.
    pub request: String,
    /// The name or account that it is about.
    pub about: Option<String>,
    /// The role that it needs.
    pub role: Option<Role>,
    pub outcome: Outcome,
    /// Why it was refused or failed.
    pub why: Option<String>,
    /// So many refusals of this account before it were not written down one by one.
    #[serde(default)]
    pub left_out: u32,
}

impl Record {
    /// As people call whoever asked, and as the system does.
    pub fn who(&self) -> String {
        match &self.name {
            Some(name) => format!("{name} ({})", self.account),
            None => self.account.clone(),
        }
    }

    /// What was asked for, and of which name or account.
    pub fn what(&self) -> String {
        match &self.about {
            Some(about) => format!("{} {about}", self.request),
            None => self.request.clone(),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Done,
    Refused,
    Failed,
}

impl Outcome {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }
}

pub struct Audit {
    trail: Trail,
    refused: Mutex<BTreeMap<String, Refusals>>,
    hear: Hear,
}

/// Of one account.
struct Refusals {
    since: Instant,
    written: u32,
    left_out: u32,
}

/// What is recorded of a request.
pub struct Asked {
    request: &'static str,
    about: Option<String>,
    role: Option<Role>,
}

impl Asked {
    pub fn of(request: &Request) -> Self {
        let (told, about) = request.told();
        // What a stranger sends is shown, but not at any length.
        let plain = |c: char| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
        let about = about.map(|about| about.chars().take(100).map(plain).collect());
        Self { request: told, about, role: Some(request.needs()) }
    }

    /// What could not be understood.
    pub const fn unreadable() -> Self {
        Self { request: "unreadable", about: None, role: None }
    }
}

impl Audit {
    /// The trail of a state folder.
    pub fn new(state_dir: &Path, hear: Hear) -> Self {
        Self { trail: Trail::new(state_dir), refused: Mutex::default(), hear }
    }

    pub fn refused(&self, client: &Client, asked: Asked, why: Option<String>) {
        if let Some(left_out) = self.count(&client.account) {
            self.write(client, asked, Outcome::Refused, why, left_out);
        }
    }

    /// A change, done or not.
    pub fn changed(&self, client: &Client, asked: Asked, why: Option<String>) {
        let outcome = if why.is_none() { Outcome::Done } else { Outcome::Failed };
        self.write(client, asked, outcome, why, 0);
    }

    /// How many refusals were left out before this one; `None` where it is one too many itself.
    fn count(&self, account: &str) -> Option<u32> {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        if refused.len() >= ACCOUNTS && !refused.contains_key(account) {
            refused.clear();
        }
        let now = Instant::now();
        let fresh = Refusals { since: now, written: 0, left_out: 0 };
        let of_late = refused.entry(account.to_owned()).or_insert(fresh);
        if now.duration_since(of_late.since) >= SPELL {
            *of_late = Refusals { since: now, written: 0, left_out: of_late.left_out };
        }
        if of_late.written == REFUSALS {
            of_late.left_out = of_late.left_out.saturating_add(1);
            return None;
        }
        of_late.written += 1;
        Some(std::mem::take(&mut of_late.left_out))
    }

    fn write(&self, client: &Client, asked: Asked, outcome: Outcome, why: Option<String>, left_out: u32) {
        let Asked { request, about, role } = asked;
        let record = Record {
            at: Timestamp::now(),
            account: client.account.clone(),
            name: client.name.clone(),
            pid: client.pid,
            request: request.to_owned(),
            about,
            role,
            outcome,
            why,
            left_out,
        };
        self.trail.keep(&record);
        let (who, what, account) = (record.who(), record.what(), &*record.account);
        let (word, why) = (outcome.as_str(), record.why.as_deref().unwrap_or_default());
        if outcome == Outcome::Done {
            tracing::info!(account, "{who} asked for: {what}; it was {word}");
        } else {
            tracing::warn!(account, "{who} asked for: {what}; it was {word} {why}");
        }
        (self.hear)(&record);
    }

    pub fn newest(&self) -> Vec<Record> {
        self.trail.newest()
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::PathBuf};

    use super::*;
    use crate::core::access::Roles;

    fn audit(name: &str) -> (PathBuf, Audit, Arc<Mutex<Vec<Record>>>) {
        let dir = std::env::temp_dir().join(format!("fingerpost-audit-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        let heard = Arc::new(Mutex::new(Vec::new()));
        let hear = heard.clone();
        let audit = Audit::new(&dir, Arc::new(move |record| hear.lock().unwrap().push(record.clone())));
        (dir, audit, heard)
    }

    fn client(account: &str) -> Client {
        Client { account: account.into(), name: None, pid: 7, roles: Roles::default() }
    }

    #[test]
    fn what_is_recorded_is_read_newest_first_and_heard() {
        let (dir, audit, heard) = audit("order");
        assert!(audit.newest().is_empty());
        audit.changed(&client("uid:1"), Asked::of(&Request::RemoveSecret("lab".into())), None);
        audit.refused(&client("uid:2"), Asked::of(&Request::Audit), None);
        fs::write(dir.join("audit.jsonl.1"), "{\"torn\":").unwrap();
        let records = audit.newest();
        let short: Vec<_> =
            records.iter().map(|r| (&*r.account, &*r.request, r.about.as_deref(), r.outcome)).collect();
        assert_eq!(
            short,
            [
                ("uid:2", "audit", None, Outcome::Refused),
                ("uid:1", "remove-secret", Some("lab"), Outcome::Done)
            ]
        );
        assert_eq!(heard.lock().unwrap().iter().rev().cloned().collect::<Vec<_>>(), records);
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn refusals_are_never_written_over_changes() {
        let (dir, audit, _) = audit("over");
        audit.changed(&client("uid:1"), Asked::of(&Request::RemoveSecret("lab".into())), None);
        // As many accounts as it takes to turn the file over twice.
        for n in 0..8000 {
            let why = Some("x".repeat(300));
            audit.refused(&client(&format!("uid:{}", n / 16)), Asked::unreadable(), why);
        }
        assert!(fs::metadata(dir.join("refused.jsonl.1")).is_ok());
        let records = audit.newest();
        assert_eq!(records.last().map(|record| record.outcome), Some(Outcome::Done), "{}", records.len());
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn who_is_refused_a_thousand_times_does_not_write_the_trail_full() {
        let (dir, audit, _) = audit("flood");
        for _ in 0..1000 {
            audit.refused(&client("uid:2"), Asked::unreadable(), None);
        }
        audit.refused(&client("uid:3"), Asked::of(&Request::Status), None);
        let records = audit.newest();
        assert_eq!(records.len(), REFUSALS as usize + 1);
        assert_eq!(records[0].account, "uid:3");
        // The next one that is written tells of those that were not.
        audit.refused.lock().unwrap().get_mut("uid:2").unwrap().since =
            Instant::now().checked_sub(SPELL).unwrap();
        audit.refused(&client("uid:2"), Asked::unreadable(), None);
        assert_eq!(audit.newest()[0].left_out, 1000 - REFUSALS);
        fs::remove_dir_all(dir).unwrap();
    }
}
