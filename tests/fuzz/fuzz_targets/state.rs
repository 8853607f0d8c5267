//! A state file, and the machine that starts from it.
#![no_main]

use std::time::Duration;

use fingerpost::{
    core::{
        address::Family,
        line::Uplink,
        machine::{AccountSetup, Machine, RecordSetup, Setup},
        message::{Around, Event, Found, Now, Report},
        record::{Kind, Name, RecordId},
    },
    store::parse,
};
use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(state) = parse(bytes) else { return };
    let written = serde_json::to_vec(&state).expect("what was read can be written");
    assert_eq!(parse(&written).ok().as_ref(), Some(&state));

    let name = Name::parse("home.example.org").expect("a name");
    let id = RecordId { account: "lab".to_owned(), name, kind: Kind::A };
    let mut records = state.records.keys().cloned().take(20).collect::<Vec<_>>();
    records.push(id);
    let account = AccountSetup { fingerprint: Some(7), ..AccountSetup::default() };
    let setup = Setup {
        uplinks: Family::ALL.map(Uplink::any).into(),
        interval: Duration::from_secs(30),
        accounts: records.iter().map(|id| (id.account.clone(), account.clone())).collect(),
        records: records.into_iter().map(|id| (id, RecordSetup::default())).collect(),
        ..Setup::default()
    };
    let mut machine = Machine::new(setup, state, 1);
    let mut mono = Duration::ZERO;
    let mut now = || {
        mono += Duration::from_secs(20);
        Now { mono, wall: Timestamp::constant(1_700_000_000, 0) }
    };
    machine.handle(now(), Event::Start);
    let found = Found::Known([203, 0, 113, 7].into(), vec!["a".to_owned()]);
    let report = Report { found, answers: Vec::new(), around: Around::default() };
    machine.handle(now(), Event::Detected(Uplink::any(Family::V4), report));
    machine.handle(now(), Event::Deadline);
    let kept = serde_json::to_vec(machine.state()).expect("a state can be written");
    assert_eq!(parse(&kept).ok().as_ref(), Some(machine.state()));
});
