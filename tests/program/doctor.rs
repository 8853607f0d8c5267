//! `doctor`: it finds what is wrong, says what to do, changes nothing and ends in time.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::{
    room::{Ran, Room, SECRET, until},
    server::{Fault, Server, reply},
    service::{Echo, Kind, Service, config},
};

/// A machine whose record is published.
fn bench(kind: Kind) -> (Room, Service, [Echo; 2]) {
    let (room, service) = (Room::new(), Service::new(kind));
    let sources = [Echo::new("203.0.113.7\n"), Echo::new("203.0.113.7\n")];
    room.config(config(&[&sources[0], &sources[1]], &service.account()));
    room.run(&["once"]).ended(0, &[]);
    (room, service, sources)
}

/// The findings of one kind: how they are, and what is said.
#[track_caller]
fn findings(ran: &Ran, check: &str) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let json = ran.json();
    assert_eq!(json["version"], 1);
    let list = json["findings"].as_array().unwrap().iter();
    list.filter(|f| f["check"] == check).map(|f| (text(&f["level"]), text(&f["said"]))).collect()
}

#[track_caller]
fn finds(ran: &Ran, check: &str, level: &str, words: &str) {
    let found = findings(ran, check);
    assert!(found.iter().any(|(l, said)| l == level && said.contains(words)), "{check}: {found:?}");
}

#[test]
fn a_healthy_machine_is_told_so_and_nothing_is_changed() {
    let (room, service, _sources) = bench(Kind::Cloudflare);
    let before = service.server.hits();
    let ran = room.run(&["doctor", "--json"]);
    ran.ended(0, &[]);
    finds(&ran, "configuration", "good", "1 account(s), 1 record(s)");
    finds(&ran, "program", "attention", "not running");
    finds(&ran, "state", "good", "can be written");
    finds(&ran, "hosts", "good", "hosts file");
    finds(&ran, "events", "good", "Network changes");
    finds(&ran, "address", "good", "203.0.113.7: 2 of 2 sources");
    finds(&ran, "secret", "good", "lab");
    finds(&ran, "account", "good", "zone lab.example was read");
    finds(&ran, "served", "good", "nowhere public");
    assert_eq!(findings(&ran, "source").len(), 2);
    assert!(service.server.hits() > before, "the account was not asked");
    assert_eq!(service.given(), ["203.0.113.7"], "something was written");
    assert!(!ran.seen().contains(SECRET));
    // The folder is as it was: its own trial file is gone.
    let left = std::fs::read_dir(room.dir.join("state")).unwrap();
    assert!(left.flatten().all(|entry| !entry.file_name().to_string_lossy().contains("doctor")));
    room.run(&["doctor"]).ended(0, &["good       ", "Nothing needs you now"]);
}

#[test]
fn what_needs_a_person_is_bad_and_3() {
    let (room, service, _sources) = bench(Kind::Cloudflare);
    room.secret("another-token");
    let ran = room.run(&["doctor", "--json"]);
    ran.ended(3, &["write it into"]);
    finds(&ran, "account", "bad", "lab");
    assert_eq!(ran.json()["verdict"], "bad");
    assert!(!ran.seen().contains("another-token"));

    std::fs::remove_file(room.dir.join("secret")).unwrap();
    let before = service.server.hits();
    let ran = room.run(&["doctor", "--json"]);
    ran.ended(3, &[]);
    finds(&ran, "secret", "bad", "write it into");
    assert_eq!(service.server.hits(), before, "asked without a secret");

    room.config("version = 1\nadress = 3\n").run(&["doctor"]).ended(3, &["bad        ", "fingerpost check"]);
    std::fs::remove_file(room.dir.join("config.toml")).unwrap();
    let ran = room.run(&["--config", "gone.toml", "doctor"]);
    ran.ended(3, &["fingerpost init"]);
}

#[test]
fn a_service_that_can_only_be_told_is_not_asked() {
    let (room, service, _sources) = bench(Kind::Dyndns2);
    let before = service.server.hits();
    let ran = room.run(&["doctor", "--json"]);
    ran.ended(0, &[]);
    finds(&ran, "account", "good", "without changing something");
    assert_eq!(service.server.hits(), before);
}

#[test]
fn a_source_that_lies_and_one_that_fails_are_named() {
    let (room, _service, sources) = bench(Kind::Dyndns2);
    sources[1].says("203.0.113.66\n");
    let ran = room.run(&["doctor", "--json"]);
    ran.ended(0, &[]);
    finds(&ran, "address", "attention", "disagree");
    sources[1].says("<html>203.0.113.66</html>");
    let ran = room.run(&["doctor", "--json"]);
    finds(&ran, "source", "attention", "not what this service should say");
    finds(&ran, "source", "good", "203.0.113.7");
}

#[test]
fn a_clock_that_is_off_is_told() {
    for (date, level, words) in [
        ("Sat, 01 Jan 2022 00:00:00 GMT".to_owned(), "attention", "s off"),
        (jiff::fmt::rfc2822::to_string(&jiff::Zoned::now()).unwrap(), "good", "The clock is right"),
        ("soon".to_owned(), "attention", "did not tell the time"),
    ] {
        let (room, service) = (Room::new(), Service::new(Kind::Dyndns2));
        let clock = Server::start(move |_| reply(200, "203.0.113.7\n").with("Date", date.clone()));
        let other = Echo::new("203.0.113.7\n");
        let text = config(&[&other], &service.account());
        let url = format!("\"{}/?token=hunter3\", \"http", clock.url());
        room.config(text.replacen("\"http", &url, 1));
        let ran = room.run(&["doctor", "--json"]);
        ran.ended(0, &[]);
        finds(&ran, "clock", level, words);
        assert!(!ran.seen().contains("hunter3"));
    }
}

#[test]
fn the_running_program_is_found_in_chinese_too() {
    let (room, _service, _sources) = bench(Kind::Dyndns2);
    let room = room.chinese();
    let _running = room.start(&["run"]);
    until(Duration::from_secs(20), || {
        let ran = room.run(&["doctor", "--json"]);
        findings(&ran, "program").contains(&("good".to_owned(), running())).then_some(())
    });
    room.run(&["doctor"]).ended(0, &["正常  ", "正在运行"]);
}

fn running() -> String {
    format!("Fingerpost {} 正在运行并能应答。", env!("CARGO_PKG_VERSION"))
}

#[test]
fn nothing_that_hangs_keeps_it_longer_than_20_seconds() {
    let (room, service, sources) = bench(Kind::Cloudflare);
    service.server.fault(Some(Fault::HangBeforeAnswer));
    sources[0].server.fault(Some(Fault::HangMidBody));
    let started = Instant::now();
    let ran = room.run(&["doctor", "--json"]);
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
    ran.ended(0, &[]);
    finds(&ran, "account", "attention", "did not answer in time");
    finds(&ran, "source", "attention", "did not answer in time");
}
