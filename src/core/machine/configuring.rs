//! What the configuration asks for, and taking up another one.
//!
//! What is remembered of records, accounts and hooks that are gone from it is forgotten, and a
//! stop is lifted when the settings or the secret it came from are others.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use super::{
    super::{
        host::Host,
        line::{Line, Uplink},
        message::{Notice, Now},
        place::Place,
        record::{Name, RecordId},
        state::Waits,
    },
    Machine, Turn,
};

/// What the configuration asks for, in the machine's words.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Setup {
    /// The program's version, as it is shown.
    pub program: String,
    pub config_file: String,
    /// What addresses are found for.
    pub uplinks: BTreeSet<Uplink>,
    /// How often while nothing happens.
    pub interval: Duration,
    pub records: BTreeMap<RecordId, RecordSetup>,
    pub accounts: BTreeMap<String, AccountSetup>,
    pub hooks: BTreeMap<String, HookSetup>,
}

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RecordSetup {
    /// Seconds; `None` keeps what is there.
    pub ttl: Option<u32>,
    pub zone: Option<Name>,
    /// The lines whose address it follows, the first that works; never empty once configured: then
    /// [`Line::Any`] stands in it.
    pub via: Vec<Line>,
    /// Whose addresses it holds; empty: this machine's own. Of IPv6 records alone.
    pub hosts: Vec<Host>,
    /// The networks it is tied to; empty: published from anywhere.
    pub only_at: BTreeSet<Place>,
}

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AccountSetup {
    /// A fingerprint of the account's settings and secret: a stop is lifted when it changes. `None`
    /// until the secret was read ([`super::Event::Opened`]): then a stop stays.
    pub fingerprint: Option<u64>,
    /// The shortest time between two updates of a record that the provider wants.
    pub min_interval: Duration,
    /// How long a record may go without an update before it is sent again, where the provider
    /// lets names expire.
    pub refresh: Option<Duration>,
    /// Whether an update has to say both families of a name: what is left out, the provider would remove.
    pub both_families: bool,
}

/// A command or an address that is told of changes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct HookSetup {
    /// Of these names; empty: of all.
    pub names: BTreeSet<Name>,
}

impl Setup {
    /// The lines that a record follows.
    pub(super) fn lines(&self, id: &RecordId) -> &[Line] {
        const ANY: &[Line] = &[Line::Any];
        self.records.get(id).map(|record| &*record.via).filter(|via| !via.is_empty()).unwrap_or(ANY)
    }

    /// The uplinks that a record follows, the preferred one first.
    pub(super) fn uplinks_of<'a>(&'a self, id: &'a RecordId) -> impl Iterator<Item = Uplink> + 'a {
        self.lines(id).iter().map(|line| Uplink::new(line.clone(), id.kind.family()))
    }

    /// A fingerprint of one record's settings and of its account.
    fn fingerprint(&self, id: &RecordId) -> Option<u64> {
        let account = self.accounts.get(&id.account)?.fingerprint?;
        Some(self.record_fingerprint(id, account))
    }

    /// The same for a given fingerprint of the account.
    pub(super) fn record_fingerprint(&self, id: &RecordId, account: u64) -> u64 {
        let text = self.records.get(id).map(|record| {
            let RecordSetup { ttl, zone, via, hosts, .. } = record;
            let more = if *via == [Line::Any] && hosts.is_empty() {
                String::new()
            } else {
                format!("{via:?}{hosts:?}")
            };
            format!("{ttl:?}{zone:?}{more}")
        });
        let bytes = text.iter().flat_map(|text| text.bytes());
        bytes.fold(account, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    }
}

impl Machine {
    /// Takes up a configuration. What is remembered of records that are gone from it is
    /// forgotten, except for work under way.
    pub(super) fn configure(&mut self, setup: Setup) {
        self.looks.retain(|uplink, _| setup.uplinks.contains(uplink));
        for uplink in &setup.uplinks {
            self.looks.entry(uplink.clone()).or_default().again = true;
        }
        self.live.retain(|id, live| setup.records.contains_key(id) || live.working);
        for id in setup.records.keys() {
            self.live.entry(id.clone()).or_default().checked = false;
        }
        // A setup that names nothing stands for a file that cannot be read: all is kept for when it can.
        if !setup.accounts.is_empty() {
            self.state.records.retain(|id, _| setup.records.contains_key(id));
            self.state.accounts.retain(|name, _| setup.accounts.contains_key(name));
            self.state
                .addresses
                .retain(|uplink, _| setup.uplinks.contains(uplink) || uplink.line == Line::Any);
            self.state.deliveries.retain(|delivery| setup.hooks.contains_key(&delivery.hook));
        }
        self.setup = setup;
        self.outdated.clone_from(&self.busy);
        self.lift_stops();
    }

    pub(super) fn configured(&mut self, now: Now, setup: Setup, turn: &mut Turn) {
        turn.trace = self.reading.take();
        if self.config_error.take().is_some() {
            turn.notices.push(Notice::ConfigReloaded);
        }
        self.configure(setup);
        self.begin_afresh(now, turn);
        if let Some(trace) = turn.trace {
            self.belongs_to(trace);
            self.live.values_mut().for_each(|live| live.due = Some(trace));
        }
        turn.save = true;
    }

    /// The configuration file as it is now cannot be used; the old one goes on.
    pub(super) fn misconfigured(&mut self, error: String, turn: &mut Turn) {
        turn.trace = self.reading.take();
        if self.config_error.as_ref() != Some(&error) {
            turn.notices.push(Notice::ConfigBroken { error: error.clone() });
        }
        self.config_error = Some(error);
    }

    /// The fingerprint of an account is known (again): its stops may be lifted by it.
    pub(super) fn opened(&mut self, account: &str, fingerprint: Option<u64>, turn: &mut Turn) {
        if let Some(setup) = self.setup.accounts.get_mut(account)
            && setup.fingerprint != fingerprint
        {
            setup.fingerprint = fingerprint;
            self.lift_stops();
            turn.save = true;
        }
    }

    /// A stop holds until the fingerprint of what it came from is another one.
    pub(super) fn lift_stops(&mut self) {
        let setup = &self.setup;
        let lifted = |waits: Waits, now: Option<u64>| match (waits, now) {
            (Waits::Until(_), _) | (Waits::Change(_), None) => false,
            (Waits::Change(then), Some(now)) => now != then,
        };
        for (name, memory) in &mut self.state.accounts {
            let now = setup.accounts.get(name).and_then(|account| account.fingerprint);
            memory.trouble.take_if(|trouble| lifted(trouble.waits, now));
        }
        for (id, memory) in &mut self.state.records {
            let now = setup.fingerprint(id);
            if memory.trouble.take_if(|trouble| lifted(trouble.waits, now)).is_some() {
                self.live.entry(id.clone()).or_default().was_stopped = true;
            }
        }
    }
}
