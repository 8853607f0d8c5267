//! A made-up provider: what it holds, how it answers, and what was lost on the way.

use std::{collections::BTreeMap, net::IpAddr, time::Duration};

use fingerpost::core::{
    message::{Outcome, Task},
    plan::{self, Want},
    problem::{Code, Problem},
    record::RecordId,
};

/// How it behaves at the moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mood {
    Fine,
    Refuses,
    /// This one record is not there.
    NotYours,
    Outage,
    Busy(u64),
    /// Nothing arrives.
    Unreachable,
    /// It carries everything out, but nobody hears of it.
    AnswerLost,
}

pub struct Provider {
    /// Whether it can be read, or is only told.
    pub readable: bool,
    pub mood: Mood,
    /// The secret it takes.
    pub takes: u64,
    pub held: BTreeMap<RecordId, Vec<IpAddr>>,
    /// Writes that changed nothing although nobody asked for them.
    pub needless: Vec<RecordId>,
}

impl Provider {
    pub fn new(readable: bool) -> Self {
        Self { readable, mood: Mood::Fine, takes: 1, held: BTreeMap::new(), needless: Vec::new() }
    }

    fn problem(&self, id: &RecordId, secret: u64) -> Option<Problem> {
        // What a service says may repeat the secret; the shell crosses it out.
        let said = |code: Code| {
            let secret = fingerpost::core::secret::Secret::new(super::world::SECRET);
            Problem::new(code).said(&secret.cross_out(&format!("no: {}", super::world::SECRET)))
        };
        match self.mood {
            Mood::Refuses => Some(said(Code::BadCredential)),
            _ if secret != self.takes => Some(said(Code::BadCredential)),
            Mood::NotYours if id.name.as_str().starts_with("nas") => Some(said(Code::NotYours)),
            Mood::Outage => Some(said(Code::Outage)),
            Mood::Busy(seconds) => {
                Some(Problem::new(Code::RateLimited).retry_after(Some(Duration::from_secs(seconds))))
            }
            Mood::Unreachable => Some(Problem::new(Code::Unreachable)),
            Mood::Fine | Mood::NotYours | Mood::AnswerLost => None,
        }
    }

    /// Carries a batch out; what the client hears of it. `uncertain`: records whose last answer was lost.
    pub fn apply(
        &mut self,
        tasks: &[Task],
        secret: u64,
        uncertain: &dyn Fn(&RecordId) -> bool,
    ) -> Vec<(RecordId, Outcome)> {
        tasks.iter().map(|task| (task.id.clone(), self.one(task, secret, uncertain(&task.id)))).collect()
    }

    fn one(&mut self, task: &Task, secret: u64, uncertain: bool) -> Outcome {
        // A service that cannot be read is not told again what it was told.
        if !self.readable && !task.force && task.published == task.want.values {
            return Outcome::Unchanged;
        }
        if let Some(problem) = self.problem(&task.id, secret) {
            return Outcome::Failed(problem);
        }
        let old = self.held.get(&task.id).cloned().unwrap_or_default();
        let new = if self.readable { Self::planned(&task.want, &old) } else { task.want.values.clone() };
        if new == old {
            if !self.readable && !task.force && !uncertain {
                self.needless.push(task.id.clone());
            }
            if self.readable || !task.force {
                return self.heard(Outcome::Unchanged);
            }
        }
        self.held.insert(task.id.clone(), new);
        // One that cannot be read does not say what it held.
        self.heard(Outcome::Changed(if self.readable { old } else { task.published.clone() }))
    }

    fn heard(&self, outcome: Outcome) -> Outcome {
        if self.mood == Mood::AnswerLost {
            return Outcome::Failed(Problem::new(Code::TimedOut));
        }
        outcome
    }

    /// What stands there after the change that is planned for real.
    fn planned(want: &Want, old: &[IpAddr]) -> Vec<IpAddr> {
        let record = |value: &IpAddr| plan::Record {
            id: Some(value.to_string()),
            name: want.name.clone(),
            kind: want.kind,
            value: *value,
            ttl: Some(60),
            extras: serde_json::Value::Null,
        };
        let have: Vec<_> = old.iter().map(record).collect();
        let changes = plan::reconcile(&have, std::slice::from_ref(want));
        changes.first().map_or_else(|| old.to_vec(), |change| change.values.clone())
    }
}
