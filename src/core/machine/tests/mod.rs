//! The machine as stories. Under random schedules it runs in `tests/simulation`.

mod changed;
mod lines;
mod stopped;
mod told;

use std::{collections::BTreeSet, net::IpAddr, time::Duration};

use jiff::Timestamp;

use super::{
    super::{
        address::Family,
        message::{Around, Found, Outcome, Reason, Report, Served, Task},
        problem::{Code, Problem},
        record::Kind,
        snapshot::{Overall, RecordState, What, Withheld},
    },
    *,
};

fn ip(last: u8) -> IpAddr {
    IpAddr::from([198, 41, 0, last])
}

fn record(host: &str, account: &str) -> RecordId {
    let name = Name::parse(&format!("{host}.example.org")).unwrap();
    RecordId { account: account.to_owned(), name, kind: Kind::A }
}

fn account(fingerprint: u64) -> AccountSetup {
    AccountSetup { fingerprint: Some(fingerprint), ..AccountSetup::default() }
}

fn setup(fingerprint: u64) -> Setup {
    let records = [record("home", "lab"), record("nas", "lab"), record("home", "other")];
    Setup {
        uplinks: BTreeSet::from([Uplink::any(Family::V4)]),
        interval: Duration::from_secs(30),
        records: records.into_iter().map(|id| (id, RecordSetup::default())).collect(),
        accounts: [("lab", fingerprint), ("other", 1)].map(|(name, f)| (name.to_owned(), account(f))).into(),
        ..Setup::default()
    }
}

/// A machine with a clock that the test moves.
struct World {
    machine: Machine,
    now: Now,
    saved: State,
}

impl World {
    fn start(setup: Setup, state: State) -> Self {
        let now = Now { mono: Duration::ZERO, wall: Timestamp::from_second(1_800_000_000).unwrap() };
        Self { machine: Machine::new(setup, state.clone(), 7), now, saved: state }
    }

    fn pass(&mut self, seconds: u64) {
        self.now.mono += Duration::from_secs(seconds);
        self.now.wall = self.now.wall.checked_add(Duration::from_secs(seconds)).unwrap();
    }

    fn tell(&mut self, event: Event) -> Vec<Action> {
        let actions = self.machine.handle(self.now, event);
        for action in &actions {
            if let Action::Save(state) = action {
                self.saved = (**state).clone();
            }
        }
        actions
    }

    fn found(&mut self, last: u8) -> Vec<Action> {
        let found = Found::Known(ip(last), vec!["a".into(), "b".into()]);
        self.tell(Event::Detected(Uplink::any(Family::V4), report(found)))
    }

    fn lost(&mut self) -> Vec<Action> {
        let found = Found::Unknown(Reason::NoAnswer);
        self.tell(Event::Detected(Uplink::any(Family::V4), report(found)))
    }

    fn answer(&mut self, actions: &[Action], outcome: &Outcome) -> Vec<Action> {
        let mut all = Vec::new();
        for (account, tasks) in batches(actions) {
            let outcomes = tasks.iter().map(|task| (task.id.clone(), outcome.clone())).collect();
            let tried = self.machine.setup().accounts[&account].fingerprint;
            all.extend(self.tell(Event::Applied { account, tried, outcomes }));
        }
        all
    }

    /// Up and settled at one address.
    fn settled(last: u8) -> Self {
        let mut world = Self::start(setup(1), State::default());
        world.tell(Event::Start);
        let actions = world.found(last);
        world.answer(&actions, &Outcome::Changed(vec![]));
        world
    }
}

fn report(found: Found) -> Report {
    Report { found, answers: vec![], around: Around::default() }
}

fn batches(actions: &[Action]) -> Vec<(String, Vec<Task>)> {
    let batch = |action: &Action| match action {
        Action::Apply(account, tasks) => Some((account.clone(), tasks.clone())),
        _ => None,
    };
    actions.iter().filter_map(batch).collect()
}

fn notices(actions: &[Action]) -> Vec<Notice> {
    let notice = |action: &Action| match action {
        Action::Publish(update) => update.notice.clone(),
        _ => None,
    };
    actions.iter().filter_map(notice).collect()
}

fn failed(code: Code) -> Outcome {
    Outcome::Failed(Problem::new(code))
}
