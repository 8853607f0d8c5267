//! Telling hooks of changes: from a change that is served to a delivery that arrived.
//!
//! A change waits on disk until its hooks were told, so that neither a crash nor an outage loses
//! it. Records that changed for one reason are told as one. Each hook gets its deliveries one
//! after the other; what a hook is and how it is told is the shell's matter.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{
    super::{
        message::{Action, Happened, Now},
        ordered, pace,
        problem::Problem,
        record::{Kind, RecordId},
        snapshot::What,
        state::{Delivery, RecordMemory, Told},
        trace::Trace,
    },
    Machine, Turn,
    clock::after,
    publishing::Live,
};

/// Deliveries of different names that one hook may have waiting; the oldest is given up for a newer one.
const WAITING: usize = 50;
/// Tries before a delivery is given up: a day of them where nobody can be reached, longer else.
const TRIES: u32 = 300;

impl Machine {
    /// Turns changes that are served into deliveries.
    fn tell_hooks(&mut self, now: Now, turn: &mut Turn) {
        if self.setup.hooks.is_empty() || self.state.records.values().all(|memory| memory.untold.is_none()) {
            return;
        }
        // Records that are about to be done are waited for, so that one change is told once.
        let soon = |live: &Live| live.working || live.verifying.as_ref().is_some_and(|v| !v.is_slow());
        let open = self.live.iter().filter(|(_, live)| soon(live));
        let trace = |id: &RecordId| self.state.records.get(id).and_then(|memory| memory.trace);
        let open = ordered::set(open.map(|(id, _)| (trace(id), id.kind)));
        let done = |id: &RecordId, memory: &RecordMemory| {
            // A value on its way may be the next one; what is there is not known until it arrived.
            memory.pending.is_empty()
                && !open.contains(&(memory.trace, id.kind))
                && self.live.get(id).is_none_or(|live| live.verifying.is_none())
        };
        let mut changes: BTreeMap<(Option<Trace>, Kind, Vec<_>, Vec<_>), Vec<RecordId>> = BTreeMap::new();
        for (id, memory) in &self.state.records {
            if let Some(old) = &memory.untold
                && done(id, memory)
            {
                let key = (memory.trace, id.kind, old.clone(), memory.published.clone());
                changes.entry(key).or_default().push(id.clone());
            }
        }
        for ((trace_id, kind, old, new), ids) in changes {
            for id in &ids {
                if let Some(memory) = self.state.records.get_mut(id) {
                    memory.untold = None;
                }
            }
            let hooks: Vec<_> =
                self.setup.hooks.iter().map(|(name, hook)| (name.clone(), hook.names.clone())).collect();
            for (hook, meant) in hooks {
                let mut names: Vec<_> = ids.iter().map(|id| id.name.clone()).collect();
                names.retain(|name| meant.is_empty() || meant.contains(name));
                names.sort_unstable();
                names.dedup();
                if !names.is_empty() {
                    let told =
                        Told { trace_id, kind, names, old: old.clone(), new: new.clone(), at: now.wall };
                    self.enqueue(now, &hook, told);
                }
            }
            turn.save = true;
        }
    }

    fn enqueue(&mut self, now: Now, hook: &str, told: Told) {
        let under_way = self.delivering.contains(hook);
        let queue = &mut self.state.deliveries;
        let of_hook =
            || queue.iter().enumerate().filter(|(_, delivery)| delivery.hook == hook).map(|(at, _)| at);
        // The one that is under way cannot be taken back; what waits behind it can.
        let waiting: Vec<usize> = of_hook().skip(usize::from(under_way)).collect();
        let alike = |at: &&usize| {
            let other = &queue[**at].told;
            (other.kind, &other.names) == (told.kind, &told.names)
        };
        if let Some(mut delivery) = waiting.iter().find(alike).copied().and_then(|at| queue.remove(at)) {
            // Nobody needs to hear of an address that is over by now. What came in between comes first.
            let old = std::mem::take(&mut delivery.told.old);
            let told = Told { old, ..told };
            queue.push_back(Delivery { told, attempts: 0, next_try: now.wall, problem: None, ..delivery });
            self.hurry_hook(now, hook);
            return;
        }
        if waiting.len() >= WAITING {
            queue.remove(waiting[0]);
        }
        self.state.deliveries_made += 1;
        let number = self.state.deliveries_made;
        let delivery =
            Delivery { number, hook: hook.to_owned(), told, attempts: 0, next_try: now.wall, problem: None };
        self.state.deliveries.push_back(delivery);
        self.hurry_hook(now, hook);
    }

    /// There is something new for a hook: what failed before is tried at once, unless it asked to be left alone.
    fn hurry_hook(&mut self, now: Now, hook: &str) {
        for delivery in self.state.deliveries.iter_mut().filter(|delivery| delivery.hook == hook) {
            if delivery.problem.as_ref().is_none_or(|problem| problem.retry_after.is_none()) {
                delivery.next_try = delivery.next_try.min(now.wall);
            }
        }
    }

    pub(super) fn start_deliveries(&mut self, now: Now, turn: &mut Turn) -> Vec<Action> {
        self.tell_hooks(now, turn);
        let due: Vec<Delivery> = self.next_deliveries().filter(|d| d.next_try <= now.wall).cloned().collect();
        let start = |Delivery { number, hook, told, .. }| {
            self.delivering.insert(String::clone(&hook));
            Action::Deliver { number, hook, told }
        };
        due.into_iter().map(start).collect()
    }

    pub(super) fn delivered(
        &mut self,
        now: Now,
        hook: String,
        number: u64,
        result: Result<(), Problem>,
        turn: &mut Turn,
    ) {
        self.delivering.remove(&hook);
        // The hook may be gone from the configuration, and its deliveries with it.
        let Some(at) = self.state.deliveries.iter().position(|d| d.number == number && d.hook == hook) else {
            return;
        };
        let delivery = &mut self.state.deliveries[at];
        turn.trace = delivery.told.trace_id;
        turn.save = true;
        delivery.attempts += 1;
        let given_up = match &result {
            Ok(()) => None,
            Err(problem) => {
                if delivery.attempts < TRIES {
                    let wait = pace::retry(problem, delivery.attempts, &mut self.rng);
                    delivery.next_try = after(now, wait);
                    delivery.problem = Some(problem.clone());
                    turn.log(Happened::Told { hook, result });
                    return;
                }
                Some(problem.clone())
            }
        };
        if let Some(delivery) = self.state.deliveries.remove(at) {
            let what = What::Told { hook: hook.clone(), names: delivery.told.names, problem: given_up };
            self.state.note(now.wall, turn.trace, what);
        }
        turn.log(Happened::Told { hook, result });
    }

    /// The network is another one: what could not be delivered is tried now. Says whether there was any.
    pub(super) fn hurry_deliveries(&mut self, now: Now) -> bool {
        let mut any = false;
        for delivery in &mut self.state.deliveries {
            let local = delivery.problem.as_ref().is_some_and(|problem| problem.code.is_local());
            if local && delivery.next_try > now.wall {
                delivery.next_try = now.wall;
                any = true;
            }
        }
        any
    }

    /// The delivery of each hook whose turn it is, where the hook is free.
    fn next_deliveries(&self) -> impl Iterator<Item = &Delivery> + '_ {
        let free = |hook: &&String| !self.delivering.contains(*hook);
        let first = |hook: &String| self.state.deliveries.iter().find(|delivery| delivery.hook == *hook);
        self.setup.hooks.keys().filter(free).filter_map(first)
    }

    /// The moments for which deliveries wait.
    pub(super) fn delivery_waits(&self) -> impl Iterator<Item = Timestamp> + '_ {
        self.next_deliveries().map(|delivery| delivery.next_try)
    }
}
