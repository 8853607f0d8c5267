//! Refusals, failures, pauses and the waits between tries.

use super::*;

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
fn nothing_is_sent_while_nothing_changes() {
    let mut world = World::settled(7);
    for _ in 0..100 {
        world.pass(30);
        assert!(batches(&world.tell(Event::Deadline)).is_empty());
        assert!(batches(&world.found(7)).is_empty());
    }
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
    assert!(batches(&world.tell(Event::Deadline)).is_empty(), "not before the address was looked at again");
    assert_eq!(batches(&world.found(7)).len(), 2);
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
    assert!(
        batches(&world.tell(Event::Wake(Wake::Network))).is_empty(),
        "the address may be another one now"
    );
    assert_eq!(batches(&world.found(8)).len(), 2);
}

#[test]
fn a_wait_set_while_the_clock_was_wrong_does_not_last_for_years() {
    let mut world = World::settled(7);
    world.now.wall = world.now.wall.checked_add(Duration::from_secs(10 * 365 * 86_400)).unwrap();
    let actions = world.found(8);
    world.answer(&actions, &failed(Code::Outage));
    world.now.wall = Timestamp::from_second(1_800_000_100).unwrap();
    world.pass(10);
    assert_eq!(batches(&world.found(8)).len(), 2);
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
fn what_is_forced_while_paused_is_not_sent_and_not_remembered() {
    let mut world = World::settled(7);
    world.tell(Event::Command(Command::Pause(true)));
    world.pass(1);
    for name in [None, Some(record("home", "lab").name)] {
        let mut actions = world.tell(Event::Command(Command::ForceUpdate(name)));
        // The answer of a look that was under way brings nothing about either.
        actions.extend(world.found(8));
        assert!(!actions.iter().any(|a| matches!(a, Action::Detect(..) | Action::Apply(..))), "{actions:?}");
    }
    world.tell(Event::Command(Command::Pause(false)));
    let tasks = batches(&world.found(7)).into_iter().flat_map(|(_, tasks)| tasks);
    assert_eq!(tasks.filter(|task| task.force).count(), 0);
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
fn a_record_that_was_right_does_not_lift_the_stop_that_another_one_met() {
    let mut world = World::start(setup(1), State::default());
    world.tell(Event::Start);
    world.found(7);
    let outcomes = vec![
        (record("home", "lab"), Outcome::Unchanged),
        (record("nas", "lab"), failed(Code::BadCredential)),
    ];
    let actions = world.tell(Event::Applied { account: "lab".into(), tried: Some(1), outcomes });
    assert!(batches(&actions).is_empty());
    assert!(world.saved.accounts["lab"].trouble.is_some());
}

#[test]
fn a_refusal_does_not_take_away_the_doubt_about_the_try_before_it() {
    let mut world = World::settled(7);
    let actions = world.found(8);
    world.answer(&actions, &failed(Code::TimedOut));
    world.pass(60);
    let actions = world.tell(Event::Deadline);
    world.answer(&actions, &failed(Code::NotYours));
    assert!(
        world.saved.records.values().all(|memory| memory.published.is_empty() && !memory.pending.is_empty())
    );
}

#[test]
fn what_an_account_was_opened_with_before_a_reload_is_not_taken_for_what_it_is_now() {
    let mut world = World::settled(7);
    let actions = world.found(8);
    let mut unread = setup(1);
    unread.accounts.values_mut().for_each(|account| account.fingerprint = None);
    world.tell(Event::Configured(Box::new(unread)));
    world.answer(&actions, &Outcome::Changed(vec![ip(7)]));
    assert!(world.machine.setup().accounts.values().all(|account| account.fingerprint.is_none()));
}

#[test]
fn a_wait_is_never_longer_than_it_was_meant_to_be_whatever_the_clock_did() {
    let mut world = World::settled(7);
    let actions = world.found(8);
    world.answer(&actions, &failed(Code::Outage));
    // Ended, the clock set back by a day, started again.
    let wall = world.now.wall.checked_sub(Duration::from_secs(86_400)).unwrap();
    let mut again = World::start(setup(1), world.saved);
    again.now.wall = wall;
    again.tell(Event::Start);
    let next = again.machine.snapshot(again.now).records.iter().filter_map(|view| view.next_try).max();
    assert!(next.is_none_or(|next| next <= wall.checked_add(Duration::from_secs(72 * 60)).unwrap()));
}

#[test]
fn records_of_a_configuration_that_was_emptied_ring_no_clock() {
    let mut world = World::settled(7);
    let actions = world.found(8);
    world.answer(&actions, &failed(Code::Outage));
    world.tell(Event::Configured(Box::default()));
    world.pass(3600);
    let rings = world.tell(Event::Deadline);
    let next = rings.iter().find_map(|a| if let Action::WakeAt(at) = a { Some(*at) } else { None });
    assert!(next.unwrap() >= world.now.mono + Duration::from_secs(1), "{next:?}");
}
