//! Every decision the program takes, as one pure state machine.
//!
//! [`Machine::handle`] takes an event with its moment and gives the actions that
//! follow. It is level-triggered: an event only updates what is known; then `looking`
//! and `publishing` start whatever is due now, so that no order of events can leave
//! work lying. The shell (`worker`) carries the actions out and knows no rules.

mod looking;
mod publishing;
mod telling;
#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use jiff::Timestamp;

use self::{
    looking::Look,
    publishing::{Live, Verifying},
    telling::Teller,
};
use super::{
    address::Family,
    message::{Action, Command, Event, Notice, Now, Update, Wake},
    pace,
    problem::Remedy,
    record::{Name, RecordId},
    snapshot::Snapshot,
    state::{State, Waits},
};

/// What the configuration asks for, in the machine's words.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Setup {
    /// The program's version, as it is shown.
    pub program: String,
    pub config_file: String,
    /// The families that are looked at.
    pub families: BTreeSet<Family>,
    /// How often while nothing happens.
    pub interval: Duration,
    pub records: BTreeMap<RecordId, RecordSetup>,
    /// A fingerprint of each account's settings and secret: a stop is lifted when it changes. `None`
    /// until the secret was read ([`Event::Opened`]): then a stop stays.
    pub accounts: BTreeMap<String, Option<u64>>,
}

impl Setup {
    /// A fingerprint of one record's settings and of its account.
    fn fingerprint(&self, id: &RecordId) -> Option<u64> {
        let account = (*self.accounts.get(&id.account)?)?;
        Some(self.record_fingerprint(id, account))
    }

    /// The same for a given fingerprint of the account.
    fn record_fingerprint(&self, id: &RecordId, account: u64) -> u64 {
        let text = self.records.get(id).map(|record| format!("{:?}{:?}", record.ttl, record.zone));
        let bytes = text.iter().flat_map(|text| text.bytes());
        bytes.fold(account, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    }
}

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RecordSetup {
    /// Seconds; `None` keeps what is there.
    pub ttl: Option<u32>,
    pub zone: Option<Name>,
}

pub struct Machine {
    setup: Setup,
    state: State,
    looks: BTreeMap<Family, Look>,
    live: BTreeMap<RecordId, Live>,
    /// Accounts with a batch under way.
    busy: BTreeSet<String>,
    teller: Teller,
    config_error: Option<String>,
    /// The configuration can be used again, and that was not told yet.
    mended: bool,
    unsaved: Option<String>,
    checked: Option<Timestamp>,
    last: Option<Now>,
    shown: Option<Snapshot>,
    rng: fastrand::Rng,
}

/// What one event leads to, gathered while it is handled.
#[derive(Default)]
struct Turn {
    actions: Vec<Action>,
    notices: Vec<Notice>,
    /// Whether the state changed and must be on disk before anything is sent.
    save: bool,
}

impl Machine {
    /// `seed` feeds the jitter; the same seed and events give the same actions.
    pub fn new(setup: Setup, state: State, seed: u64) -> Self {
        let mut machine = Self {
            setup: Setup::default(),
            state,
            looks: BTreeMap::new(),
            live: BTreeMap::new(),
            busy: BTreeSet::new(),
            teller: Teller::default(),
            config_error: None,
            mended: false,
            unsaved: None,
            checked: None,
            last: None,
            shown: None,
            rng: fastrand::Rng::with_seed(seed),
        };
        machine.configure(setup);
        machine
    }

    /// Takes up another configuration. What is remembered of records that are gone from it is
    /// forgotten, except for work under way.
    pub fn configure(&mut self, setup: Setup) {
        self.mended = self.config_error.take().is_some();
        self.looks.retain(|family, _| setup.families.contains(family));
        for family in &setup.families {
            self.looks.entry(*family).or_default().again = true;
        }
        self.live.retain(|id, live| setup.records.contains_key(id) || live.working);
        for id in setup.records.keys() {
            self.live.entry(id.clone()).or_default().checked = false;
        }
        // A setup that names nothing stands for a file that cannot be read: all is kept for when it can.
        if !setup.accounts.is_empty() {
            self.state.records.retain(|id, _| setup.records.contains_key(id));
            self.state.accounts.retain(|name, _| setup.accounts.contains_key(name));
        }
        self.setup = setup;
        self.lift_stops();
    }

    /// Says that the configuration file as it is now cannot be used; the old one goes on.
    pub fn refuse_configuration(&mut self, now: Now, error: String) -> Vec<Action> {
        let mut turn = Turn::default();
        if self.config_error.as_ref() != Some(&error) {
            turn.notices.push(Notice::ConfigBroken { error: error.clone() });
        }
        self.config_error = Some(error);
        self.finish(now, turn)
    }

    /// The fingerprint of an account is known (again): its stops may be lifted by it.
    fn opened(&mut self, account: &str, fingerprint: Option<u64>, turn: &mut Turn) {
        if let Some(known) = self.setup.accounts.get_mut(account)
            && *known != fingerprint
        {
            *known = fingerprint;
            self.lift_stops();
            turn.save = true;
        }
    }

    /// A stop holds until the fingerprint of what it came from is another one.
    fn lift_stops(&mut self) {
        let setup = &self.setup;
        let lifted = |waits: Waits, now: Option<u64>| match (waits, now) {
            (Waits::Until(_), _) | (Waits::Change(_), None) => false,
            (Waits::Change(then), Some(now)) => now != then,
        };
        for (name, memory) in &mut self.state.accounts {
            let now = setup.accounts.get(name).copied().flatten();
            memory.trouble.take_if(|trouble| lifted(trouble.waits, now));
        }
        for (id, memory) in &mut self.state.records {
            let now = setup.fingerprint(id);
            if memory.trouble.take_if(|trouble| lifted(trouble.waits, now)).is_some() {
                self.live.entry(id.clone()).or_default().was_stopped = true;
            }
        }
    }

    /// Says whether the state could be written; shown until it can again.
    pub fn saved(&mut self, result: Result<(), String>) {
        self.unsaved = result.err();
    }

    pub const fn state(&self) -> &State {
        &self.state
    }

    pub const fn setup(&self) -> &Setup {
        &self.setup
    }

    /// Whether nothing is under way and nothing is due: what `once` waits for. Work that waits
    /// for a later try does not count, nor do name servers that take their time.
    pub fn is_settled(&self) -> bool {
        self.busy.is_empty()
            && self.looks.values().all(|look| !look.looking && !look.again)
            && self.live.values().all(|live| live.verifying.as_ref().is_none_or(Verifying::is_slow))
    }

    pub fn handle(&mut self, now: Now, event: Event) -> Vec<Action> {
        let mut turn = Turn::default();
        let jumped = self.time_jumped(now);
        if jumped != 0 {
            self.look_again(now);
            self.shift_waits(now, jumped.min(0));
        }
        match event {
            Event::Start | Event::Wake(Wake::Network | Wake::Router | Wake::Resume) => {
                self.begin_afresh(now, &mut turn);
                self.shift_waits(now, 0);
            }
            // A state that could not be written is tried again.
            Event::Deadline => turn.save |= self.unsaved.is_some(),
            Event::Wake(Wake::ConfigFile) => turn.actions.push(Action::ReloadConfiguration),
            Event::Command(command) => self.command(now, command, &mut turn),
            Event::Detected(family, report) => self.detected(now, family, report, &mut turn),
            Event::Opened(account, fingerprint) => self.opened(&account, fingerprint, &mut turn),
            Event::Applied { account, tried, outcomes } => {
                self.applied(now, &account, tried, outcomes, &mut turn);
            }
            Event::Verified(id, values, served) => self.verified(now, &id, &values, &served, &mut turn),
        }
        self.finish(now, turn)
    }

    fn command(&mut self, now: Now, command: Command, turn: &mut Turn) {
        match command {
            Command::CheckNow => self.begin_afresh(now, turn),
            Command::ForceUpdate(name) => {
                if let Some(name) = &name {
                    self.allow_again(now, name);
                    turn.save = true;
                }
                self.begin_afresh(now, turn);
                let meant = |id: &RecordId| name.as_ref().is_none_or(|name| *name == id.name);
                let forced: Vec<RecordId> =
                    self.live.keys().filter(|id| meant(id) && self.follows(now, id)).cloned().collect();
                for id in forced {
                    self.live.entry(id).or_default().force = true;
                }
            }
            Command::Pause(paused) => {
                turn.save |= self.state.paused != paused;
                self.state.paused = paused;
                if paused {
                    self.live.values_mut().for_each(|live| live.force = false);
                } else {
                    self.look_again(now);
                }
            }
            // A reload opens the accounts anew and hands in their new fingerprints with the setup.
            Command::Reload | Command::SecretChanged(_) => turn.actions.push(Action::ReloadConfiguration),
            Command::Quit => {
                turn.save = true;
                turn.actions.push(Action::Quit);
            }
        }
    }

    /// A person who names a record has mended at the provider what it was refused for, or does not want
    /// to wait for our own pace. What a provider asked us to wait for is waited for, and a refused account
    /// is not lifted so: only another secret or setting can help there.
    fn allow_again(&mut self, now: Now, name: &Name) {
        for (id, memory) in &mut self.state.records {
            if id.name != *name {
                continue;
            }
            memory.trouble.take_if(|trouble| trouble.problem.code.remedy() == Remedy::StopRecord);
            if let Some(trouble) = &mut memory.trouble
                && !trouble.asked_to_wait()
                && matches!(trouble.waits, Waits::Until(_))
            {
                trouble.waits = Waits::Until(now.wall);
            }
        }
    }

    /// The network is another one, the machine woke up, or a person asks: look now, and try again now
    /// what failed on this side.
    fn begin_afresh(&mut self, now: Now, turn: &mut Turn) {
        self.look_again(now);
        let accounts = self.state.accounts.values_mut().filter_map(|m| m.trouble.as_mut());
        let records = self.state.records.values_mut().filter_map(|m| m.trouble.as_mut());
        for trouble in accounts.chain(records) {
            if trouble.problem.code.is_local() {
                trouble.waits = Waits::Until(now.wall);
                turn.save = true;
            }
        }
    }

    /// By how many milliseconds the wall clock moved apart from the monotonic one since the last event:
    /// forwards after sleep, either way after a clock step; 0 within what clocks do by themselves.
    fn time_jumped(&mut self, now: Now) -> i64 {
        let Some(last) = self.last.replace(now) else { return 0 };
        let mono = i64::try_from(now.mono.saturating_sub(last.mono).as_millis()).unwrap_or(i64::MAX);
        let wall = now.wall.as_millisecond() - last.wall.as_millisecond();
        let apart = wall.saturating_sub(mono);
        if apart.abs() > 10_000 { apart } else { 0 }
    }

    /// Moves every wait with a clock that was set back, and lets none last longer than any provider may
    /// ask for: one that was set while the clock was wrong would last for years.
    fn shift_waits(&mut self, now: Now, milliseconds: i64) {
        let latest = after(now, pace::LONGEST_ASKED);
        let accounts = self.state.accounts.values_mut().filter_map(|m| m.trouble.as_mut());
        let records = self.state.records.values_mut().filter_map(|m| m.trouble.as_mut());
        for trouble in accounts.chain(records) {
            let Waits::Until(moment) = trouble.waits else { continue };
            let moved = moment.as_millisecond().saturating_add(milliseconds);
            let moved = Timestamp::from_millisecond(moved).unwrap_or(now.wall);
            trouble.waits = Waits::Until(if moved > latest { now.wall } else { moved });
        }
    }

    /// Starts what is due, then says what changed and when to call again.
    fn finish(&mut self, now: Now, mut turn: Turn) -> Vec<Action> {
        if std::mem::take(&mut self.mended) {
            turn.notices.push(Notice::ConfigReloaded);
        }
        self.start_looks(now, &mut turn);
        let sends = self.start_publishing(now, &mut turn);
        if turn.save {
            turn.actions.push(Action::Save(Box::new(self.state.clone())));
        }
        // Rule 4: intent is on disk before the provider is called.
        turn.actions.extend(sends);
        let snapshot = self.snapshot(now);
        let changed = self.shown.as_ref() != Some(&snapshot);
        let mut notices = turn.notices.into_iter();
        let first = notices.next();
        if changed || first.is_some() {
            self.shown = Some(snapshot.clone());
            let publish = |notice| Action::Publish(Box::new(Update { snapshot: snapshot.clone(), notice }));
            turn.actions.push(publish(first));
            turn.actions.extend(notices.map(|notice| publish(Some(notice))));
        }
        turn.actions.push(Action::WakeAt(self.next_deadline(now)));
        turn.actions
    }

    /// The monotonic moment of the next thing to do; never more than one interval away, so that a
    /// clock step cannot put it out of reach.
    fn next_deadline(&self, now: Now) -> Duration {
        let far = now.mono + self.setup.interval.max(pace::QUICK).mul_f64(1.2);
        let looks = self.looks.values().filter(|look| !look.looking).map(|look| look.next);
        let waits = self.waits().map(|until| monotonic(now, until));
        let next = if self.state.paused { far } else { looks.chain(waits).min().unwrap_or(far).min(far) };
        next.max(now.mono + Duration::from_millis(10))
    }
}

/// The monotonic moment of a wall-clock time, as far as can be told now.
fn monotonic(now: Now, until: Timestamp) -> Duration {
    let ahead = until.as_millisecond() - now.wall.as_millisecond();
    now.mono + Duration::from_millis(u64::try_from(ahead).unwrap_or(0))
}

/// The wall-clock time after a wait.
fn after(now: Now, wait: Duration) -> Timestamp {
    now.wall.checked_add(wait).unwrap_or(Timestamp::MAX)
}
