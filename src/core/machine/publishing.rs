//! Which records are sent when, and what the outcome means.

use std::{collections::BTreeMap, net::IpAddr};

use jiff::Timestamp;

use super::{
    super::{
        message::{Action, Happened, Now, Outcome, Task},
        ordered, pace,
        plan::Want,
        problem::{Code, Problem, Remedy},
        record::RecordId,
        snapshot::{What, Withheld},
        state::{RecordMemory, Trouble, Waits},
        trace::Trace,
    },
    Machine, Turn,
    clock::after,
    telling::Teller,
    verifying::Verifying,
};

/// What is going on with one record in this run.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, not the states of one thing")]
pub(super) struct Live {
    /// Being sent.
    pub working: bool,
    /// A person asked for it to be sent whatever is known.
    pub force: bool,
    /// What it is to be sent because of.
    pub due: Option<Trace>,
    /// It was stopped, that was told, and it has not been right since.
    pub was_stopped: bool,
    /// The provider was seen to hold the right value in this run.
    pub checked: bool,
    /// What was published before a try whose outcome nobody knows: it may have changed that.
    pub before: Option<Vec<IpAddr>>,
    /// It is being sent because somebody else had changed it.
    pub mending: bool,
    pub verifying: Option<Verifying>,
    /// Whether the zone's name servers serve it; `None` where not known.
    pub served: Option<bool>,
    /// Looks in a row that found something else in the zone.
    pub strayed: u32,
}

impl Live {
    /// Whether nothing is being done for it or asked of it.
    pub const fn is_quiet(&self) -> bool {
        !self.working && !self.force
    }

    /// The same, apart from name servers that take their time.
    pub fn is_settled(&self) -> bool {
        !self.working && self.verifying.as_ref().is_none_or(Verifying::is_slow)
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
            let ids: Vec<RecordId> =
                self.setup.records.keys().filter(|id| id.account == account).cloned().collect();
            let mut tasks: Vec<Task> = ids.iter().filter_map(|id| self.begin(now, id, turn)).collect();
            if self.setup.accounts.get(&account).is_some_and(|setup| setup.both_families) {
                let names = ordered::set(tasks.iter().map(|task| task.id.name.clone()));
                let beside = ids.iter().filter(|id| names.contains(&id.name));
                tasks.extend(beside.filter_map(|id| self.bring_along(id, turn)).collect::<Vec<_>>());
            }
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

    /// What stands against sending this record now, apart from a pause.
    pub(super) fn withheld(&self, now: Now, id: &RecordId) -> Option<Withheld> {
        let account = self.state.accounts.get(&id.account).and_then(|memory| memory.trouble.as_ref());
        let record = self.state.records.get(id).and_then(|memory| memory.trouble.as_ref());
        let stopped = |trouble: &Trouble| matches!(trouble.waits, Waits::Change(_));
        if account.is_some_and(stopped) || record.is_some_and(stopped) {
            Some(Withheld::Stopped)
        } else if self.account_waits(now, &id.account)
            || record.is_some_and(|trouble| waits(trouble, now.wall))
        {
            Some(Withheld::Waiting)
        } else {
            self.is_elsewhere(id).then_some(Withheld::Elsewhere)
        }
    }

    /// Until when the provider wants this record to be left alone after the last update.
    pub(super) fn held_until(&self, id: &RecordId) -> Option<Timestamp> {
        let interval = self.setup.accounts.get(&id.account)?.min_interval;
        let sent = self.state.records.get(id)?.sent_at.filter(|_| !interval.is_zero())?;
        sent.checked_add(interval).ok()
    }

    /// Whether the name would expire if it were not sent again.
    fn expires(&self, now: Now, id: &RecordId) -> bool {
        let refresh = self.setup.accounts.get(&id.account).and_then(|account| account.refresh);
        let sent = self.state.records.get(id).and_then(|memory| memory.sent_at);
        refresh
            .zip(sent)
            .and_then(|(after, sent)| sent.checked_add(after).ok())
            .is_some_and(|at| at <= now.wall)
    }

    /// The task for one record if it is due now.
    fn begin(&mut self, now: Now, id: &RecordId, turn: &mut Turn) -> Option<Task> {
        let values = self.to_publish(id).filter(|_| !self.is_elsewhere(id))?;
        // What was believed before the machine slept, or before the network changed, is not sent on that word.
        if self.is_stale(id) {
            return None;
        }
        let (expires, held) = (self.expires(now, id), self.held_until(id));
        let live = self.live.entry(id.clone()).or_default();
        if live.working || self.state.paused {
            return None;
        }
        let memory = self.state.records.entry(id.clone()).or_default();
        let right = live.checked && memory.published == values && !expires;
        let held = !live.force
            && memory.published != values
            && memory.pending.is_empty()
            && held.is_some_and(|until| now.wall < until);
        if right && !live.force || held || memory.trouble.as_ref().is_some_and(|t| waits(t, now.wall)) {
            return None;
        }
        let force = live.force || expires;
        self.task(id, values, force, turn)
    }

    /// The task for a record that is not due, because the name's other family is: to a provider that would
    /// remove what is not said, it is said again as it was.
    fn bring_along(&mut self, id: &RecordId, turn: &mut Turn) -> Option<Task> {
        let memory = self.state.records.get(id).filter(|_| !self.live.get(id).is_some_and(|l| l.working))?;
        let values = if memory.published.is_empty() { &memory.pending } else { &memory.published };
        let values = Some(values.clone()).filter(|values| !values.is_empty())?;
        self.task(id, values, false, turn)
    }

    /// The record counts as under way from here on.
    fn task(&mut self, id: &RecordId, values: Vec<IpAddr>, force: bool, turn: &mut Turn) -> Option<Task> {
        let setup = self.setup.records.get(id)?;
        let live = self.live.entry(id.clone()).or_default();
        let memory = self.state.records.entry(id.clone()).or_default();
        live.working = true;
        // A value on its way that was never confirmed may have arrived: then what was published
        // last is not what is there.
        if !memory.pending.is_empty() && memory.published != memory.pending {
            live.before.get_or_insert(std::mem::take(&mut memory.published));
        }
        // A new try belongs to what the failed one belonged to.
        let again = memory.trace.filter(|_| memory.trouble.is_some() || !memory.pending.is_empty());
        let trace = live.due.take().or(again).or(turn.trace).unwrap_or_else(|| Trace(self.rng.u32(..)));
        memory.trace = Some(trace);
        // What may be there now is ours, too, however many values were sent since.
        let there = memory.published.iter().chain(live.before.iter().flatten()).chain(&memory.pending);
        let there: Vec<IpAddr> = there.copied().collect();
        for value in there.iter().chain(&values) {
            memory.claim(*value);
        }
        memory.pending.clone_from(&values);
        turn.log_record(Some(trace), id, Happened::Sending(values.clone()));
        let want =
            Want { name: id.name.clone(), kind: id.kind, values, ttl: setup.ttl, ours: memory.ours.clone() };
        let (zone, published) = (setup.zone.clone(), memory.published.clone());
        Some(Task { id: id.clone(), zone, want, published, force })
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

    /// What is remembered of the records that the configuration has now; others may be kept for when it has them again.
    fn configured_records(&self) -> impl Iterator<Item = (&RecordId, &RecordMemory)> + '_ {
        self.state.records.iter().filter(|(id, _)| self.setup.records.contains_key(id))
    }

    /// The moments for which records and accounts wait.
    pub(super) fn waits(&self) -> impl Iterator<Item = Timestamp> + '_ {
        let accounts = self.state.accounts.values().filter_map(|memory| memory.trouble.as_ref());
        let accounts = accounts.filter_map(|trouble| until(trouble.waits));
        // What one record's provider asked for holds for the whole account.
        let mut asked: BTreeMap<&str, Timestamp> = BTreeMap::new();
        for (id, memory) in self.configured_records() {
            let trouble =
                memory.trouble.as_ref().filter(|t| t.asked_to_wait() && t.problem.code.whole_account());
            if let Some(moment) = trouble.and_then(|trouble| until(trouble.waits)) {
                let latest = asked.entry(&id.account).or_insert(moment);
                *latest = moment.max(*latest);
            }
        }
        let records = self.configured_records().filter_map(move |(id, memory)| {
            // What waits for a look no clock can start.
            let due = !self.is_elsewhere(id) && !self.is_stale(id);
            let values = self.to_publish(id).filter(|_| due)?;
            // What is under way, or stopped with its account, no clock can start.
            let account = self.state.accounts.get(&id.account).and_then(|memory| memory.trouble.as_ref());
            if account.is_some() || self.busy.contains(&id.account) {
                return None;
            }
            let held =
                self.held_until(id).filter(|_| memory.pending.is_empty() && memory.published != values);
            let own = match &memory.trouble {
                Some(trouble) => Some(until(trouble.waits)?),
                None => held,
            };
            own.max(held).max(asked.get(&*id.account).copied().filter(|_| own.is_some()))
        });
        accounts.chain(records)
    }
}

const fn until(waits: Waits) -> Option<Timestamp> {
    match waits {
        Waits::Until(moment) => Some(moment),
        Waits::Change(_) => None,
    }
}

/// Whether trouble still forbids a try.
fn waits(trouble: &Trouble, wall: Timestamp) -> bool {
    match trouble.waits {
        Waits::Until(moment) => wall < moment,
        Waits::Change(_) => true,
    }
}
