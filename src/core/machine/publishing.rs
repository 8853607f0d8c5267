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

    fn account_waits(&self, now: Now, account: &str) -> bool {
        let trouble = self.state.accounts.get(account).and_then(|memory| memory.trouble.as_ref());
        trouble.is_some_and(|trouble| waits(trouble, now.wall))
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
        let published = if doubtful { Vec::new() } else { memory.published.clone() };
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
        outcomes: Vec<(RecordId, Outcome)>,
        turn: &mut Turn,
    ) {
        self.busy.remove(account);
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
                Outcome::Failed(problem) => self.failed(now, id, problem, &mut waits, &mut refused),
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
        problem: Problem,
        waits: &mut BTreeMap<Code, Waits>,
        refused: &mut Vec<(RecordId, Problem)>,
    ) {
        let problem = problem.account(&id.account);
        let fingerprint = self.setup.fingerprint(&id).unwrap_or_default();
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
            let account = self.setup.accounts.get(&id.account).copied().flatten().unwrap_or_default();
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

    pub(super) fn verified(&mut self, now: Now, id: &RecordId, served: &Served, turn: &mut Turn) {
        let Some(live) = self.live.get_mut(id) else { return };
        let Some(verifying) = &mut live.verifying else { return };
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
            memory.trouble.as_ref()
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
