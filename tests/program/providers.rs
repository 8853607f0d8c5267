//! A provider that is away, hangs, lies or refuses: nothing is taken for a success, the message says what
//! happened, and once the fault is gone the record comes right.

use std::{thread::scope, time::Duration};

use crate::{
    room::{NAME, Room, SECRET, until},
    server::{Fault, Reply, Server, reply},
    service::{Echo, Kind, Service, config},
};

const KINDS: [Kind; 2] = [Kind::Cloudflare, Kind::Dyndns2];
const HTML: &str = "<!DOCTYPE html><html><body>Welcome! Please log in to use this network.</body></html>";

/// One machine with one record at one provider.
struct Bench {
    room: Room,
    service: Service,
    _sources: [Echo; 2],
}

impl Bench {
    fn new(kind: Kind) -> Self {
        let (room, service) = (Room::new(), Service::new(kind));
        let sources = [Echo::new("203.0.113.7\n"), Echo::new("203.0.113.7\n")];
        room.config(config(&[&sources[0], &sources[1]], &service.account()));
        Self { room, service, _sources: sources }
    }

    fn faulty(kind: Kind, fault: &Fault) -> Self {
        let bench = Self::new(kind);
        bench.service.server.fault(Some(fault.clone()));
        bench
    }

    /// Under the fault: this exit code, these words, nothing remembered as published.
    #[track_caller]
    fn fails(&self, code: i32, words: &[&str]) {
        self.room.run(&["once"]).ended(code, words).ended(code, &[NAME]);
        self.room.run(&["status"]).ended(code, words);
        assert_eq!(self.room.published(), [""; 0], "{:?}", self.service.kind);
        assert_eq!(self.service.given(), [""; 0], "{:?}", self.service.kind);
        assert!(self.room.state_file().exists());
    }

    /// The fault is gone: a program that runs comes right without anybody's doing.
    #[track_caller]
    fn comes_right_by_itself(&self) {
        self.service.server.fault(None);
        let _running = self.room.start(&["run"]);
        until(Duration::from_secs(40), || self.service.given().first().cloned());
        until(Duration::from_secs(20), || (self.room.run(&["status"]).code == Some(0)).then_some(()));
        assert_eq!(self.room.published(), ["203.0.113.7"]);
    }
}

/// What is worth another try by itself. 2 kinds of provider for each, all at once: the waits add up to nothing.
#[track_caller]
fn passing(faults: &[(&str, Fault, [&[&str]; 2])]) {
    scope(|scope| {
        for (name, fault, words) in faults {
            for (kind, words) in KINDS.into_iter().zip(words) {
                std::thread::Builder::new()
                    .name(format!("{name} at {kind:?}"))
                    .spawn_scoped(scope, move || {
                        let bench = Bench::faulty(kind, fault);
                        bench.fails(1, words);
                        bench.comes_right_by_itself();
                    })
                    .unwrap();
            }
        }
    });
}

#[test]
fn a_provider_that_refuses_connections_is_reached_once_it_is_back() {
    for kind in KINDS {
        let bench = Bench::new(kind);
        bench.service.server.close();
        bench.fails(1, &["cannot be reached"]);
        bench.service.server.open();
        bench.room.run(&["once"]).ended(0, &[]);
        assert_eq!(bench.service.given(), ["203.0.113.7"]);
    }
}

#[test]
fn a_provider_that_hangs_at_any_stage_is_given_up_and_tried_again() {
    let slow: [&[&str]; 2] = [&["did not answer in time"], &["answer was lost"]];
    passing(&[
        ("no answer", Fault::HangBeforeAnswer, slow),
        ("headers alone", Fault::HangAfterHeaders, slow),
        ("half a body", Fault::HangMidBody, slow),
    ]);
}

#[test]
fn a_broken_connection_is_no_success_and_tried_again() {
    passing(&[
        ("reset", Fault::Reset, [&["cannot be reached"], &["answer was lost"]]),
        ("half an answer", Fault::Half, [&["not what this service should say"], &["answer was lost"]]),
    ]);
}

#[test]
fn an_answer_that_is_none_is_no_success_and_tried_again() {
    let strange: [&[&str]; 2] = [&["not what this service should say", "log-in page"]; 2];
    let torn = r#"{"success":true,"errors":[],"messages":[],"result":[{"id":"z1","na"#;
    passing(&[
        ("a page under 200", Fault::Say(reply(200, HTML)), strange),
        ("nothing under 200", Fault::Say(reply(200, "")), strange),
        ("truncated JSON", Fault::Say(reply(200, torn)), strange),
        ("bytes", Fault::Say(reply(200, vec![0xff_u8; 300])), strange),
    ]);
}

#[test]
fn a_provider_out_of_order_is_tried_again() {
    let out: [&[&str]; 2] = [&["out of order"]; 2];
    passing(&[
        ("500", Fault::Say(reply(500, "")), out),
        ("502", Fault::Say(reply(502, HTML)), out),
        ("503", Fault::Say(reply(503, "down for maintenance").with("Retry-After", "1")), out),
    ]);
}

#[test]
fn a_redirect_to_a_login_page_is_not_followed() {
    scope(|scope| {
        for kind in KINDS {
            scope.spawn(move || {
                let login = Server::start(|_| reply(200, "good 203.0.113.7"));
                let there = format!("{}/login", login.url());
                for status in [301, 302, 307, 308] {
                    let bench =
                        Bench::faulty(kind, &Fault::Say(reply(status, HTML).with("Location", &there)));
                    bench.fails(1, &["not what this service should say", &status.to_string()]);
                    if status == 301 {
                        bench.comes_right_by_itself();
                    }
                }
                assert_eq!(login.hits(), 0, "the secret went to the login page");
            });
        }
    });
}

#[test]
fn an_answer_without_end_is_cut_off() {
    passing(&[("50 MiB", Fault::Flood(50 << 20), [&["longer than"], &["longer than"]])]);
}

#[cfg(target_os = "linux")]
#[test]
fn an_answer_without_end_does_not_fill_the_memory() {
    for kind in KINDS {
        let bench = Bench::new(kind);
        let running = bench.room.start(&["run"]);
        until(Duration::from_secs(20), || bench.service.given().first().cloned());
        until(Duration::from_secs(20), || bench.room.run(&["status"]).code.filter(|code| *code == 0));
        let before = crate::faults::highest(&running);
        bench.service.server.fault(Some(Fault::Flood(50 << 20)));
        // It may be put right again before it is asked: what counts is what it took.
        bench.room.run(&["update", "--force"]);
        let after = crate::faults::highest(&running);
        assert!(bench.service.server.hits() > 1);
        assert!(after < before + 24_000, "{kind:?}: from {before} kB to {after} kB");
    }
}

/// What a person has to mend: exit code 3, and the provider is left alone until then.
fn stopped(secret: &str, answer: [Reply; 2], words: &[&str], mend: impl Fn(&Bench)) {
    for (kind, answer) in KINDS.into_iter().zip(answer) {
        let bench = Bench::faulty(kind, &Fault::Say(answer));
        bench.room.secret(secret);
        bench.fails(3, words);
        let hits = bench.service.server.hits();
        bench.service.server.fault(None);
        bench.room.run(&["once"]).ended(3, words);
        assert_eq!(bench.service.server.hits(), hits, "{kind:?} was asked although it had refused");
        mend(&bench);
        assert_eq!(bench.service.given(), ["203.0.113.7"]);
        bench.room.run(&["once"]).ended(0, &[]);
        assert_eq!(bench.room.published(), ["203.0.113.7"]);
    }
}

fn refusal(status: u16, code: u32, message: &str) -> Reply {
    let body = format!(
        r#"{{"success":false,"errors":[{{"code":{code},"message":"{message}"}}],"messages":[],"result":null}}"#
    );
    reply(status, body)
}

#[test]
fn a_refused_secret_stops_the_account_until_another_is_given() {
    stopped(
        "the-secret-of-last-year",
        [refusal(401, 10_000, "Authentication error"), reply(401, "badauth")],
        &["write it into secret", "not valid"],
        |bench| {
            bench.room.run(&["update", "--force", NAME]).ended(3, &[]);
            assert_eq!(bench.service.given(), [""; 0], "forced with a secret that was refused");
            let _running = bench.room.start(&["run"]);
            until(Duration::from_secs(20), || bench.room.run(&["status", "--json"]).code.filter(|c| *c == 3));
            bench.room.secret(SECRET);
            until(Duration::from_secs(20), || bench.service.given().first().cloned());
        },
    );
}

#[test]
fn a_right_that_is_missing_stops_the_record_until_it_is_forced() {
    stopped(
        SECRET,
        [refusal(403, 10_000, "Authentication error"), reply(403, "forbidden")],
        &["not allowed", "fingerpost update --force home.lab.example"],
        |bench| {
            bench.room.run(&["update", "--force", NAME]).ended(0, &[]);
        },
    );
}

#[test]
fn a_name_that_is_not_there_stops_the_record_until_it_is_forced() {
    stopped(
        SECRET,
        [refusal(404, 7003, "Could not route to /zones/x"), reply(404, "nohost")],
        &[NAME],
        |bench| {
            bench.room.run(&["update", "--force", NAME]).ended(0, &[]);
        },
    );
}

#[test]
fn a_provider_that_asks_for_an_hour_is_left_alone_for_an_hour() {
    for kind in KINDS {
        let busy = match kind {
            Kind::Cloudflare => refusal(429, 971, "Please wait and consider throttling your request speed"),
            Kind::Dyndns2 => reply(429, "slow down"),
        };
        let bench = Bench::faulty(kind, &Fault::Say(busy.with("Retry-After", "3600")));
        bench.fails(1, &["asks for fewer requests"]);
        let hits = bench.service.server.hits();
        bench.service.server.fault(None);
        let status = bench.room.run(&["once", "--json"]).ended(1, &[]).json();
        assert_eq!(bench.service.server.hits(), hits, "{kind:?} was asked within the hour");
        assert_eq!(status["records"][0]["state"], "waiting");
        assert_eq!(status["records"][0]["problem"]["code"], "rate-limited");
        let next = status["records"][0]["next_try"].as_str().unwrap();
        assert!(next > status["checked"].as_str().unwrap(), "{status}");
        // Not even a person's impatience breaks what was asked for.
        bench.room.run(&["update", "--force", NAME]).ended(1, &["next try"]);
        assert_eq!(bench.service.server.hits(), hits, "{kind:?} was asked within the hour");
    }
}
