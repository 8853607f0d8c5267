//! What follows a change of address, and what does not.

use super::*;

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
fn a_configuration_that_cannot_be_read_forgets_nothing() {
    let mut world = World::settled(7);
    world.tell(Event::Configured(Box::default()));
    world.tell(Event::Command(Command::Quit));
    assert_eq!(world.saved.records.len(), 3);
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
