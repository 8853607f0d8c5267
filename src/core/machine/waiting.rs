//! What a record waits for before it is sent.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{
    super::{
        message::Now,
        record::RecordId,
        snapshot::Withheld,
        state::{RecordMemory, Trouble, Waits},
    },
    Machine,
};

impl Machine {
    /// Whether the account as a whole must be left alone: stopped, or asked to wait over any of its records.
    pub(super) fn account_waits(&self, now: Now, account: &str) -> bool {
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
    pub(super) fn expires(&self, now: Now, id: &RecordId) -> bool {
        let refresh = self.setup.accounts.get(&id.account).and_then(|account| account.refresh);
        let sent = self.state.records.get(id).and_then(|memory| memory.sent_at);
        refresh
            .zip(sent)
            .and_then(|(after, sent)| sent.checked_add(after).ok())
            .is_some_and(|at| at <= now.wall)
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
pub(super) fn waits(trouble: &Trouble, wall: Timestamp) -> bool {
    match trouble.waits {
        Waits::Until(moment) => wall < moment,
        Waits::Change(_) => true,
    }
}
