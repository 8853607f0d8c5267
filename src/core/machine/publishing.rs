//! Which records are sent now.

use std::net::IpAddr;

use super::{
    super::{
        message::{Action, Happened, Now, Task},
        ordered,
        plan::Want,
        record::RecordId,
        trace::Trace,
    },
    Machine, Turn,
    verifying::Verifying,
    waiting::waits,
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
}
