//! Every decision the program takes, as one pure state machine.
//!
//! [`Machine::handle`] takes an event with its moment and gives the actions that
//! follow. It is level-triggered: an event only updates what is known; then `looking`,
//! `publishing` and `downstream` start whatever is due now, so that no order of events can
//! leave work lying. The shell (`worker`) carries the actions out and knows no rules.

mod clock;
mod configuring;
mod downstream;
mod drift;
mod looking;
mod outcome;
mod publishing;
mod telling;
#[cfg(test)]
mod tests;
mod verifying;
mod waiting;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

pub use self::configuring::{AccountSetup, HookSetup, RecordSetup, Setup};
use self::{drift::Glances, looking::Look, publishing::Live, telling::Teller};
use super::{
    line::Uplink,
    message::{Action, Command, Event, Happened, Happening, Notice, Now, Update, Wake},
    pace,
    problem::Remedy,
    record::{Name, RecordId},
    snapshot::Snapshot,
    state::{State, Waits},
    trace::Trace,
};

pub struct Machine {
    setup: Setup,
    state: State,
    looks: BTreeMap<Uplink, Look>,
    live: BTreeMap<RecordId, Live>,
    /// Accounts with a batch under way.
    busy: BTreeSet<String>,
    /// Those of them that were begun under another configuration.
    outdated: BTreeSet<String>,
    /// Hooks with a delivery under way.
    delivering: BTreeSet<String>,
    /// When what failed on this side was last tried again because of an event.
    hurried: Option<std::time::Duration>,
    glances: Glances,
    teller: Teller,
    /// What made the configuration be read, until it was.
    reading: Option<Trace>,
    config_error: Option<String>,
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
    /// What the event belongs to, where it is known.
    trace: Option<Trace>,
}

impl Turn {
    /// One line for the log that is about no record.
    fn log(&mut self, what: Happened) {
        self.actions.push(Action::Log(Happening { trace: self.trace, record: None, what }));
    }

    fn log_record(&mut self, trace: Option<Trace>, id: &RecordId, what: Happened) {
        self.actions.push(Action::Log(Happening { trace, record: Some(id.clone()), what }));
    }
}

impl Machine {
    /// `seed` feeds the jitter and the traces; the same seed and events give the same actions.
    pub fn new(setup: Setup, state: State, seed: u64) -> Self {
        let mut machine = Self {
            setup: Setup::default(),
            state,
            looks: BTreeMap::new(),
            live: BTreeMap::new(),
            busy: BTreeSet::new(),
            outdated: BTreeSet::new(),
            delivering: BTreeSet::new(),
            hurried: None,
            glances: Glances::default(),
            teller: Teller::default(),
            reading: None,
            config_error: None,
            unsaved: None,
            checked: None,
            last: None,
            shown: None,
            rng: fastrand::Rng::with_seed(seed),
        };
        machine.configure(setup);
        machine
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
            && self.delivering.is_empty()
            && self.looks.values().all(|look| !look.looking && !look.again)
            && self.live.values().all(Live::is_settled)
    }

    fn new_trace(&mut self) -> Trace {
        Trace(self.rng.u32(..))
    }

    pub fn handle(&mut self, now: Now, event: Event) -> Vec<Action> {
        let mut turn = Turn::default();
        self.watch_clock(now);
        match event {
            Event::Start => self.begin_afresh(now, &mut turn),
            Event::Wake(wake) => self.wake(now, wake, &mut turn),
            // A state that could not be written is tried again.
            Event::Deadline => turn.save |= self.unsaved.is_some(),
            Event::Command(command) => self.command(now, command, &mut turn),
            Event::Configured(setup) => self.configured(now, *setup, &mut turn),
            Event::Misconfigured(error) => self.misconfigured(error, &mut turn),
            Event::Detected(uplink, report) => self.detected(now, &uplink, report, &mut turn),
            Event::Opened(account, fingerprint) => self.opened(&account, fingerprint, &mut turn),
            Event::Applied { account, tried, outcomes } => {
                self.applied(now, &account, tried, outcomes, &mut turn);
            }
            Event::Verified(id, values, served) => self.verified(now, &id, &values, &served, &mut turn),
            Event::Glanced(id, values, served) => self.glanced(now, &id, &values, served, &mut turn),
            Event::Delivered(hook, number, result) => self.delivered(now, hook, number, result, &mut turn),
        }
        self.finish(now, turn)
    }

    fn wake(&mut self, now: Now, wake: Wake, turn: &mut Turn) {
        if wake == Wake::ConfigFile {
            turn.trace = Some(self.new_trace());
        }
        turn.log(Happened::Woken(wake));
        match wake {
            Wake::Network | Wake::Router | Wake::Resume => self.wake_up(now, turn),
            Wake::ConfigFile => {
                self.reading = turn.trace;
                turn.actions.push(Action::ReloadConfiguration);
            }
        }
    }

    fn command(&mut self, now: Now, command: Command, turn: &mut Turn) {
        let trace = self.new_trace();
        turn.trace = Some(trace);
        turn.log(Happened::Asked(command.clone()));
        match command {
            Command::CheckNow => {
                self.begin_afresh(now, turn);
                self.belongs_to(trace);
            }
            // A pause is kept whatever is asked: `resume` ends it.
            Command::ForceUpdate(_) if self.state.paused => {}
            Command::ForceUpdate(name) => self.force(now, name.as_ref(), trace, turn),
            Command::Pause(paused) => {
                turn.save |= self.state.paused != paused;
                self.state.paused = paused;
                if paused {
                    self.live.values_mut().for_each(|live| live.force = false);
                } else {
                    self.look_again(now);
                    self.belongs_to(trace);
                }
            }
            // A reload opens the accounts anew and hands in their new fingerprints with the setup.
            Command::Reload | Command::SecretChanged(_) => {
                self.reading = Some(trace);
                turn.actions.push(Action::ReloadConfiguration);
            }
            Command::Quit => {
                turn.save = true;
                turn.actions.push(Action::Quit);
            }
        }
    }

    fn force(&mut self, now: Now, name: Option<&Name>, trace: Trace, turn: &mut Turn) {
        if let Some(name) = name {
            self.allow_again(now, name);
            turn.save = true;
        }
        self.begin_afresh(now, turn);
        self.belongs_to(trace);
        let meant = |id: &RecordId| name.is_none_or(|name| *name == id.name);
        let forced: Vec<RecordId> =
            self.live.keys().filter(|id| meant(id) && self.withheld(now, id).is_none()).cloned().collect();
        for id in forced {
            let live = self.live.entry(id).or_default();
            live.force = true;
            live.due = Some(trace);
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

    /// The network is another one or the machine woke up: look now, and try again now what failed on this
    /// side, though not each time where such news come one after the other.
    fn wake_up(&mut self, now: Now, turn: &mut Turn) {
        let of_late = self.hurried.is_some_and(|at| now.mono.saturating_sub(at) < pace::HURRY);
        if of_late {
            self.look_again(now);
        } else {
            self.hurried = Some(now.mono);
            self.begin_afresh(now, turn);
        }
    }

    /// The same because of a person, or at the start.
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
        turn.save |= self.hurry_deliveries(now);
    }

    /// Starts what is due, then says what changed and when to call again.
    fn finish(&mut self, now: Now, mut turn: Turn) -> Vec<Action> {
        self.start_looks(now, &mut turn);
        let mut sends = self.start_publishing(now, &mut turn);
        sends.extend(self.start_deliveries(now, &mut turn));
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
}
