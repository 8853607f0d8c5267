//! Several lines, hosts under the same prefix, and publishing at home alone.

use super::*;

fn over(line: &str) -> Uplink {
    Uplink::new(line.parse().unwrap(), Family::V4)
}

fn only(setup: RecordSetup) -> Setup {
    let uplinks = setup.via.iter().map(|line| Uplink::new(line.clone(), Family::V4)).collect();
    let records = BTreeMap::from([(record("home", "lab"), setup)]);
    Setup { uplinks, records, ..super::setup(1) }
}

fn with_spare() -> World {
    let via = vec!["interface:wan2".parse().unwrap(), "interface:wan1".parse().unwrap()];
    let mut world = World::start(only(RecordSetup { via, ..RecordSetup::default() }), State::default());
    world.tell(Event::Start);
    world
}

impl World {
    fn found_over(&mut self, line: &str, last: u8) -> Vec<Action> {
        let found = Found::Known(ip(last), vec!["a".into()]);
        self.tell(Event::Detected(over(line), report(found)))
    }

    fn lost_over(&mut self, line: &str) -> Vec<Action> {
        self.tell(Event::Detected(over(line), report(Found::Unknown(Reason::NoAnswer))))
    }
}

fn sent(actions: &[Action]) -> Vec<IpAddr> {
    batches(actions).into_iter().flat_map(|(_, tasks)| tasks).flat_map(|task| task.want.values).collect()
}

#[test]
fn the_preferred_line_is_waited_for_at_the_start() {
    let mut world = with_spare();
    assert!(sent(&world.found_over("interface:wan1", 1)).is_empty());
    assert_eq!(sent(&world.found_over("interface:wan2", 2)), [ip(2)]);
}

#[test]
fn a_line_that_fails_twice_gives_way_and_is_returned_to() {
    let mut world = with_spare();
    world.found_over("interface:wan1", 1);
    let actions = world.found_over("interface:wan2", 2);
    world.answer(&actions, &Outcome::Changed(vec![]));
    assert!(sent(&world.lost_over("interface:wan2")).is_empty(), "one look may have been lost on the way");
    let actions = world.lost_over("interface:wan2");
    assert_eq!(sent(&actions), [ip(1)]);
    world.answer(&actions, &Outcome::Changed(vec![ip(2)]));
    assert_eq!(sent(&world.found_over("interface:wan2", 2)), [ip(2)]);
}

#[test]
fn hosts_share_the_prefix_and_follow_together() {
    let hosts = vec![crate::core::host::Host::Own, "::10".parse().unwrap()];
    let id = RecordId { kind: Kind::Aaaa, ..record("home", "lab") };
    let uplinks = BTreeSet::from([Uplink::any(Family::V6)]);
    let records = BTreeMap::from([(id, RecordSetup { hosts, ..RecordSetup::default() })]);
    let mut world = World::start(Setup { uplinks, records, ..super::setup(1) }, State::default());
    world.tell(Event::Start);
    let found = Found::Known("2a00:1:2:3::7".parse().unwrap(), vec!["a".into()]);
    let actions = world.tell(Event::Detected(Uplink::any(Family::V6), report(found)));
    let both: Vec<IpAddr> = ["2a00:1:2:3::7", "2a00:1:2:3::10"].map(|ip| ip.parse().unwrap()).into();
    assert_eq!(sent(&actions), both);
    world.answer(&actions, &Outcome::Changed(vec![]));
    assert_eq!(world.machine.snapshot(world.now).records[0].published, both);
}

#[test]
fn away_from_home_nothing_is_published_and_what_is_stays() {
    let home: crate::core::place::Place = "ssid:Home".parse().unwrap();
    let only_at = BTreeSet::from([home.clone()]);
    let mut setup = only(RecordSetup { only_at, ..RecordSetup::default() });
    setup.uplinks = BTreeSet::from([Uplink::any(Family::V4)]);
    let mut world = World::start(setup, State::default());
    world.tell(Event::Start);
    let at = |last: u8, places: &[&crate::core::place::Place]| {
        let found = Found::Known(ip(last), vec!["a".into()]);
        let around =
            Around { places: places.iter().map(|place| (*place).clone()).collect(), ..Around::default() };
        Event::Detected(Uplink::any(Family::V4), Report { found, answers: vec![], around })
    };
    let actions = world.tell(at(7, &[&home]));
    world.answer(&actions, &Outcome::Changed(vec![]));
    assert!(sent(&world.tell(at(8, &[]))).is_empty(), "published from a hotel");
    let view = &world.machine.snapshot(world.now).records[0];
    assert_eq!((view.state, &view.published[..]), (RecordState::Elsewhere, &[ip(7)][..]));
    assert!(matches!(world.machine.state().history[0].what, What::Withheld { why: Withheld::Elsewhere, .. }));
    assert!(sent(&world.tell(Event::Command(Command::ForceUpdate(None)))).is_empty(), "forced from a hotel");
    assert_eq!(sent(&world.tell(at(9, &[&home]))), [ip(9)]);
}

#[test]
fn the_dead_addresses_of_many_hosts_are_still_ours() {
    let hosts: Vec<_> = (1..=20).map(|n| format!("::{n}").parse().unwrap()).collect();
    let id = RecordId { kind: Kind::Aaaa, ..record("home", "lab") };
    let uplinks = BTreeSet::from([Uplink::any(Family::V6)]);
    let records = BTreeMap::from([(id.clone(), RecordSetup { hosts, ..RecordSetup::default() })]);
    let mut world = World::start(Setup { uplinks, records, ..super::setup(1) }, State::default());
    world.tell(Event::Start);
    let found = |prefix: &str| {
        let address = format!("2a00:1:2:{prefix}::7").parse().unwrap();
        Event::Detected(Uplink::any(Family::V6), report(Found::Known(address, vec!["a".into()])))
    };
    let actions = world.tell(found("a"));
    world.answer(&actions, &Outcome::Changed(vec![]));
    let published = world.saved.records[&id].published.clone();
    for prefix in ["b", "c", "d", "e"] {
        let actions = world.tell(found(prefix));
        world.answer(&actions, &failed(Code::Outage));
        world.pass(4000);
    }
    let actions = world.tell(found("f"));
    let ours = &batches(&actions)[0].1[0].want.ours;
    assert!(published.iter().all(|value| ours.contains(value)), "dead addresses would stay for ever");
}
