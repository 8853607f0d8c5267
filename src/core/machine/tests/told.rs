//! What is verified, mended, told to hooks and marked with a trace.

use super::*;

fn with_hook() -> World {
    let mut with = setup(1);
    with.hooks = BTreeMap::from([("chat".to_owned(), HookSetup::default())]);
    let mut world = World::start(with, State::default());
    world.tell(Event::Start);
    world
}

fn deliveries(actions: &[Action]) -> Vec<(u64, Vec<String>)> {
    let delivery = |action: &Action| match action {
        Action::Deliver { number, told, .. } => Some((*number, told.names.iter().map(Name::shown).collect())),
        _ => None,
    };
    actions.iter().filter_map(delivery).collect()
}

impl World {
    /// Every record is served as it was sent.
    fn served(&mut self) -> Vec<Action> {
        let ids: Vec<RecordId> = self.machine.setup().records.keys().cloned().collect();
        let served = |world: &mut Self, id: RecordId| {
            let values = world.machine.state().records[&id].published.clone();
            world.tell(Event::Verified(id, values, Served::Yes))
        };
        ids.into_iter().flat_map(|id| served(self, id)).collect()
    }
}

#[test]
fn hooks_are_told_once_the_change_is_served_and_of_all_names_together() {
    let mut world = with_hook();
    let actions = world.found(7);
    let answered = world.answer(&actions, &Outcome::Changed(vec![ip(1)]));
    assert!(deliveries(&answered).is_empty(), "told before it is served");
    let told = deliveries(&world.served());
    assert_eq!(told, [(1, vec!["home.example.org".to_owned(), "nas.example.org".to_owned()])]);
    world.tell(Event::Delivered("chat".into(), 1, Ok(())));
    assert!(world.machine.state().deliveries.is_empty());
    assert!(matches!(&world.machine.state().history[0].what, What::Told { problem: None, .. }));
}

#[test]
fn a_delivery_that_failed_survives_a_restart_and_is_tried_again() {
    let mut world = with_hook();
    let actions = world.found(7);
    world.answer(&actions, &Outcome::Changed(vec![]));
    world.served();
    world.tell(Event::Delivered("chat".into(), 1, Err(Problem::new(Code::Unreachable))));
    assert_eq!(world.machine.snapshot(world.now).waiting.deliveries, 1);
    let saved = world.saved.clone();
    let mut again = with_hook();
    again.machine = Machine::new(again.machine.setup().clone(), saved, 1);
    assert_eq!(deliveries(&again.tell(Event::Start)).len(), 1, "the network is another one: at once");
}

#[test]
fn what_somebody_else_changed_is_mended_once_an_hour_at_most() {
    let mut world = World::settled(7);
    world.served();
    let id = record("home", "lab");
    let strayed = |world: &mut World| {
        let first = world.tell(Event::Glanced(id.clone(), vec![ip(7)], Served::NotYet(vec![ip(99)])));
        assert!(batches(&first).is_empty(), "one answer alone is not enough");
        world.tell(Event::Glanced(id.clone(), vec![ip(7)], Served::NotYet(vec![ip(99)])))
    };
    let actions = strayed(&mut world);
    let [(_, tasks)] = &batches(&actions)[..] else { panic!("it is not mended") };
    assert_eq!((tasks.len(), &tasks[0].id, &tasks[0].published[..]), (1, &id, &[][..]));
    world.answer(&actions, &Outcome::Changed(vec![ip(99)]));
    world.tell(Event::Verified(id.clone(), vec![ip(7)], Served::Yes));
    world.pass(600);
    assert!(batches(&strayed(&mut world)).is_empty(), "two programs would fight");
}

#[test]
fn one_trace_ties_together_all_that_a_change_caused() {
    let mut world = World::settled(7);
    world.pass(30);
    let actions = world.found(8);
    world.answer(&actions, &Outcome::Changed(vec![ip(7)]));
    let history = &world.machine.state().history;
    let trace = history[0].trace_id.unwrap();
    let of_change = history.iter().filter(|entry| entry.trace_id == Some(trace)).count();
    assert_eq!(of_change, 4, "the address and three records");
    let logged = actions.iter().filter(|a| matches!(a, Action::Log(h) if h.trace == Some(trace))).count();
    assert_eq!(logged, 4, "the address, and each record on its way");
}

#[test]
fn a_provider_that_wants_a_pause_gets_it_and_an_expiring_name_is_refreshed() {
    let mut paced = setup(1);
    for account in paced.accounts.values_mut() {
        account.min_interval = Duration::from_secs(600);
        account.refresh = Some(Duration::from_secs(86_400));
    }
    let mut world = World::start(paced, State::default());
    world.tell(Event::Start);
    let actions = world.found(7);
    world.answer(&actions, &Outcome::Changed(vec![]));
    world.pass(60);
    assert!(batches(&world.found(8)).is_empty(), "two updates within the pause");
    let view = &world.machine.snapshot(world.now).records[0];
    assert_eq!((view.state, view.next_try.is_some()), (RecordState::Waiting, true));
    world.pass(545);
    let actions = world.tell(Event::Deadline);
    assert_eq!(batches(&actions).len(), 2);
    world.answer(&actions, &Outcome::Changed(vec![ip(7)]));
    world.pass(86_000);
    assert!(batches(&world.found(8)).is_empty());
    world.pass(500);
    let refreshed = batches(&world.found(8));
    assert!(refreshed.iter().flat_map(|(_, tasks)| tasks).all(|task| task.force) && refreshed.len() == 2);
}

/// An update with the new address alone had the provider remove the other family's record, which was still
/// believed to be there.
#[test]
fn a_family_that_is_right_comes_along_where_it_would_be_removed_otherwise() {
    let [a, aaaa] = [Kind::A, Kind::Aaaa].map(|kind| RecordId { kind, ..record("home", "lab") });
    let mut both = setup(1);
    both.uplinks.insert(Uplink::any(Family::V6));
    both.records = [&a, &aaaa].map(|id| (id.clone(), RecordSetup::default())).into();
    both.records.insert(record("nas", "lab"), RecordSetup::default());
    for account in both.accounts.values_mut() {
        account.both_families = true;
    }
    let found6 = |last: u16| {
        let address = IpAddr::from([0x2001, 0x0db8, 0, 0, 0, 0, 0, last]);
        let found = Found::Known(address, vec!["a".into(), "b".into()]);
        (address, Event::Detected(Uplink::any(Family::V6), report(found)))
    };
    let sent = |actions: &[Action]| {
        let tasks = batches(actions).into_iter().flat_map(|(_, tasks)| tasks);
        tasks.map(|task| (task.id, task.want.values[0])).collect::<Vec<_>>()
    };
    let mut world = World::start(both, State::default());
    world.tell(Event::Start);
    let actions = world.found(7);
    assert_eq!(sent(&actions), [(a.clone(), ip(7)), (record("nas", "lab"), ip(7))]);
    world.answer(&actions, &Outcome::Changed(vec![]));
    // What is not known yet cannot be said; from then on each brings the other, and no other name.
    let (first, event) = found6(1);
    let actions = world.tell(event);
    assert_eq!(sent(&actions), [(aaaa.clone(), first), (a.clone(), ip(7))]);
    assert!(batches(&actions)[0].1.iter().all(|task| !task.force));
    world.answer(&actions, &Outcome::Unchanged);
    let actions = world.found(8);
    let expected = [(a.clone(), ip(8)), (record("nas", "lab"), ip(8)), (aaaa.clone(), first)];
    assert_eq!(sent(&actions), expected);
    world.answer(&actions, &Outcome::Changed(vec![]));
}

#[test]
fn a_hook_that_was_out_of_order_hears_of_the_last_address_alone() {
    let mut world = with_hook();
    for (last, number) in [(7, 1), (8, 1), (9, 1)] {
        let actions = world.found(last);
        world.answer(&actions, &Outcome::Changed(vec![ip(last - 1)]));
        world.served();
        world.tell(Event::Delivered("chat".into(), number, Err(Problem::new(Code::Outage))));
    }
    let waiting = &world.machine.state().deliveries;
    assert_eq!(waiting.len(), 1);
    assert_eq!((&waiting[0].told.old[..], &waiting[0].told.new[..]), (&[ip(6)][..], &[ip(9)][..]));
}
