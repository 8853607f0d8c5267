//! What follows from what became of the records that were sent.

use std::{collections::BTreeMap, net::IpAddr};

use super::{
    super::{
        message::{Happened, Now, Outcome},
        pace,
        problem::{Code, Problem, Remedy},
        record::RecordId,
        snapshot::What,
        state::{Trouble, Waits},
    },
    Machine, Turn,
    clock::after,
    telling::Teller,
};

impl Machine {
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
        // What an account of a configuration that was replaced was opened with says nothing of the new one.
        if !self.outdated.remove(account)
            && let Some(setup) = self.setup.accounts.get_mut(account)
        {
            setup.fingerprint = setup.fingerprint.or(tried);
        }
        turn.save = true;
        let mut refused = Vec::new();
        let mut recovered = Vec::new();
        let mut reached = false;
        let mut stopped = false;
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
                Outcome::Failed(problem) => {
                    let trace = self.state.records.get(&id).and_then(|memory| memory.trace);
                    turn.log_record(trace, &id, Happened::Failed(problem.clone()));
                    stopped |= problem.code.remedy() == Remedy::StopAccount;
                    self.failed(now, id, tried, problem, &mut waits, &mut refused);
                }
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
        // A record that was right already says nothing of an account that refused another.
        if reached && !stopped {
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
        let wanted = self.to_publish(id);
        let memory = self.state.records.entry(id.clone()).or_default();
        let live = self.live.entry(id.clone()).or_default();
        let values = std::mem::take(&mut memory.pending);
        if values.is_empty() {
            return;
        }
        // What is right already may have been made so by a try whose answer was lost.
        // Else the provider knows best what was there, if it says anything.
        let before = live.before.take();
        let old = old.filter(|old| !old.is_empty() || before.is_none()).or(before);
        let was_stopped = std::mem::take(&mut live.was_stopped);
        let mending = std::mem::take(&mut live.mending);
        let trouble = memory.trouble.take();
        if was_stopped || trouble.is_some_and(|trouble| trouble.problem.code.needs_person()) {
            recovered.push(id.clone());
        }
        memory.published.clone_from(&values);
        // A provider that was only asked was not told: that counts where it had to be told.
        if old.is_some() || live.force || memory.sent_at.is_none() {
            memory.sent_at = Some(now.wall);
        }
        live.force = false;
        live.checked = true;
        if wanted.as_ref() == Some(&values) {
            self.teller.followed(id, old.is_some());
        }
        let trace = memory.trace;
        if let Some(old) = old {
            memory.published_at = Some(now.wall);
            let same = old.len() == values.len() && old.iter().all(|value| values.contains(value));
            if !self.setup.hooks.is_empty() && !same {
                memory.untold.get_or_insert(old.clone());
            }
            let what = What::Published {
                name: id.name.clone(),
                kind: id.kind,
                account: id.account.clone(),
                old: old.clone(),
                new: values.clone(),
            };
            self.state.note(now.wall, trace, what);
            turn.log_record(trace, id, Happened::Published { old, new: values.clone() });
            self.start_verifying(now, id, values, turn);
        } else {
            turn.log_record(trace, id, Happened::RightAlready);
            // The provider says that it holds the value; do its name servers serve it, too?
            if mending {
                self.start_verifying(now, id, values, turn);
            }
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
        let trace = memory.trace;
        let same = memory.trouble.as_ref().is_some_and(|trouble| trouble.problem.code == problem.code);
        let attempts = memory.trouble.as_ref().map_or(1, |trouble| trouble.attempts.saturating_add(1));
        let since = memory.trouble.as_ref().map_or(now.wall, |trouble| trouble.since);
        let waits = *waits.entry(problem.code).or_insert_with(|| match problem.code.remedy() {
            Remedy::StopAccount | Remedy::StopRecord => Waits::Change(fingerprint),
            Remedy::Retry | Remedy::Wait(_) => {
                Waits::Until(after(now, pace::retry(&problem, attempts, &mut self.rng)))
            }
        });
        // That this try did not happen does not say that the one before it did not.
        let doubtful = self.live.get(&id).is_some_and(|live| live.before.is_some());
        if !problem.code.may_have_happened() && !doubtful {
            memory.pending.clear();
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
            self.state.note(now.wall, trace, what);
            if problem.code.needs_person() {
                refused.push((id, problem));
            }
        }
    }
}
