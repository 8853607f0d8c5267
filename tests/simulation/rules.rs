//! The seven rules of DESIGN.md, as assertions on what the machine does.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
    time::Duration,
};

use fingerpost::core::{
    line::Uplink,
    message::{Action, Now, Outcome, Task},
    problem::Remedy,
    record::{Name, RecordId},
    state::State,
};

/// What the rules have to remember.
#[derive(Default)]
pub struct Rules {
    /// What each uplink's address was while the last look was under way, if it found anything.
    pub true_then: BTreeMap<Uplink, Option<BTreeSet<IpAddr>>>,
    /// Accounts that refused, with the secret that was refused.
    refused: BTreeMap<String, u64>,
    /// Records that were refused, with the secret in use.
    refused_records: BTreeMap<RecordId, u64>,
    /// Until when accounts asked to be left alone, in time as it really passed.
    asked: BTreeMap<String, Duration>,
}

impl Rules {
    /// Before a batch is handed to its provider.
    pub fn sent(&self, real: Duration, account: &str, tasks: &[Task], secret: u64, saved: Option<&State>) {
        assert!(!tasks.is_empty(), "a batch of nothing");
        for task in tasks {
            let id = &task.id;
            assert!(!task.want.values.is_empty(), "rule 1: {id:?} would be cleared");
            // Rule 3.
            assert!(self.refused.get(account) != Some(&secret), "rule 3: {account} refused this secret");
            assert!(self.refused_records.get(id) != Some(&secret), "rule 3: {id:?} was refused");
            assert!(
                self.asked.get(account).is_none_or(|until| real >= *until),
                "rule 3: {account} asked to be left alone for {:?} more",
                self.asked[account].saturating_sub(real)
            );
            // Rule 4; a disk that cannot be written is told to the person, and does not stop the work.
            if let Some(saved) = saved {
                let pending = saved.records.get(id).map(|memory| &memory.pending);
                assert_eq!(pending, Some(&task.want.values), "rule 4: {id:?} is sent but not on disk");
            }
        }
    }

    /// Rule 2: only what was an uplink's address during the last look is sent.
    pub fn true_of(&self, uplinks: &[Uplink], own: IpAddr, id: &RecordId) {
        let seen = uplinks.iter().filter_map(|uplink| self.true_then.get(uplink)?.as_ref());
        assert!(seen.into_iter().any(|then| then.contains(&own)), "rule 2: {own} was not true for {id:?}");
    }

    /// After a batch came back.
    pub fn answered(&mut self, real: Duration, account: &str, secret: u64, outcomes: &[(RecordId, Outcome)]) {
        for (id, outcome) in outcomes {
            let Outcome::Failed(problem) = outcome else { continue };
            match problem.code.remedy() {
                Remedy::StopAccount => drop(self.refused.insert(account.to_owned(), secret)),
                Remedy::StopRecord => drop(self.refused_records.insert(id.clone(), secret)),
                Remedy::Wait(least) => {
                    let asked = problem.retry_after.unwrap_or_default().max(least);
                    self.asked.insert(account.to_owned(), real + asked);
                }
                Remedy::Retry => {}
            }
        }
    }

    /// The program got to know this secret. One that was refused and is stored again after another one was
    /// changed, too: that is a person's word, and worth one try.
    pub fn opened(&mut self, account: &str, secret: u64) {
        self.refused.retain(|of, refused| of != account || *refused == secret);
        self.refused_records.retain(|id, refused| id.account != account || *refused == secret);
    }

    /// A person named a record: that lifts its own stop.
    pub fn named(&mut self, name: &Name) {
        self.refused_records.retain(|id, _| id.name != *name);
    }

    /// The program ended while nothing could be written.
    pub fn forget(&mut self) {
        self.refused.clear();
        self.refused_records.clear();
        self.asked.clear();
    }

    /// The wall clock was set: what was asked for cannot be kept to the second.
    pub fn clock_set(&mut self) {
        self.asked.clear();
    }

    /// Rule 6: there is always a next time, and it is near; and rule 5, as far as the core goes.
    pub fn told(now: Now, actions: &[Action], secret: Option<&str>) {
        let wakes: Vec<_> = actions
            .iter()
            .filter_map(|action| if let Action::WakeAt(at) = action { Some(*at) } else { None })
            .collect();
        let [at] = wakes[..] else { panic!("rule 6: {} next times", wakes.len()) };
        assert!(at > now.mono, "rule 6: the next time is over already");
        assert!(at <= now.mono + Duration::from_secs(150), "rule 6: the next time is far away");
        if let Some(secret) = secret {
            assert!(!format!("{actions:?}").contains(secret), "rule 5: the secret shows");
        }
    }
}
