//! Hooks of the real program: told once of each change, told again until they took it, also after a
//! restart, and no burden to the work whatever they do.

use std::{
    fs,
    sync::{Arc, Mutex},
    time::Duration,
};

use serde_json::Value;

use crate::{
    room::{NAME, Room, until},
    server::{Fault, Server, reply},
    service::{Echo, Kind, Service, config},
};

const SOON: Duration = Duration::from_secs(20);
const TOKEN: &str = "hook-secret-8812";

struct Bench {
    room: Room,
    service: Service,
    sources: [Echo; 2],
}

impl Bench {
    /// One record, and these lines for the hook.
    fn new(hook: &str) -> Self {
        let (room, service) = (Room::new(), Service::new(Kind::Cloudflare));
        let sources = [Echo::new("203.0.113.7\n"), Echo::new("203.0.113.7\n")];
        fs::write(room.dir.join("token"), TOKEN).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(room.dir.join("token"), fs::Permissions::from_mode(0o600)).unwrap();
        }
        room.config(config(&[&sources[0], &sources[1]], &service.account()) + hook);
        Self { room, service, sources }
    }

    fn webhook(server: &Server) -> Self {
        Self::new(&format!(
            "[hook.wall]\nurl = \"{}/in/a1b2c3d4e5?key=f6g7h8i9\"\nsecret_header = \"X-Token\"\n\
             secret = {{ file = \"token\" }}\ntimeout = \"5s\"\n",
            server.url()
        ))
    }

    fn address(&self, text: &str) {
        self.sources.iter().for_each(|source| source.says(text));
    }

    /// The change is at the provider.
    #[track_caller]
    fn published(&self, address: &str) {
        until(SOON, || self.service.given().last().filter(|given| *given == address).map(drop));
    }

    /// What hooks are still to be told of.
    fn waiting(&self) -> u64 {
        self.room.run(&["status", "--json"]).json()["waiting"]["deliveries"].as_u64().unwrap()
    }
}

fn new_addresses(server: &Server) -> Vec<String> {
    let body = |body: &str| serde_json::from_str::<Value>(body).unwrap()["new"].as_str().unwrap().to_owned();
    server.requests().iter().map(|request| body(&request.body)).collect()
}

#[test]
fn a_webhook_gets_one_request_for_each_change_with_its_secret() {
    let server = Server::start(|_| reply(204, ""));
    let bench = Bench::webhook(&server);
    let _running = bench.room.start(&["run"]);
    until(SOON, || (server.hits() == 1).then_some(()));
    bench.address("203.0.113.8");
    until(SOON, || (server.hits() == 2).then_some(()));
    until(SOON, || (bench.waiting() == 0).then_some(()));
    bench.room.run(&["update"]).ended(0, &[]);
    assert_eq!(new_addresses(&server), ["203.0.113.7", "203.0.113.8"]);
    let requests = server.requests();
    for request in requests.iter() {
        assert_eq!((&*request.method, &*request.target), ("POST", "/in/a1b2c3d4e5?key=f6g7h8i9"));
        let head = request.head.to_ascii_lowercase();
        assert!(head.contains(&format!("x-token: {TOKEN}")), "{head}");
        assert_eq!(head.matches("content-type: application/json").count(), 1, "{head}");
    }
    let body: Value = serde_json::from_str(&requests[1].body).unwrap();
    assert_eq!((&body["names"], &body["old"]), (&NAME.into(), &"203.0.113.7".into()));
    assert_eq!(body["type"], "A");
    let history = bench.room.run(&["history", "--json"]).out;
    assert!(history.contains(body["trace_id"].as_str().unwrap()), "{history}");
    assert!(body["at"].as_str().unwrap().parse::<jiff::Timestamp>().is_ok());
}

#[test]
fn what_a_hook_refused_is_told_after_a_restart_and_no_secret_with_it() {
    let repeats = |target: &str, token: &str| format!("Cannot POST {target} with {token}");
    let server = Server::start(|_| reply(200, ""));
    server.fault(Some(Fault::Say(reply(500, repeats("/in/a1b2c3d4e5?key=f6g7h8i9", TOKEN)))));
    let bench = Bench::webhook(&server);
    let running = bench.room.start(&["run"]);
    until(SOON, || (server.hits() > 0).then_some(()));
    bench.published("203.0.113.7");
    until(SOON, || (bench.waiting() == 1).then_some(()));
    // As at a power cut.
    drop(running);
    let state = fs::read_to_string(bench.room.state_file()).unwrap();
    let log = bench.room.log();
    assert!(log.contains("hook wall could not be told") && state.contains("Cannot POST"), "{log}");
    for secret in [TOKEN, "a1b2c3d4e5", "f6g7h8i9"] {
        assert!(!state.contains(secret) && !log.contains(secret), "{secret} in {state}\n{log}");
    }
    server.fault(None);
    let before = server.hits();
    let _running = bench.room.start(&["run"]);
    until(SOON, || (bench.waiting() == 0).then_some(()));
    assert_eq!((server.hits(), bench.service.given().len()), (before + 1, 1));
    bench.room.run(&["history"]).ended(0, &["wall was told of home.lab.example"]);
}

#[test]
fn a_hook_that_took_it_and_then_hangs_or_floods_is_not_told_again() {
    for fault in [Fault::HangAfterHeaders, Fault::HangMidBody, Fault::Flood(50 << 20)] {
        let server = Server::start(|_| reply(200, "taken"));
        server.fault(Some(fault.clone()));
        let bench = Bench::webhook(&server);
        let _running = bench.room.start(&["run"]);
        until(SOON, || (server.hits() == 1 && bench.waiting() == 0).then_some(()));
        bench.address("203.0.113.8");
        until(SOON, || (server.hits() == 2 && bench.waiting() == 0).then_some(()));
        assert_eq!(new_addresses(&server), ["203.0.113.7", "203.0.113.8"], "{fault:?}");
    }
}

#[test]
fn a_hook_that_hangs_delays_no_publishing_and_is_told_of_the_last_address_in_the_end() {
    let server = Server::start(|_| reply(200, ""));
    server.fault(Some(Fault::HangBeforeAnswer));
    let bench = Bench::webhook(&server);
    let _running = bench.room.start(&["run"]);
    until(SOON, || (server.hits() == 1).then_some(()));
    for last in 8..12 {
        let address = format!("203.0.113.{last}");
        bench.address(&address);
        bench.published(&address);
    }
    server.fault(None);
    until(Duration::from_secs(60), || (bench.waiting() == 0).then_some(()));
    let told = new_addresses(&server);
    assert!(
        told.is_sorted_by_key(|address| address.rsplit('.').next().map(|last| last.parse::<u8>().unwrap()))
    );
    assert_eq!(
        told.last().map(String::as_str),
        Some("203.0.113.11"),
        "what came in between is over: {told:?}"
    );
}

#[test]
fn an_answer_from_a_login_page_is_no_delivery() {
    let server = Server::start(|_| reply(200, ""));
    server.fault(Some(Fault::Say(reply(302, "Log in").with("Location", "http://login.invalid/"))));
    let bench = Bench::webhook(&server);
    let _running = bench.room.start(&["run"]);
    until(SOON, || (server.hits() > 0 && bench.waiting() == 1).then_some(()));
    server.fault(None);
    until(Duration::from_secs(40), || (bench.waiting() == 0).then_some(()));
    bench.room.run(&["history"]).ended(0, &["wall was told of"]);
}

#[test]
fn a_template_of_the_persons_own_is_sent_as_it_is_written() {
    let seen = Arc::new(Mutex::new(String::new()));
    let kept = seen.clone();
    let server = Server::start(move |request| {
        kept.lock().unwrap().clone_from(&request.head.to_ascii_lowercase());
        reply(200, "")
    });
    let bench = Bench::new(&format!(
        "[hook.chat]\nurl = \"{}\"\nbody = '{{\"text\": \"{{names}} is {{new}}\"}}'\n\
         headers = {{ Content-Type = \"application/vnd.chat+json\" }}\n",
        server.url()
    ));
    bench.room.run(&["once"]).ended(0, &[]);
    assert_eq!(server.requests()[0].body, r#"{"text": "home.lab.example is 203.0.113.7"}"#);
    let head = seen.lock().unwrap();
    assert_eq!(head.matches("content-type:").count(), 1, "{head}");
    assert!(head.contains("application/vnd.chat+json"), "{head}");
}

#[cfg(unix)]
#[test]
fn a_command_sees_the_change_in_its_environment() {
    let bench = Bench::new(
        "[hook.own]\ncommand = [\"/bin/sh\", \"-c\", \"env | grep ^FINGERPOST_ > seen.tmp; sleep 60 & mv seen.tmp seen\"]\n",
    );
    bench.room.run(&["once"]).ended(0, &[]);
    bench.address("203.0.113.8");
    fs::remove_file(bench.room.dir.join("seen")).unwrap();
    bench.room.run(&["once"]).ended(0, &[]);
    let seen = fs::read_to_string(bench.room.dir.join("seen")).unwrap();
    for line in [
        "FINGERPOST_NAMES=home.lab.example",
        "FINGERPOST_OLD=203.0.113.7",
        "FINGERPOST_NEW=203.0.113.8",
        "FINGERPOST_TYPE=A",
    ] {
        assert!(seen.lines().any(|seen| seen == line), "no {line} in {seen}");
    }
    let trace = seen.lines().find_map(|line| line.strip_prefix("FINGERPOST_TRACE_ID=")).unwrap();
    assert!(bench.room.run(&["history", "--json"]).out.contains(trace));
    assert!(seen.contains("FINGERPOST_AT=20"));
}
