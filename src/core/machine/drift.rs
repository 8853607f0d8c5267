//! A free look at our own names, each cycle: does the zone still hold what was published?
//!
//! A few records at a time are asked for at one name server each. Two answers in a row that differ
//! from what was published mean that somebody edited the record or the provider rolled it back:
//! then it is sent again, at most once an hour, so that two programs that both think themselves
//! right do not fight.

use std::{net::IpAddr, time::Duration};

use super::{
    super::{
        line::Uplink,
        message::{Action, Happened, Now, Served},
        pace,
        record::RecordId,
        snapshot::What,
    },
    Machine, Turn,
    clock::is_within,
};

/// Records that are asked for in one cycle.
const AT_ONCE: usize = 4;
/// Answers in a row that must differ.
const SURE_AFTER: u32 = 2;

/// Whose turn it is.
#[derive(Default)]
pub(super) struct Glances {
    next: Duration,
    last: Option<RecordId>,
}

impl Machine {
    pub(super) fn start_glances(&mut self, now: Now, uplink: &Uplink, turn: &mut Turn) {
        // With the look that is nearest: waiting for the next one would be a cycle more.
        if self.state.paused || now.mono + pace::along(pace::GLANCE) < self.glances.next {
            return;
        }
        let sparing = self.looks.get(uplink).is_some_and(|look| look.around.sparing);
        let calm = |id: &&RecordId| self.is_published(id) && !self.is_elsewhere(id);
        let ids: Vec<RecordId> = self.setup.records.keys().filter(calm).cloned().collect();
        let start = self.glances.last.as_ref().map_or(0, |last| ids.partition_point(|id| id <= last));
        for id in ids.iter().cycle().skip(start).take(ids.len().min(AT_ONCE)) {
            let values =
                self.state.records.get(id).map(|memory| memory.published.clone()).unwrap_or_default();
            turn.actions.push(Action::Glance(id.clone(), values));
            self.glances.last = Some(id.clone());
        }
        self.glances.next = now.mono + pace::glance(sparing, &mut self.rng);
    }

    /// Whether the record is published as it should be, and nothing is under way.
    fn is_published(&self, id: &RecordId) -> bool {
        let Some(live) = self.live.get(id).filter(|live| live.checked && live.is_quiet()) else {
            return false;
        };
        let memory = self.state.records.get(id);
        live.verifying.is_none()
            && memory.is_some_and(|memory| memory.trouble.is_none() && memory.pending.is_empty())
            && memory.map(|memory| &memory.published) == self.to_publish(id).as_ref()
    }

    pub(super) fn glanced(
        &mut self,
        now: Now,
        id: &RecordId,
        values: &[IpAddr],
        served: Served,
        turn: &mut Turn,
    ) {
        let current = self.state.records.get(id).is_some_and(|memory| memory.published == values);
        // What cannot be put right now is looked at again later.
        if !current || !self.is_published(id) || self.state.paused || self.withheld(now, id).is_some() {
            return;
        }
        let Some(live) = self.live.get_mut(id) else { return };
        let found = match served {
            Served::Unknown => return,
            Served::Yes => {
                live.strayed = 0;
                live.served = Some(true);
                return;
            }
            Served::NotYet(found) => found,
        };
        live.strayed += 1;
        if live.strayed < SURE_AFTER {
            turn.actions.push(Action::Glance(id.clone(), values.to_vec()));
            return;
        }
        live.strayed = 0;
        let was_served = live.served == Some(true);
        live.served = Some(false);
        let Some(memory) = self.state.records.get_mut(id) else { return };
        // Slow name servers answer what we published ourselves before.
        let fresh = is_within(now, memory.published_at, pace::SLOW_SERVERS);
        let old = !found.is_empty() && found.iter().all(|value| memory.ours.contains(value));
        if old && fresh && !was_served {
            return;
        }
        if is_within(now, memory.mended_at, pace::MEND) {
            return;
        }
        let trace = super::Trace(self.rng.u32(..));
        memory.mended_at = Some(now.wall);
        // It is no longer known what the provider holds.
        memory.published.clear();
        live.checked = false;
        live.mending = true;
        live.due = Some(trace);
        let what = What::Drifted {
            name: id.name.clone(),
            kind: id.kind,
            account: id.account.clone(),
            expected: values.to_vec(),
            found: found.clone(),
        };
        self.state.note(now.wall, Some(trace), what);
        turn.log_record(Some(trace), id, Happened::Drifted(found));
        turn.save = true;
    }
}
