//! Address sources that are away, hang, flood or lie: what is published stays, nothing false follows, and
//! the next look after the fault is over is right.

use std::thread::scope;

use crate::{
    room::Room,
    server::{Fault, Server, reply},
    service::{Echo, Kind, Service, config},
};

const LOGIN: &str = "<html><body>Your address 203.0.113.66 must log in first.</body></html>";

struct Bench {
    room: Room,
    service: Service,
    good: Echo,
    bad: Echo,
}

impl Bench {
    /// 203.0.113.7 is published.
    fn new() -> Self {
        let (room, service) = (Room::new(), Service::new(Kind::Dyndns2));
        let (good, bad) = (Echo::new("203.0.113.7\n"), Echo::new("203.0.113.7\n"));
        room.config(config(&[&good, &bad], &service.account()));
        room.run(&["once"]).ended(0, &[]);
        assert_eq!(service.given(), ["203.0.113.7"]);
        Self { room, service, good, bad }
    }

    /// The address changes while one of the two sources is faulty: nobody confirms it, nothing is sent.
    #[track_caller]
    fn is_not_fooled(&self, words: &[&str]) {
        self.good.says("203.0.113.8\n");
        self.room.run(&["once"]).ended(1, &[]);
        self.room.run(&["address"]).ended(1, words).ended(1, &["203.0.113.8"]);
        assert_eq!(self.service.given(), ["203.0.113.7"]);
        assert_eq!(self.room.published(), ["203.0.113.7"]);
    }

    #[track_caller]
    fn follows(&self) {
        self.bad.server.fault(None);
        self.bad.says("203.0.113.8\n");
        self.room.run(&["once"]).ended(0, &["203.0.113.8"]);
        assert_eq!(self.service.given(), ["203.0.113.7", "203.0.113.8"]);
    }
}

#[test]
fn a_source_that_fails_in_any_way_confirms_nothing() {
    let say = |status, body: &str| Fault::Say(reply(status, body));
    let faults: Vec<(Fault, &[&str])> = vec![
        (Fault::Reset, &["cannot be reached"]),
        (Fault::HangBeforeAnswer, &["did not answer in time"]),
        (Fault::HangAfterHeaders, &["did not answer in time"]),
        (Fault::HangMidBody, &["did not answer in time"]),
        (Fault::Half, &["not what this service should say"]),
        (Fault::Flood(50 << 20), &["longer than 4096 bytes"]),
        (say(200, LOGIN), &["not one address", "log-in page"]),
        (say(200, ""), &["not one address"]),
        (say(200, "203.0.113.8 203.0.113.9"), &["not one address"]),
        (Fault::Say(reply(200, vec![0xfe; 20])), &["not text"]),
        (say(401, "203.0.113.8"), &["status 401"]),
        (say(403, "203.0.113.8"), &["status 403"]),
        (say(404, "203.0.113.8"), &["status 404"]),
        (Fault::Say(reply(429, "203.0.113.8").with("Retry-After", "60")), &["asks for fewer requests"]),
        (say(500, "203.0.113.8"), &["status 500"]),
        (say(503, "203.0.113.8"), &["status 503"]),
        (say(200, "10.0.0.1"), &["10.0.0.1"]),
        (say(200, "100.64.0.1"), &["100.64.0.1"]),
        (say(200, "2001:db8::1"), &["2001:db8::1"]),
    ];
    scope(|scope| {
        for (fault, words) in faults {
            scope.spawn(move || {
                println!("{fault:?}");
                let bench = Bench::new();
                bench.bad.server.fault(Some(fault));
                bench.is_not_fooled(words);
                bench.follows();
            });
        }
    });
}

#[test]
fn a_source_that_refuses_connections_confirms_nothing() {
    let bench = Bench::new();
    bench.bad.server.close();
    bench.is_not_fooled(&["cannot be reached"]);
    bench.bad.server.open();
    bench.follows();
}

#[test]
fn a_source_that_redirects_to_a_login_page_is_not_followed() {
    let bench = Bench::new();
    let login = Server::start(|_| reply(200, "203.0.113.8"));
    let there = format!("{}/login", login.url());
    bench.bad.server.fault(Some(Fault::Say(reply(301, "").with("Location", there))));
    bench.is_not_fooled(&["status 301"]);
    assert_eq!(login.hits(), 0);
    bench.follows();
}

#[test]
fn while_no_source_answers_the_published_address_stays() {
    let bench = Bench::new();
    bench.good.server.close();
    bench.bad.server.close();
    bench.room.run(&["once"]).ended(1, &["Offline", "203.0.113.7"]);
    bench.room.run(&["update", "--force"]).ended(1, &[]);
    assert_eq!(bench.service.given(), ["203.0.113.7"]);
    assert_eq!(bench.room.published(), ["203.0.113.7"]);
    bench.good.server.open();
    bench.bad.server.open();
    bench.room.run(&["once"]).ended(0, &["203.0.113.7"]);
}

#[test]
fn sources_that_disagree_are_not_called_offline() {
    let bench = Bench::new();
    bench.good.says("203.0.113.8");
    bench.bad.says("203.0.113.9");
    let said =
        ["Sources disagree: 203.0.113.8 or 203.0.113.9; keeping the last known address.", "203.0.113.7"];
    let ran = bench.room.run(&["once"]);
    ran.ended(1, &said);
    assert!(!ran.seen().contains("Offline"), "{ran:?}");
    // For machines it is what it was, and why stands beside it.
    let status = bench.room.run(&["once", "--json"]).ended(1, &[]).json();
    assert_eq!(
        (&status["state"], &status["addresses"]["ipv4"]["unknown"]),
        (&"offline".into(), &"disagreement".into())
    );
    assert_eq!(bench.service.given(), ["203.0.113.7"]);
}
