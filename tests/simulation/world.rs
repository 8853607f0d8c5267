//! The world around the machine: time, addresses, networks, a disk, a person.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    net::IpAddr,
    time::Duration,
};

use fastrand::Rng;
use fingerpost::core::{
    address::Family,
    consensus::judge_answers,
    host::Host,
    line::{Line, Uplink},
    machine::{AccountSetup, HookSetup, Machine, RecordSetup, Setup},
    message::{
        Action, Answer, Around, Command, Event, Found, Now, Outcome, Reason, Report, Said, Served, Task, Wake,
    },
    problem::{Code, Problem},
    record::{Kind, Name, RecordId},
    state::{State, Told},
};
use jiff::Timestamp;

use super::{
    provider::{Mood, Provider},
    rules::Rules,
};

/// What no account is told by its name: it must never show.
pub const SECRET: &str = "correct horse battery staple";

/// Something under way, and when it is over.
enum Thing {
    Look { uplink: Uplink, believed: Option<IpAddr>, truths: BTreeSet<IpAddr> },
    Batch { account: String, tasks: Vec<Task>, secret: u64 },
    Verify(RecordId, Vec<IpAddr>),
    Glance(RecordId, Vec<IpAddr>),
    Deliver { number: u64, hook: String, told: Told },
    Open(String, u64),
}

#[expect(clippy::struct_excessive_bools, reason = "independent things that can be so or not")]
pub struct World {
    rng: Rng,
    now: Now,
    /// Time as it really passed: with sleep, without clock steps.
    real: Duration,
    machine: Machine,
    uplinks: Vec<Uplink>,
    accounts: BTreeMap<String, Provider>,
    /// The secret that is stored for each account, and the one that it was opened with.
    secrets: BTreeMap<String, u64>,
    opened: BTreeMap<String, u64>,
    records: BTreeMap<RecordId, RecordSetup>,
    truth: BTreeMap<Uplink, Option<IpAddr>>,
    online: bool,
    /// Which of the three sources lies.
    liar: Option<usize>,
    under_way: Vec<(Duration, Thing)>,
    busy: BTreeSet<String>,
    wake_at: Duration,
    disk: bool,
    /// The last state could not be written.
    unsaved: bool,
    /// The program ended so at least once.
    forgetful: bool,
    saved: State,
    /// Records of which nobody can know whether the last write arrived.
    uncertain: BTreeSet<RecordId>,
    hook_works: bool,
    /// What hooks were told last of each record.
    told: BTreeMap<(Name, Kind), Vec<IpAddr>>,
    changed: BTreeSet<RecordId>,
    rules: Rules,
    /// The last things that happened, for whoever has to understand a failure.
    log: Vec<String>,
    /// Whether that is written down: it takes longer than everything else.
    told_aloud: bool,
    quitting: bool,
    handled: u32,
}

fn record(host: &str, account: &str, kind: Kind) -> RecordId {
    let name = Name::parse(&format!("{host}.example.org")).unwrap();
    RecordId { account: account.to_owned(), name, kind }
}

impl World {
    pub fn new(seed: u64, told_aloud: bool) -> Self {
        let mut rng = Rng::with_seed(seed);
        let wan2 = Line::Interface("wan2".to_owned());
        let mut records = BTreeMap::from([
            (record("home", "told", Kind::A), RecordSetup::default()),
            (record("nas", "read", Kind::A), RecordSetup::default()),
        ]);
        if rng.bool() {
            let via = vec![Line::Any, wan2.clone()];
            records.insert(record("both", "read", Kind::A), RecordSetup { via, ..RecordSetup::default() });
        }
        if rng.bool() {
            let hosts = vec![Host::Own, "::10".parse().unwrap()];
            records
                .insert(record("six", "told", Kind::Aaaa), RecordSetup { hosts, ..RecordSetup::default() });
        }
        let mut uplinks = BTreeSet::new();
        for (id, setup) in &records {
            uplinks.insert(Uplink::any(id.kind.family()));
            uplinks.extend(setup.via.iter().map(|line| Uplink::new(line.clone(), id.kind.family())));
        }
        let uplinks: Vec<Uplink> = uplinks.into_iter().collect();
        let mut read = Provider::new(true);
        // Two addresses that somebody else keeps under the same name.
        let nas = record("nas", "read", Kind::A);
        let others = ["192.0.2.1", "192.0.2.2"].map(|ip| ip.parse::<IpAddr>().unwrap());
        read.held.insert(nas, others.to_vec());
        let now = Now { mono: Duration::ZERO, wall: Timestamp::from_second(1_800_000_000).unwrap() };
        let mut world = Self {
            machine: Machine::new(Setup::default(), State::default(), 0),
            accounts: BTreeMap::from([("read".into(), read), ("told".into(), Provider::new(false))]),
            secrets: BTreeMap::from([("read".to_owned(), 1), ("told".to_owned(), 1)]),
            opened: BTreeMap::new(),
            truth: uplinks.iter().map(|uplink| (uplink.clone(), Some(address(uplink, 1)))).collect(),
            uplinks,
            records,
            now,
            real: Duration::ZERO,
            online: true,
            liar: None,
            under_way: Vec::new(),
            busy: BTreeSet::new(),
            wake_at: Duration::ZERO,
            disk: true,
            unsaved: false,
            forgetful: false,
            saved: State::default(),
            uncertain: BTreeSet::new(),
            hook_works: true,
            told: BTreeMap::new(),
            changed: BTreeSet::new(),
            rules: Rules::default(),
            log: Vec::new(),
            told_aloud,
            quitting: false,
            handled: 0,
            rng,
        };
        world.start();
        world
    }

    pub fn story(&self) -> String {
        self.log.iter().fold(String::new(), |mut story, line| {
            let _ = writeln!(story, "{line}");
            story
        })
    }

    fn note(&mut self, line: impl FnOnce() -> String) {
        if !self.told_aloud {
            return;
        }
        let line = format!("{:>9.2} s  {}", self.now.mono.as_secs_f64(), line());
        self.log.push(line);
    }

    fn setup(&self, opened: bool) -> Setup {
        let fingerprint = |name: &String| opened.then(|| self.secrets[name]);
        let account = |name: &String| {
            let account = AccountSetup { fingerprint: fingerprint(name), ..AccountSetup::default() };
            (name.clone(), account)
        };
        Setup {
            uplinks: self.uplinks.iter().cloned().collect(),
            interval: Duration::from_secs(30),
            records: self.records.clone(),
            accounts: self.secrets.keys().map(account).collect(),
            hooks: BTreeMap::from([("chat".to_owned(), HookSetup::default())]),
            ..Setup::default()
        }
    }

    /// The program starts with what is on the disk.
    fn start(&mut self) {
        let json = serde_json::to_string(&self.saved).unwrap();
        let state = serde_json::from_str(&json).expect("the state on disk can be read");
        self.machine = Machine::new(self.setup(false), state, self.rng.u64(..));
        self.now.mono = Duration::ZERO;
        self.under_way.clear();
        self.busy.clear();
        self.rules.true_then.clear();
        self.open_accounts();
        self.tell(Event::Start);
    }

    fn open_accounts(&mut self) {
        // What was opened before says nothing of what is opened now.
        self.under_way.retain(|(_, thing)| !matches!(thing, Thing::Open(..)));
        self.opened = self.secrets.clone();
        self.rules.opened(&self.opened);
        for (name, secret) in self.secrets.clone() {
            let wait = self.latency();
            self.under_way.push((self.now.mono + wait, Thing::Open(name, secret)));
        }
    }

    fn latency(&mut self) -> Duration {
        let slow = self.rng.u8(..10) == 0;
        Duration::from_millis(self.rng.u64(5..if slow { 8_000 } else { 300 }))
    }

    fn tell(&mut self, event: Event) {
        let mut next = Some(event);
        while let Some(event) = next.take() {
            self.note(|| format!("{event:?}").chars().take(220).collect());
            self.handled += 1;
            // What was true before is not known to be true now.
            if matches!(event, Event::Wake(Wake::Network | Wake::Router | Wake::Resume)) {
                self.rules.true_then.clear();
            }
            let actions = self.machine.handle(self.now, event);
            Rules::told(self.now, &actions, self.handled.is_multiple_of(64).then_some(SECRET));
            for action in actions {
                // What comes after a Quit is begun and never ended.
                if action == Action::ReloadConfiguration {
                    next = Some(self.reload());
                } else {
                    self.act(action);
                }
            }
            if std::mem::take(&mut self.quitting) {
                self.crash();
                return;
            }
        }
    }

    fn reload(&mut self) -> Event {
        if self.rng.u8(..5) == 0 {
            return Event::Misconfigured("line 3: nonsense".to_owned());
        }
        self.open_accounts();
        Event::Configured(Box::new(self.setup(false)))
    }

    fn act(&mut self, action: Action) {
        let over = self.now.mono + self.latency();
        match action {
            Action::Detect(uplink, believed) => {
                let truths = self.truth[&uplink].into_iter().collect();
                self.under_way.push((over, Thing::Look { uplink, believed, truths }));
            }
            Action::Apply(account, tasks) => {
                let secret = self.opened[&account];
                assert!(self.busy.insert(account.clone()), "two batches at once for {account}");
                let saved = self.disk.then_some(&self.saved);
                self.rules.sent(self.real, &account, &tasks, secret, saved);
                for task in &tasks {
                    let lines = &self.records[&task.id].via;
                    let family = task.id.kind.family();
                    let any = [Line::Any];
                    let lines = if lines.is_empty() { &any[..] } else { lines };
                    let uplinks: Vec<_> =
                        lines.iter().map(|line| Uplink::new(line.clone(), family)).collect();
                    self.rules.true_of(&uplinks, task.want.values[0], &task.id);
                }
                self.note(|| {
                    format!(
                        "  {account} is sent {:?}",
                        tasks.iter().map(|t| &t.want.values).collect::<Vec<_>>()
                    )
                });
                self.under_way.push((over, Thing::Batch { account, tasks, secret }));
            }
            Action::Verify(id, values, wait) => self.under_way.push((over + wait, Thing::Verify(id, values))),
            Action::Glance(id, values) => self.under_way.push((over, Thing::Glance(id, values))),
            Action::Deliver { number, hook, told } => {
                let twice = self.under_way.iter().any(|(_, thing)| matches!(thing, Thing::Deliver { .. }));
                assert!(!twice, "two deliveries at once to one hook");
                self.under_way.push((over, Thing::Deliver { number, hook, told }));
            }
            Action::Save(state) => {
                if self.disk {
                    self.saved = *state;
                }
                self.unsaved = !self.disk;
                self.machine.saved(if self.disk { Ok(()) } else { Err("no space left".to_owned()) });
            }
            Action::WakeAt(at) => self.wake_at = at,
            Action::Quit => {
                // The shell writes the state once more before it ends.
                if self.disk {
                    self.saved = self.machine.state().clone();
                    self.unsaved = false;
                }
                self.quitting = true;
            }
            Action::Log(_) | Action::Publish(_) | Action::FlushDnsCache | Action::ReloadConfiguration => {}
        }
    }

    /// The program ends at once; what is on its way may yet arrive.
    fn crash(&mut self) {
        self.note(|| "CRASH".to_owned());
        for (_, thing) in std::mem::take(&mut self.under_way) {
            if let Thing::Batch { account, tasks, secret } = thing {
                self.uncertain.extend(tasks.iter().map(|task| task.id.clone()));
                if self.rng.bool() {
                    self.carry_out(&account, &tasks, secret);
                }
            }
        }
        if self.unsaved {
            // What could not be written is forgotten.
            self.uncertain.extend(self.records.keys().cloned());
            self.forgetful = true;
            self.rules.forget();
        }
        self.start();
    }

    fn carry_out(&mut self, account: &str, tasks: &[Task], secret: u64) -> Vec<(RecordId, Outcome)> {
        let provider = self.accounts.get_mut(account).unwrap();
        let mood = provider.mood;
        if !self.online {
            provider.mood = Mood::Unreachable;
        }
        let outcomes = provider.apply(tasks, secret, &|id| self.uncertain.contains(id));
        provider.mood = mood;
        assert_eq!(provider.needless, [], "rule 4: a write was repeated that had succeeded");
        if let Some(nas) = provider.held.get(&record("nas", "read", Kind::A)) {
            let others = ["192.0.2.1", "192.0.2.2"].map(|ip| ip.parse::<IpAddr>().unwrap());
            assert!(
                others.iter().all(|ip| nas.contains(ip)),
                "rule 7: somebody else's addresses are gone: {nas:?}"
            );
        }
        for (id, outcome) in &outcomes {
            match outcome {
                Outcome::Failed(_) => drop(self.uncertain.insert(id.clone())),
                // Sent anew it is no change.
                Outcome::Changed(old) if self.accounts[account].held.get(id) != Some(old) => {
                    self.changed.insert(id.clone());
                }
                Outcome::Changed(_) | Outcome::Unchanged => {}
            }
        }
        outcomes
    }

    /// Lets time pass, and everything happen that is due in it.
    fn pass(&mut self, time: Duration) {
        let end = self.now.mono + time;
        loop {
            let next =
                self.under_way.iter().enumerate().min_by_key(|(_, (at, _))| *at).map(|(i, (at, _))| (i, *at));
            let due = next.filter(|(_, at)| *at <= self.wake_at);
            let at = due.map_or(self.wake_at, |(_, at)| at);
            if at > end {
                break;
            }
            self.advance(at.saturating_sub(self.now.mono));
            let before = self.now.mono;
            match due {
                Some((index, _)) => {
                    let (_, thing) = self.under_way.swap_remove(index);
                    self.over(thing);
                }
                None => self.tell(Event::Deadline),
            }
            if self.now.mono < before {
                // It was started anew.
                return;
            }
        }
        self.advance(end.saturating_sub(self.now.mono));
    }

    fn advance(&mut self, time: Duration) {
        self.now.mono += time;
        self.real += time;
        self.now.wall = self.now.wall.checked_add(time).unwrap();
    }

    fn over(&mut self, thing: Thing) {
        match thing {
            Thing::Look { uplink, believed, mut truths } => {
                truths.extend(self.truth[&uplink]);
                let report = self.look(&uplink, believed, &truths);
                let known = matches!(report.found, Found::Known(..));
                self.rules.true_then.insert(uplink.clone(), known.then_some(truths));
                self.tell(Event::Detected(uplink, report));
            }
            Thing::Batch { account, tasks, secret } => {
                let outcomes = self.carry_out(&account, &tasks, secret);
                self.busy.remove(&account);
                // Also what a batch was tried with tells which secret there is.
                // A refusal of a secret that was replaced meanwhile holds against nothing.
                if self.opened[&account] == secret {
                    self.rules.answered(self.real, &account, secret, &outcomes);
                }
                // One that is only told was not asked: that it seems right settles nothing.
                let asked = self.accounts[&account].readable;
                for (id, outcome) in &outcomes {
                    if matches!(outcome, Outcome::Changed(_)) || asked && *outcome == Outcome::Unchanged {
                        self.uncertain.remove(id);
                    }
                }
                self.tell(Event::Applied { account, tried: Some(secret), outcomes });
            }
            Thing::Verify(id, values) => {
                let served = self.served(&id, &values);
                self.tell(Event::Verified(id, values, served));
            }
            Thing::Glance(id, values) => {
                let served = self.served(&id, &values);
                self.tell(Event::Glanced(id, values, served));
            }
            Thing::Deliver { number, hook, told } => {
                let result = if self.hook_works && self.online {
                    for name in &told.names {
                        self.told.insert((name.clone(), told.kind), told.new.clone());
                    }
                    Ok(())
                } else {
                    Err(Problem::new(Code::Unreachable))
                };
                self.tell(Event::Delivered(hook, number, result));
            }
            Thing::Open(account, secret) => {
                self.tell(Event::Opened(account, Some(secret)));
            }
        }
    }

    fn served(&self, id: &RecordId, values: &[IpAddr]) -> Served {
        match self.accounts[&id.account].held.get(id) {
            _ if !self.online => Served::Unknown,
            Some(held) if values.iter().all(|value| held.contains(value)) => Served::Yes,
            held => Served::NotYet(held.cloned().unwrap_or_default()),
        }
    }

    /// Three sources of three operators, of which one at most lies, any may be silent, and each saw one
    /// moment of the look.
    fn look(&mut self, uplink: &Uplink, believed: Option<IpAddr>, truths: &BTreeSet<IpAddr>) -> Report {
        let mut answers = Vec::new();
        let truths: Vec<IpAddr> = truths.iter().copied().collect();
        let up = self.online && self.truth[uplink].is_some();
        let asked = if believed.is_some() { self.rng.usize(1..=3) } else { 3 };
        for source in 0..asked {
            let said = if !up || truths.is_empty() || self.rng.u8(..12) == 0 {
                Said::Failed(Problem::new(Code::TimedOut))
            } else if self.liar == Some(source) {
                Said::Address(address(uplink, 250))
            } else {
                Said::Address(truths[self.rng.usize(..truths.len())])
            };
            let operator = source.to_string();
            answers.push(Answer { source: operator.clone(), operator, said, took: Duration::ZERO });
            if let Some(found) = judge_answers(&answers, asked - source - 1, 2, believed) {
                return Report { found, answers, around: Around::default() };
            }
        }
        Report { found: Found::Unknown(Reason::NoAnswer), answers, around: Around::default() }
    }

    /// One thing that nobody asked for.
    fn happen(&mut self) {
        let what = self.rng.u8(..24);
        let coin = self.rng.bool();
        let account = if self.rng.bool() { "read" } else { "told" };
        let uplink = self.uplinks[self.rng.usize(..self.uplinks.len())].clone();
        self.note(|| format!("HAPPENS {what} {account} {uplink}"));
        match what {
            0..=4 => {
                let new = address(&uplink, self.rng.u8(1..6));
                self.truth.insert(uplink, Some(new));
                for (_, thing) in &mut self.under_way {
                    if let Thing::Look { uplink, truths, .. } = thing {
                        truths.extend(self.truth[uplink]);
                    }
                }
                if self.rng.bool() {
                    self.tell(Event::Wake(if coin { Wake::Network } else { Wake::Router }));
                }
            }
            5 => drop(self.truth.insert(uplink, None)),
            6 => {
                self.online = !self.online;
                self.tell(Event::Wake(Wake::Network));
            }
            7 => self.liar = self.rng.bool().then(|| self.rng.usize(..3)),
            8..=10 => {
                let moods = [
                    Mood::Fine,
                    Mood::Refuses,
                    Mood::NotYours,
                    Mood::Outage,
                    Mood::Busy(self.rng.u64(1..700)),
                    Mood::Unreachable,
                    Mood::AnswerLost,
                ];
                self.accounts.get_mut(account).unwrap().mood = moods[self.rng.usize(..moods.len())];
            }
            11 => self.change_secret(account),
            12 => self.accounts.get_mut(account).unwrap().takes = self.rng.u64(1..3),
            13 => self.crash(),
            14 => {
                // Sleep: in-flight requests wait, the monotonic clock stands still.
                let time = Duration::from_secs(self.rng.u64(1..40_000));
                self.now.wall = self.now.wall.checked_add(time).unwrap();
                self.real += time;
                if time > Duration::from_secs(11) {
                    self.rules.true_then.clear();
                }
                if self.rng.bool() {
                    self.tell(Event::Wake(Wake::Resume));
                }
            }
            15 => {
                let step = jiff::SignedDuration::from_secs(self.rng.i64(-100_000..100_000));
                self.now.wall = self.now.wall.checked_add(step).unwrap();
                self.rules.clock_set();
            }
            16 => self.disk = !self.disk,
            17 => self.hook_works = !self.hook_works,
            18 => self.tell(Event::Command(Command::Pause(coin))),
            19 => self.tell(Event::Command(Command::ForceUpdate(None))),
            20 => {
                let name = record("nas", "read", Kind::A).name;
                self.rules.named(&name);
                self.tell(Event::Command(Command::ForceUpdate(Some(name))));
            }
            21 => self.tell(Event::Command(if coin { Command::CheckNow } else { Command::Reload })),
            22 => self.drift(),
            _ => self.tell(Event::Command(Command::Quit)),
        }
    }

    fn change_secret(&mut self, account: &str) {
        let secret = self.rng.u64(1..4);
        self.secrets.insert(account.to_owned(), secret);
        self.tell(Event::Command(Command::SecretChanged(account.to_owned())));
    }

    /// Somebody edits a record at the provider.
    fn drift(&mut self) {
        let home = record("home", "told", Kind::A);
        let held = &mut self.accounts.get_mut("told").unwrap().held;
        if held.contains_key(&home) {
            held.insert(home.clone(), vec!["192.0.2.77".parse().unwrap()]);
            self.uncertain.insert(home);
        }
    }

    pub fn play(&mut self) {
        for _ in 0..self.rng.u32(3..40) {
            let time = match self.rng.u8(..40) {
                0 => self.rng.u64(600_000..4_000_000),
                1..=5 => self.rng.u64(20_000..120_000),
                _ => self.rng.u64(1..8_000),
            };
            self.pass(Duration::from_millis(time));
            self.happen();
        }
        self.mend();
        let handled = self.handled;
        // The longest wait is an hour and its jitter, or what was asked for.
        for _ in 0..90 {
            self.pass(Duration::from_secs(60));
            if self.wrong().is_empty() {
                break;
            }
        }
        assert!(self.handled - handled < 12_000, "rule 6: it spins");
        assert_eq!(self.wrong(), Vec::<String>::new(), "rule 6: not everything came right by itself");
    }

    /// The world is in order again, and the person did what was asked of them.
    fn mend(&mut self) {
        self.note(|| "MENDED".to_owned());
        self.online = true;
        self.liar = None;
        self.disk = true;
        self.hook_works = true;
        for truth in self.truth.iter_mut().filter(|(_, truth)| truth.is_none()) {
            *truth.1 = Some(address(truth.0, 5));
        }
        for (name, provider) in &mut self.accounts {
            provider.mood = Mood::Fine;
            // A new secret, which the provider takes: that lifts every stop.
            provider.takes = 10;
            self.secrets.insert(name.clone(), 10);
        }
        loop {
            self.tell(Event::Command(Command::SecretChanged("told".to_owned())));
            let error = self.machine.snapshot(self.now).config.error;
            if error.is_none() {
                break;
            }
        }
        self.tell(Event::Command(Command::Pause(false)));
    }

    /// What is not right yet.
    fn wrong(&self) -> Vec<String> {
        let snapshot = self.machine.snapshot(self.now);
        let mut wrong = Vec::new();
        for view in &snapshot.records {
            let id = RecordId { account: view.account.clone(), name: view.name.clone(), kind: view.kind };
            let truth = self.truth[&Uplink::any(id.kind.family())].unwrap();
            let held = self.accounts[&id.account].held.get(&id);
            let told = self.told.get(&(id.name.clone(), id.kind));
            if !held.is_some_and(|held| held.contains(&truth)) {
                wrong.push(format!("{id:?} holds {held:?} instead of {truth}"));
            }
            if !view.published.contains(&truth) || view.problem.is_some() {
                wrong.push(format!("{view:?}"));
            }
            // What a disk lost that could not be written, hooks may have heard of, or not.
            if !self.forgetful && self.changed.contains(&id) && told != Some(&view.published) {
                wrong.push(format!("hooks know {told:?} of {id:?} instead of {:?}", view.published));
            }
        }
        wrong.extend(self.machine.state().deliveries.iter().map(|delivery| format!("{delivery:?}")));
        wrong
    }
}

/// The `last`th address of an uplink.
fn address(uplink: &Uplink, last: u8) -> IpAddr {
    match (uplink.family, &uplink.line) {
        (Family::V4, Line::Any) => IpAddr::from([198, 41, 0, last]),
        (Family::V4, _) => IpAddr::from([198, 41, 1, last]),
        (Family::V6, _) => IpAddr::from([0x2a00, 0, 0, u16::from(last), 0, 0, 0, 7]),
    }
}
