//! The machine as stories and under random schedules.

use std::{collections::BTreeSet, net::IpAddr, time::Duration};

use jiff::Timestamp;

use proptest::prelude::*;

use super::{
    super::{
        address::Family,
        message::{Around, Found, Outcome, Reason, Report, Served, Task},
        problem::{Code, Problem},
        record::Kind,
        snapshot::{Overall, RecordState},
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

#[test]
fn a_change_is_one_batch_for_each_account_and_one_toast() {
    let mut world = World::settled(7);
    world.pass(30);
    let actions = world.found(8);
    let sizes: Vec<usize> = batches(&actions).iter().map(|(_, tasks)| tasks.len()).collect();
    assert_eq!(sizes, [2, 1]);
    world.pass(1);
    let told = notices(&world.answer(&actions, &Outcome::Changed(vec![ip(7)])));
    assert!(
        matches!(&told[..],
        [Notice::AddressChanged { old: Some(old), new, names, took, .. }]
            if *old == ip(7) && *new == ip(8) && names.len() == 2 && took.as_secs() == 1),
        "{told:?}"
    );
    assert_eq!(world.machine.snapshot(world.now).state, Overall::Ok);
}

#[test]
fn intent_is_saved_before_the_provider_is_called() {
    let mut world = World::settled(7);
    let actions = world.found(8);
    let save = actions.iter().position(|action| matches!(action, Action::Save(_))).unwrap();
    let apply = actions.iter().position(|action| matches!(action, Action::Apply(..))).unwrap();
    assert!(save < apply);
    assert!(world.saved.records.values().all(|memory| memory.pending == [ip(8)]));
}

#[test]
fn nothing_is_sent_while_nothing_changes() {
    let mut world = World::settled(7);
    for _ in 0..100 {
        world.pass(30);
        assert!(batches(&world.tell(Event::Deadline)).is_empty());
        assert!(batches(&world.found(7)).is_empty());
    }
}

#[test]
fn unknown_is_not_empty() {
    let mut world = World::settled(7);
    world.pass(30);
    let actions = world.lost();
    assert!(batches(&actions).is_empty());
    let snapshot = world.machine.snapshot(world.now);
    assert_eq!(snapshot.state, Overall::Offline);
    assert!(snapshot.records.iter().all(|record| record.published == [ip(7)]));
}

#[test]
fn a_refused_credential_stays_refused_across_a_restart_until_it_changes() {
    let mut world = World::start(setup(1), State::default());
    world.tell(Event::Start);
    let actions = world.found(7);
    let told = notices(&world.answer(&actions, &failed(Code::BadCredential)));
    assert_eq!(told.len(), 2, "one for each account, not for each record: {told:?}");
    for _ in 0..50 {
        world.pass(3600);
        assert!(batches(&world.found(7)).is_empty());
    }
    assert!(batches(&world.tell(Event::Command(Command::ForceUpdate(None)))).is_empty());
    let mut again = World::start(setup(1), world.saved.clone());
    again.tell(Event::Start);
    assert!(batches(&again.found(7)).is_empty(), "the stop did not survive the restart");
    assert_eq!(again.machine.snapshot(again.now).state, Overall::Attention);
    let mut changed = World::start(setup(2), world.saved);
    changed.tell(Event::Start);
    let actions = changed.found(7);
    assert_eq!(batches(&actions).len(), 1, "only the account whose secret changed");
    let told = notices(&changed.answer(&actions, &Outcome::Changed(vec![])));
    assert!(told.iter().any(|notice| matches!(notice, Notice::Recovered { .. })), "{told:?}");
}

#[test]
fn a_stop_waits_for_the_secret_to_be_read_before_it_is_lifted() {
    let mut world = World::start(setup(1), State::default());
    world.tell(Event::Start);
    let actions = world.found(7);
    world.answer(&actions, &failed(Code::BadCredential));
    // After a restart the credential store answers late: nothing is sent on the old refusal.
    let mut unread = setup(1);
    unread.accounts.values_mut().for_each(|account| account.fingerprint = None);
    let mut again = World::start(unread, world.saved);
    again.tell(Event::Start);
    assert!(batches(&again.found(7)).is_empty());
    assert!(batches(&again.tell(Event::Opened("lab".into(), Some(1)))).is_empty(), "the same secret");
    assert_eq!(batches(&again.tell(Event::Opened("other".into(), Some(2)))).len(), 1, "another secret");
}

#[test]
fn a_refusal_of_the_old_secret_does_not_stop_the_new_one() {
    let mut world = World::start(setup(1), State::default());
    world.tell(Event::Start);
    let actions = world.found(7);
    let (account, tasks) = batches(&actions).remove(0);
    assert_eq!(account, "lab");
    // The person stores another secret while the request with the old one is under way.
    world.tell(Event::Opened("lab".into(), Some(2)));
    let outcomes = tasks.iter().map(|task| (task.id.clone(), failed(Code::BadCredential))).collect();
    let actions = world.tell(Event::Applied { account, tried: Some(1), outcomes });
    assert_eq!(batches(&actions).len(), 1, "the new secret is tried at once");
}

#[test]
fn a_batch_under_way_does_not_keep_the_clock_ringing() {
    let mut world = World::start(setup(1), State::default());
    world.tell(Event::Start);
    let actions = world.found(7);
    world.answer(&actions, &failed(Code::Outage));
    world.pass(10);
    assert_eq!(batches(&world.tell(Event::Deadline)).len(), 2);
    let rings = world.tell(Event::Deadline);
    let next = rings.iter().find_map(|a| if let Action::WakeAt(at) = a { Some(*at) } else { None });
    assert!(next.unwrap() >= world.now.mono + Duration::from_secs(1), "{next:?}");
}

#[test]
fn a_configuration_that_cannot_be_read_forgets_nothing() {
    let mut world = World::settled(7);
    world.tell(Event::Configured(Box::default()));
    world.tell(Event::Command(Command::Quit));
    assert_eq!(world.saved.records.len(), 3);
}

#[test]
fn one_stopped_record_does_not_silence_the_others() {
    let mut world = World::start(setup(1), State::default());
    world.tell(Event::Start);
    let actions = world.found(7);
    for (account, tasks) in batches(&actions) {
        let outcome = if account == "lab" { Outcome::Changed(vec![]) } else { failed(Code::NotYours) };
        let outcomes = tasks.iter().map(|task| (task.id.clone(), outcome.clone())).collect();
        world.tell(Event::Applied { account, tried: Some(1), outcomes });
    }
    world.pass(30);
    let actions = world.found(8);
    let told = notices(&world.answer(&actions, &Outcome::Changed(vec![ip(7)])));
    assert!(matches!(&told[..], [Notice::AddressChanged { .. }]), "{told:?}");
}

#[test]
fn pausing_takes_back_what_was_forced() {
    let mut world = World::settled(7);
    world.tell(Event::Command(Command::ForceUpdate(None)));
    world.tell(Event::Command(Command::Pause(true)));
    assert!(batches(&world.found(7)).is_empty());
    world.pass(60);
    let actions = world.tell(Event::Deadline);
    assert!(!actions.iter().any(|action| matches!(action, Action::Detect(..))));
}

#[test]
fn a_clock_set_back_takes_the_waits_with_it() {
    let mut world = World::start(setup(1), State::default());
    world.tell(Event::Start);
    let actions = world.found(7);
    world.answer(&actions, &failed(Code::Outage));
    world.now.wall = world.now.wall.checked_sub(Duration::from_secs(8 * 3600)).unwrap();
    world.pass(10);
    assert_eq!(batches(&world.tell(Event::Deadline)).len(), 2);
}

#[test]
fn a_family_that_this_machine_does_not_have_is_no_trouble() {
    let mut with_v6 = setup(1);
    with_v6.uplinks.insert(Uplink::any(Family::V6));
    let v6 = RecordId { kind: Kind::Aaaa, ..record("home", "lab") };
    with_v6.records.insert(v6, RecordSetup::default());
    let mut world = World::start(with_v6, State::default());
    world.tell(Event::Start);
    let actions = world.found(7);
    world.answer(&actions, &Outcome::Changed(vec![]));
    let found = Found::Unknown(Reason::NoAnswer);
    world.tell(Event::Detected(Uplink::any(Family::V6), report(found)));
    assert_eq!(world.machine.snapshot(world.now).state, Overall::Ok);
}

#[test]
fn retry_after_is_honoured() {
    let mut world = World::start(setup(1), State::default());
    world.tell(Event::Start);
    let actions = world.found(7);
    let problem = Problem::new(Code::RateLimited).retry_after(Some(Duration::from_secs(900)));
    world.answer(&actions, &Outcome::Failed(problem));
    world.pass(899);
    assert!(batches(&world.found(7)).is_empty());
    world.pass(15);
    assert_eq!(batches(&world.tell(Event::Deadline)).len(), 2);
}

#[test]
fn records_that_failed_together_come_back_together() {
    let mut world = World::start(setup(1), State::default());
    world.tell(Event::Start);
    let actions = world.found(7);
    world.answer(&actions, &failed(Code::Outage));
    world.pass(7);
    let sizes: Vec<usize> = batches(&world.tell(Event::Deadline)).iter().map(|(_, t)| t.len()).collect();
    assert_eq!(sizes, [2, 1]);
}

#[test]
fn a_network_change_tries_at_once_what_could_not_be_reached() {
    let mut world = World::settled(7);
    let actions = world.found(8);
    for _ in 0..8 {
        world.answer(&actions, &failed(Code::Unreachable));
        world.pass(1);
    }
    assert!(batches(&world.tell(Event::Deadline)).is_empty());
    let actions = world.tell(Event::Wake(Wake::Network));
    assert_eq!(batches(&actions).len(), 2);
}

#[test]
fn after_sleep_the_address_is_looked_at_at_once() {
    let mut world = World::settled(7);
    world.pass(1);
    world.tell(Event::Deadline);
    // Eight hours on the wall, none on the monotonic clock: suspend.
    world.now.wall = world.now.wall.checked_add(Duration::from_secs(8 * 3600)).unwrap();
    let actions = world.tell(Event::Deadline);
    assert!(actions.iter().any(|action| matches!(action, Action::Detect(_, Some(_)))));
}

#[test]
fn a_wait_set_while_the_clock_was_wrong_does_not_last_for_years() {
    let mut world = World::settled(7);
    world.now.wall = world.now.wall.checked_add(Duration::from_secs(10 * 365 * 86_400)).unwrap();
    let actions = world.found(8);
    world.answer(&actions, &failed(Code::Outage));
    world.now.wall = Timestamp::from_second(1_800_000_100).unwrap();
    world.pass(10);
    assert_eq!(batches(&world.tell(Event::Deadline)).len(), 2);
}

#[test]
fn a_flapping_address_is_one_toast_not_fifty() {
    let mut world = World::settled(7);
    let mut told = Vec::new();
    for round in 0..50 {
        world.pass(5);
        let actions = world.found(if round % 2 == 0 { 8 } else { 9 });
        told.extend(notices(&world.answer(&actions, &Outcome::Changed(vec![]))));
    }
    let plain = told.iter().filter(|notice| matches!(notice, Notice::AddressChanged { .. })).count();
    let flapping = told.iter().filter(|notice| matches!(notice, Notice::Flapping { .. })).count();
    assert!(plain <= 2 && flapping == 1, "{plain} and {flapping}");
}

#[test]
fn paused_means_that_nothing_is_asked_and_nothing_sent_and_survives() {
    let mut world = World::settled(7);
    world.tell(Event::Command(Command::Pause(true)));
    world.pass(60);
    let actions = world.tell(Event::Deadline);
    assert!(!actions.iter().any(|a| matches!(a, Action::Detect(..) | Action::Apply(..))));
    let mut again = World::start(setup(1), world.saved);
    let actions = again.tell(Event::Start);
    assert!(!actions.iter().any(|a| matches!(a, Action::Detect(..))));
    assert_eq!(again.machine.snapshot(again.now).state, Overall::Paused);
    let actions = again.tell(Event::Command(Command::Pause(false)));
    assert!(actions.iter().any(|a| matches!(a, Action::Detect(..))));
}

#[test]
fn force_sends_what_seems_right() {
    let mut world = World::settled(7);
    world.pass(1);
    world.tell(Event::Command(Command::ForceUpdate(Some(record("home", "lab").name))));
    let batches = batches(&world.found(7));
    let forced: usize = batches.iter().flat_map(|(_, tasks)| tasks).filter(|task| task.force).count();
    assert_eq!(forced, 2, "both records of that name");
}

#[test]
fn a_value_that_may_have_arrived_is_not_taken_for_the_published_one() {
    let mut world = World::settled(7);
    let actions = world.found(8);
    world.answer(&actions, &failed(Code::TimedOut));
    world.pass(60);
    let batches = batches(&world.found(7));
    assert!(batches.iter().flat_map(|(_, tasks)| tasks).all(|task| task.published.is_empty()));
    assert_eq!(batches.len(), 2, "the old address is sent again, because the new one may be there");
}

#[test]
fn one_account_that_hangs_delays_no_other() {
    let mut world = World::settled(7);
    let actions = world.found(8);
    let hanging = batches(&actions)[0].0.clone();
    assert_eq!(hanging, "lab");
    let outcomes = vec![(record("home", "other"), Outcome::Changed(vec![]))];
    world.tell(Event::Applied { account: "other".into(), tried: Some(1), outcomes });
    world.pass(5);
    let sent: Vec<String> = batches(&world.found(9)).into_iter().map(|(account, _)| account).collect();
    assert_eq!(sent, ["other"]);
}

#[test]
fn name_servers_are_asked_until_they_serve_it() {
    let mut world = World::settled(7);
    let id = record("nas", "lab");
    for _ in 0..3 {
        world.pass(2);
        let actions = world.tell(Event::Verified(id.clone(), vec![ip(7)], Served::NotYet(vec![ip(1)])));
        assert!(actions.iter().any(|action| matches!(action, Action::Verify(..))));
    }
    let actions = world.tell(Event::Verified(id.clone(), vec![ip(7)], Served::Yes));
    assert!(actions.contains(&Action::FlushDnsCache));
    let snapshot = world.machine.snapshot(world.now);
    let view = snapshot.records.iter().find(|view| view.name == id.name).unwrap();
    assert_eq!((view.served, view.state), (Some(true), RecordState::Ok));
}

/// What happens in a random schedule.
#[derive(Clone, Debug)]
enum Happens {
    Found(u8),
    Lost,
    Answer(usize, u8),
    Pass(u64),
    Sleep(u64),
    Command(u8),
    Crash,
}

fn happens() -> impl Strategy<Value = Happens> {
    prop_oneof![
        (1_u8..5).prop_map(Happens::Found),
        Just(Happens::Lost),
        (0_usize..4, 0_u8..7).prop_map(|(which, how)| Happens::Answer(which, how)),
        (1_u64..4000).prop_map(Happens::Pass),
        (1_u64..40_000).prop_map(Happens::Sleep),
        (0_u8..5).prop_map(Happens::Command),
        Just(Happens::Crash),
    ]
}

const OUTCOMES: [Option<Code>; 7] = [
    None,
    None,
    Some(Code::BadCredential),
    Some(Code::Outage),
    Some(Code::TimedOut),
    Some(Code::NotYours),
    Some(Code::RateLimited),
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// The rules under random schedules with crashes, sleep and every kind of answer.
    #[test]
    fn the_rules_hold_under_any_schedule(schedule in proptest::collection::vec(happens(), 1..80)) {
        let mut world = World::start(setup(1), State::default());
        let mut open: Vec<(String, Vec<Task>)> = Vec::new();
        let mut known: Option<u8> = None;
        let mut actions = world.tell(Event::Start);
        for happening in schedule {
            for (account, tasks) in batches(&actions) {
                prop_assert!(!open.iter().any(|(busy, _)| *busy == account), "two batches at once for {account}");
                for task in &tasks {
                    // Rules 1 and 2: only what is known now is sent.
                    prop_assert_eq!(&task.want.values, &vec![ip(known.unwrap())]);
                    // Rule 3: nothing is sent against a stop.
                    let stopped = world.saved.accounts.get(&account).and_then(|m| m.trouble.as_ref());
                    prop_assert!(!stopped.is_some_and(|t| matches!(t.waits, Waits::Change(_))), "sent against a stop");
                    // Rule 4: it is on disk as work under way.
                    prop_assert_eq!(&world.saved.records[&task.id].pending, &vec![ip(known.unwrap())]);
                }
                open.push((account, tasks));
            }
            let wakes = actions.iter().filter_map(|a| match a { Action::WakeAt(at) => Some(*at), _ => None });
            // Rule 6: there is always a next time, and it is not far.
            prop_assert!(wakes.clone().all(|at| at > world.now.mono && at <= world.now.mono + Duration::from_secs(60)));
            prop_assert!(wakes.count() > 0 || actions.is_empty());
            actions = match happening {
                Happens::Found(last) => { known = Some(last); world.found(last) }
                Happens::Lost => { known = None; world.lost() }
                Happens::Pass(seconds) => { world.pass(seconds); world.tell(Event::Deadline) }
                Happens::Sleep(seconds) => {
                    world.now.wall = world.now.wall.checked_add(Duration::from_secs(seconds)).unwrap();
                    world.tell(Event::Deadline)
                }
                Happens::Command(0) => world.tell(Event::Command(Command::CheckNow)),
                Happens::Command(1) => world.tell(Event::Command(Command::ForceUpdate(None))),
                Happens::Command(2) => world.tell(Event::Command(Command::Pause(true))),
                Happens::Command(_) => world.tell(Event::Command(Command::Pause(false))),
                Happens::Answer(which, how) => {
                    if open.is_empty() { Vec::new() } else {
                        let (account, tasks) = open.remove(which % open.len());
                        let outcome = OUTCOMES[usize::from(how)].map_or(Outcome::Changed(vec![]), failed);
                        let outcomes = tasks.iter().map(|task| (task.id.clone(), outcome.clone())).collect();
                        let tried = Some(1);
                        world.tell(Event::Applied { account, tried, outcomes })
                    }
                }
                Happens::Crash => {
                    let json = serde_json::to_string(&world.saved).unwrap();
                    let now = world.now;
                    world = World::start(setup(1), serde_json::from_str(&json).unwrap());
                    world.now = Now { mono: Duration::ZERO, wall: now.wall };
                    open.clear();
                    known = None;
                    world.tell(Event::Start)
                }
            };
        }
    }
}

#[test]
fn two_looks_that_are_due_about_the_same_time_cost_one_wakeup() {
    let uplinks = Family::ALL.map(Uplink::any);
    let mut machine =
        Machine::new(Setup { uplinks: uplinks.clone().into(), ..setup(1) }, State::default(), 11);
    let mut now = Now { mono: Duration::ZERO, wall: Timestamp::from_second(1_800_000_000).unwrap() };
    let found = |uplink: &Uplink| {
        let address = if uplink.family == Family::V4 { ip(1) } else { "2606:4700::7".parse().unwrap() };
        let found = Found::Known(address, vec!["one".to_owned()]);
        Event::Detected(uplink.clone(), Report { found, answers: Vec::new(), around: Around::default() })
    };
    let mut event = Event::Start;
    for wakeup in 0..200 {
        let actions = machine.handle(now, event);
        let looks = actions.iter().filter(|action| matches!(action, Action::Detect(..))).count();
        assert_eq!(looks, 2, "wakeup {wakeup} at {:?}", now.mono);
        let mut wake_at = None;
        for uplink in &uplinks {
            for action in machine.handle(now, found(uplink)) {
                assert!(!matches!(action, Action::Detect(..)), "wakeup {wakeup}");
                if let Action::WakeAt(at) = action {
                    wake_at = Some(at);
                }
            }
        }
        let wait = wake_at.unwrap().saturating_sub(now.mono);
        now = Now { mono: now.mono + wait, wall: now.wall.checked_add(wait).unwrap() };
        event = Event::Deadline;
    }
    assert!(now.mono > Duration::from_secs(60 * 60), "not more often for it: {:?}", now.mono);
}

#[test]
fn a_batch_with_the_old_secret_does_not_lift_the_stop_of_the_new_one() {
    let mut machine = Machine::new(setup(1), State::default(), 5);
    let now = Now { mono: Duration::ZERO, wall: Timestamp::from_second(1_800_000_000).unwrap() };
    let found = Found::Known(ip(1), vec!["one".to_owned()]);
    let report = Report { found, answers: Vec::new(), around: Around::default() };
    let sent = |actions: &[Action]| {
        actions.iter().any(|action| matches!(action, Action::Apply(account, _) if account == "lab"))
    };
    let outcomes = |outcome: Outcome| ["home", "nas"].map(|host| (record(host, "lab"), outcome.clone()));
    let applied = |tried, outcome| Event::Applied {
        account: "lab".to_owned(),
        tried: Some(tried),
        outcomes: outcomes(outcome).into(),
    };
    machine.handle(now, Event::Start);
    assert!(sent(&machine.handle(now, Event::Detected(Uplink::any(Family::V4), report.clone()))));
    // While that is under way the secret is changed; the new one is not read yet.
    let mut changed = setup(0);
    changed.accounts.insert("lab".to_owned(), AccountSetup::default());
    machine.handle(now, Event::Configured(Box::new(changed)));
    machine.handle(now, applied(1, Outcome::Unchanged));
    machine.handle(now, Event::Command(Command::ForceUpdate(None)));
    // One look is under way, and the one that was asked for follows it.
    let mut looked = || machine.handle(now, Event::Detected(Uplink::any(Family::V4), report.clone()));
    assert!(sent(&looked()) || sent(&looked()));
    let refused = Outcome::Failed(Problem::new(Code::BadCredential));
    assert!(!sent(&machine.handle(now, applied(2, refused))), "the refused secret was sent again");
    assert!(!sent(&machine.handle(now, Event::Opened("lab".to_owned(), Some(2)))));
    assert!(!sent(&machine.handle(now, Event::Detected(Uplink::any(Family::V4), report))));
    assert!(sent(&machine.handle(now, Event::Opened("lab".to_owned(), Some(3)))));
}
