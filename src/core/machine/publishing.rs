//! Which records are sent when, and what the outcome means.

use std::{collections::BTreeMap, net::IpAddr, time::Duration};

use jiff::Timestamp;

use super::{
    super::{
        message::{Action, Now, Outcome, Served, Task},
        pace,
        plan::Want,
        problem::{Code, Problem, Remedy},
        record::RecordId,
        snapshot::What,
        state::{Trouble, Waits},
    },
    Machine, Turn, after,
    telling::Teller,
};

/// What is going on with one record in this run.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, not the states of one thing")]
pub(super) struct Live {
    /// Being sent.
    pub working: bool,
    /// A person asked for it to be sent whatever is known.
    pub force: bool,
    /// It was stopped, that was told, and it has not been right since.
    pub was_stopped: bool,
    /// The provider was seen to hold the right value in this run.
    pub checked: bool,
    pub verifying: Option<Verifying>,
    /// Whether the zone's name servers serve it; `None` where not known.
    pub served: Option<bool>,
}

/// Asking the name servers, again and again until they serve the value or the time is over.
pub(super) struct Verifying {
    since: Duration,
    attempt: u32,
    values: Vec<IpAddr>,
}

impl Verifying {
    /// Whether the name servers were asked so often that they are not to be waited for.
    pub const fn is_slow(&self) -> bool {
        self.attempt >= 3
    }
}

impl Machine {
    /// Collects what is due into one batch per free account and marks it as under way.
    pub(super) fn start_publishing(&mut self, now: Now, turn: &mut Turn) -> Vec<Action> {
        let mut sends = Vec::new();
        let accounts: Vec<String> = self.setup.accounts.keys().cloned().collect();
        for account in accounts {
            if self.busy.contains(&account) || self.account_waits(now, &account) {
                continue;
            }
            let due: Vec<RecordId> =
                self.setup.records.keys().filter(|id| id.account == account).cloned().collect();
            let tasks: Vec<Task> = due.into_iter().filter_map(|id| self.begin(now, id)).collect();
            if !tasks.is_empty() {
                turn.save = true;
                self.busy.insert(account.clone());
                sends.push(Action::Apply(account, tasks));
            }
        }
        sends
    }

    /// Whether the account as a whole must be left alone: stopped, or asked to wait over any of its records.
    fn account_waits(&self, now: Now, account: &str) -> bool {
        let trouble = self.state.accounts.get(account).and_then(|memory| memory.trouble.as_ref());
        let asked = |trouble: &Trouble| {
            trouble.asked_to_wait() && trouble.problem.code.whole_account() && waits(trouble, now.wall)
        };
        let mut records = self.state.records.iter().filter(|(id, _)| id.account == account);
        trouble.is_some_and(|trouble| waits(trouble, now.wall))
            || records.any(|(_, memory)| memory.trouble.as_ref().is_some_and(asked))
    }

    /// Whether nothing stands against sending this record now.
    pub(super) fn follows(&self, now: Now, id: &RecordId) -> bool {
        let trouble = self.state.records.get(id).and_then(|memory| memory.trouble.as_ref());
        !self.account_waits(now, &id.account) && !trouble.is_some_and(|trouble| waits(trouble, now.wall))
    }

    /// The task for one record if it is due now; it counts as under way from here on.
    fn begin(&mut self, now: Now, id: RecordId) -> Option<Task> {
        let value = self.to_publish(id.kind.family())?;
        let looking = self.looks.get(&id.kind.family()).is_some_and(|look| look.looking);
        let live = self.live.entry(id.clone()).or_default();
        // What is forced waits for the look that was asked for with it.
        if live.force && looking {
            return None;
        }
        if live.working || (self.state.paused && !live.force) {
            return None;
        }
        let memory = self.state.records.entry(id.clone()).or_default();
        let right = live.checked && memory.published == [value];
        if right && !live.force || memory.trouble.as_ref().is_some_and(|t| waits(t, now.wall)) {
            return None;
        }
        let setup = self.setup.records.get(&id)?;
        live.working = true;
        // A value on its way that was never confirmed may have arrived: then what was published
        // last is not what is there.
        let doubtful = memory.pending.is_some_and(|sent| memory.published != [sent]);
        if doubtful {
            memory.published.clear();
        }
        let published = memory.published.clone();
        memory.pending = Some(value);
        memory.claim(value);
        let want = Want {
            name: id.name.clone(),
            kind: id.kind,
            values: vec![value],
            ttl: setup.ttl,
            ours: memory.ours.clone(),
        };
        Some(Task { zone: setup.zone.clone(), published, force: live.force, id, want })
    }

    pub(super) fn applied(
        &mut self,
        now: Now,
        account: &str,
        tried: Option<u64>,
        outcomes: Vec<(RecordId, Outcome)>,
        turn: &mut Turn,
    ) {
        self.busy.remove(account);
        // What was not known before is known now; a newer secret that came meanwhile stays the known one.
        if let Some(known @ None) = self.setup.accounts.get_mut(account) {
            *known = tried;
        }
        turn.save = true;
        let mut refused = Vec::new();
        let mut recovered = Vec::new();
        let mut reached = false;
        // Records that failed together wait together, so that they come back as one batch.
        let mut waits = BTreeMap::new();
        for (id, outcome) in outcomes {
            let Some(live) = self.live.get_mut(&id) else { continue };
            live.working = false;
            if !self.setup.records.contains_key(&id) {
                self.live.remove(&id);
                continue;
            }
            match outcome {
                Outcome::Failed(problem) => self.failed(now, id, tried, problem, &mut waits, &mut refused),
                Outcome::Unchanged => {
                    reached = true;
                    self.succeeded(now, &id, None, turn, &mut recovered);
                }
                Outcome::Changed(old) => {
                    reached = true;
                    self.succeeded(now, &id, Some(old), turn, &mut recovered);
                }
            }
        }
        if reached {
            self.state.accounts.remove(account);
        }
        Teller::refused(&refused, turn);
        Teller::recovered(account, recovered, turn);
        self.teller.settle(now, turn);
        self.lift_stops();
    }

    /// `old` is what was there before, if anything was written.
    fn succeeded(
        &mut self,
        now: Now,
        id: &RecordId,
        old: Option<Vec<IpAddr>>,
        turn: &mut Turn,
        recovered: &mut Vec<RecordId>,
    ) {
        let memory = self.state.records.entry(id.clone()).or_default();
        let live = self.live.entry(id.clone()).or_default();
        let Some(value) = memory.pending.take() else { return };
        let was_stopped = std::mem::take(&mut live.was_stopped);
        let trouble = memory.trouble.take();
        if was_stopped || trouble.is_some_and(|trouble| trouble.problem.code.needs_person()) {
            recovered.push(id.clone());
        }
        memory.published = vec![value];
        live.force = false;
        live.checked = true;
        self.teller.followed(id, value, old.is_some());
        if let Some(old) = old {
            memory.published_at = Some(now.wall);
            live.served = None;
            live.verifying = Some(Verifying { since: now.mono, attempt: 0, values: vec![value] });
            turn.actions.push(Action::Verify(id.clone(), vec![value], pace::verify(0)));
            let what = What::Published {
                name: id.name.clone(),
                kind: id.kind,
                account: id.account.clone(),
                old,
                new: vec![value],
            };
            self.state.note(now.wall, what);
        }
    }

    fn failed(
        &mut self,
        now: Now,
        id: RecordId,
        tried: Option<u64>,
        problem: Problem,
        waits: &mut BTreeMap<Code, Waits>,
        refused: &mut Vec<(RecordId, Problem)>,
    ) {
        let problem = problem.account(&id.account);
        // A refusal holds against what was refused, even if there is something newer by now.
        let account = tried.unwrap_or_default();
        let fingerprint = self.setup.record_fingerprint(&id, account);
        let memory = self.state.records.entry(id.clone()).or_default();
        if let Some(live) = self.live.get_mut(&id) {
            // The person who forced it sees why it failed; it is not forced for ever.
            live.force = false;
            live.checked = false;
        }
        let same = memory.trouble.as_ref().is_some_and(|trouble| trouble.problem.code == problem.code);
        let attempts = memory.trouble.as_ref().map_or(1, |trouble| trouble.attempts.saturating_add(1));
        let since = memory.trouble.as_ref().map_or(now.wall, |trouble| trouble.since);
        let waits = *waits.entry(problem.code).or_insert_with(|| match problem.code.remedy() {
            Remedy::StopAccount | Remedy::StopRecord => Waits::Change(fingerprint),
            Remedy::Retry | Remedy::Wait(_) => {
                Waits::Until(after(now, pace::retry(&problem, attempts, &mut self.rng)))
            }
        });
        if !problem.code.may_have_happened() {
            memory.pending = None;
        }
        let trouble = Trouble { problem: problem.clone(), since, attempts, waits };
        if problem.code.remedy() == Remedy::StopAccount {
            let memory = self.state.accounts.entry(id.account.clone()).or_default();
            memory.trouble = Some(Trouble { waits: Waits::Change(account), ..trouble.clone() });
        }
        if let Some(memory) = self.state.records.get_mut(&id) {
            memory.trouble = Some(trouble);
        }
        self.teller.gave_up(&id);
        if !same {
            let what = What::Failed {
                name: id.name.clone(),
                kind: id.kind,
                account: id.account.clone(),
                problem: problem.clone(),
            };
            self.state.note(now.wall, what);
            if problem.code.needs_person() {
                refused.push((id, problem));
            }
        }
    }

    pub(super) fn verified(
        &mut self,
        now: Now,
        id: &RecordId,
        values: &[IpAddr],
        served: &Served,
        turn: &mut Turn,
    ) {
        let Some(live) = self.live.get_mut(id) else { return };
        let Some(verifying) = &mut live.verifying else { return };
        // The answer to a question about a value that is no longer the last one.
        if verifying.values != values {
            return;
        }
        match served {
            Served::Yes => {
                live.served = Some(true);
                live.verifying = None;
                turn.actions.push(Action::FlushDnsCache);
            }
            Served::Unknown => live.verifying = None,
            Served::NotYet(_) => {
                live.served = Some(false);
                verifying.attempt += 1;
                if now.mono.saturating_sub(verifying.since) < pace::SERVE_WITHIN {
                    let wait = pace::verify(verifying.attempt);
                    turn.actions.push(Action::Verify(id.clone(), verifying.values.clone(), wait));
                } else {
                    live.verifying = None;
                }
            }
        }
    }

    /// The moments for which records and accounts wait.
    pub(super) fn waits(&self) -> impl Iterator<Item = Timestamp> + '_ {
        let accounts = self.state.accounts.values().filter_map(|memory| memory.trouble.as_ref());
        let records = self.state.records.iter().filter_map(|(id, memory)| {
            self.to_publish(id.kind.family())?;
            // What is under way, or stopped with its account, no clock can start.
            let account = self.state.accounts.get(&id.account).and_then(|memory| memory.trouble.as_ref());
            memory.trouble.as_ref().filter(|_| account.is_none() && !self.busy.contains(&id.account))
        });
        accounts.chain(records).filter_map(|trouble| match trouble.waits {
            Waits::Until(moment) => Some(moment),
            Waits::Change(_) => None,
        })
    }
}

/// Whether trouble still forbids a try.
fn waits(trouble: &Trouble, wall: Timestamp) -> bool {
    match trouble.waits {
        Waits::Until(moment) => wall < moment,
        Waits::Change(_) => true,
    }
}
