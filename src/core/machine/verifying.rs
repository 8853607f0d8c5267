//! After a change: asking the zone's name servers until they serve it, or a stated time is over.

use std::{net::IpAddr, time::Duration};

use super::{
    super::{
        message::{Action, Happened, Now, Served},
        pace,
        problem::{Code, Problem},
        record::RecordId,
        snapshot::What,
    },
    Machine, Turn,
};

/// Asking the name servers, again and again.
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
    pub(super) fn start_verifying(&mut self, now: Now, id: &RecordId, values: Vec<IpAddr>, turn: &mut Turn) {
        let live = self.live.entry(id.clone()).or_default();
        live.served = None;
        turn.actions.push(Action::Verify(id.clone(), values.clone(), pace::verify(0)));
        live.verifying = Some(Verifying { since: now.mono, attempt: 0, values });
    }

    pub(super) fn verified(
        &mut self,
        now: Now,
        id: &RecordId,
        values: &[IpAddr],
        served: &Served,
        turn: &mut Turn,
    ) {
        let trace = self.state.records.get(id).and_then(|memory| memory.trace);
        let Some(live) = self.live.get_mut(id) else { return };
        // The answer to a question about a value that is no longer the last one counts for nothing.
        let Some(verifying) = live.verifying.as_mut().filter(|verifying| verifying.values == values) else {
            return;
        };
        turn.log_record(trace, id, Happened::Served(served.clone()));
        match served {
            Served::Yes => {
                live.served = Some(true);
                live.verifying = None;
                turn.actions.push(Action::FlushDnsCache);
                turn.log_record(trace, id, Happened::Flushed);
            }
            Served::Unknown => live.verifying = None,
            Served::NotYet(_) => {
                live.served = Some(false);
                verifying.attempt += 1;
                if now.mono.saturating_sub(verifying.since) < pace::SERVE_WITHIN {
                    let wait = pace::verify(verifying.attempt);
                    turn.actions.push(Action::Verify(id.clone(), verifying.values.clone(), wait));
                    return;
                }
                live.verifying = None;
                let what = What::Failed {
                    name: id.name.clone(),
                    kind: id.kind,
                    account: id.account.clone(),
                    problem: Problem::new(Code::NotServed).account(&id.account).name(&id.name),
                };
                self.state.note(now.wall, trace, what);
            }
        }
    }
}
