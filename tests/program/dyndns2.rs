//! Every word of the dyndns2 protocol, said to the real program: what it does from then on, and what it
//! tells a person in both languages.

use std::thread::scope;

use crate::{
    room::{NAME, Room, until},
    server::{Fault, Reply, Server, reply},
    service::{Echo, Kind, Service, config},
};

struct Bench {
    room: Room,
    service: Service,
    sources: [Echo; 2],
}

impl Bench {
    fn answering(room: Room, answer: Reply) -> Self {
        let service = Service::new(Kind::Dyndns2);
        let sources = [Echo::new("203.0.113.7\n"), Echo::new("203.0.113.7\n")];
        room.config(config(&[&sources[0], &sources[1]], &service.account()));
        service.server.fault(Some(Fault::Say(answer)));
        Self { room, service, sources }
    }

    fn hits(&self) -> usize {
        self.service.server.hits()
    }
}

/// What a person has to mend: the word, and what is told in English and in Chinese.
const ACCOUNT: [(&str, &str, &str); 5] = [
    ("badauth", "its secret or key is not valid", "密钥无效"),
    ("abuse", "is blocked by the service for abuse", "因滥用被服务商封锁"),
    ("badagent", "the service refuses this program", "服务商拒绝本程序"),
    ("good 127.0.0.1", "the service refuses this program", "服务商拒绝本程序"),
    ("badsys", "the service does not offer what is asked of it", "服务商不提供所请求的服务"),
];
const RECORD: [(&str, &str, &str); 6] = [
    ("nohost", "the service does not know this name in this account", "此帐户中没有该名称"),
    ("!yours", "belongs to another account of the service", "属于该服务商的另一个帐户"),
    ("notfqdn", "no complete name", "不是完整的名称"),
    ("!active", "is not switched on at the service", "尚未启用"),
    ("numhost", "takes fewer names at once", "一次提交的名称过多"),
    ("!donator", "the account's plan does not include this", "套餐不包含此功能"),
];
const WAIT: [(&str, &str, &str); 2] = [
    ("911", "out of order and asks for patience", "服务故障，要求稍候"),
    ("dnserr", "the service's own name servers have an error", "服务商自身的域名服务器出错"),
];

/// Tells of it in both languages, and asks the service once alone: neither a later start nor, with
/// `forced`, a person's word makes it ask again.
fn asked_once(word: &str, code: i32, words: [&str; 2], forced: bool) {
    let bench = Bench::answering(Room::new(), reply(200, word));
    bench.room.run(&["once"]).ended(code, &[words[0], word]);
    assert_eq!(bench.hits(), 1, "{word}");
    for source in &bench.sources {
        source.says("203.0.113.8\n");
    }
    bench.room.run(&["once"]).ended(code, &[words[0]]);
    bench.room.run(&["update"]).ended(code, &[words[0]]);
    bench.room.run(&["update", "--force"]).ended(code, &[words[0]]);
    if forced {
        bench.room.run(&["update", "--force", NAME]).ended(code, &[words[0]]);
    }
    assert_eq!(bench.hits(), 1, "“{word}” was said, and the service asked again");
    assert_eq!(bench.room.published(), [""; 0]);
    let room = bench.room.chinese();
    room.run(&["status"]).ended(code, &[words[1]]);
}

fn all(table: &'static [(&str, &str, &str)], each: impl Fn(&str, [&str; 2]) + Copy + Send) {
    scope(|scope| {
        for (word, english, chinese) in table {
            scope.spawn(move || each(word, [english, chinese]));
        }
    });
}

#[test]
fn what_concerns_the_account_stops_it_whatever_a_person_presses() {
    all(&ACCOUNT, |word, words| asked_once(word, 3, words, true));
}

#[test]
fn what_concerns_a_name_stops_it_until_it_is_named() {
    all(&RECORD, |word, words| asked_once(word, 3, words, false));
    let bench = Bench::answering(Room::new(), reply(200, "!yours"));
    bench.room.run(&["once"]).ended(3, &["update --force home.lab.example"]);
    bench.service.server.fault(None);
    bench.room.run(&["update", "--force", NAME]).ended(0, &[]);
    assert_eq!(bench.service.given(), ["203.0.113.7"]);
}

#[test]
fn an_outage_is_left_alone_for_half_an_hour_whatever_a_person_presses() {
    all(&WAIT, |word, words| {
        let before = jiff::Timestamp::now();
        asked_once(word, 1, words, true);
        let bench = Bench::answering(Room::new(), reply(200, word));
        let status = bench.room.run(&["once", "--json"]).ended(1, &[]).json();
        let next: jiff::Timestamp = status["records"][0]["next_try"].as_str().unwrap().parse().unwrap();
        assert!((1800..1900).contains(&(next.as_second() - before.as_second())), "{word}: {status}");
    });
}

#[test]
fn no_change_is_published_and_never_said_again() {
    let bench = Bench::answering(Room::new(), reply(200, "nochg 203.0.113.7"));
    bench.room.run(&["once"]).ended(0, &["203.0.113.7"]);
    assert_eq!((bench.room.published(), bench.hits()), (vec!["203.0.113.7".to_owned()], 1));
    for _ in 0..3 {
        bench.room.run(&["once"]).ended(0, &[]);
    }
    let running = bench.room.start(&["run"]);
    until(std::time::Duration::from_secs(20), || bench.room.run(&["status"]).code.filter(|code| *code == 0));
    bench.room.run(&["update"]).ended(0, &[]);
    assert_eq!(bench.hits(), 1);
    // A person may have it asked; not again and again.
    for _ in 0..4 {
        bench.room.run(&["update", "--force"]).ended(0, &[]);
    }
    assert_eq!(bench.hits(), 2);
    drop(running);
}

#[test]
fn a_word_counts_beside_any_status_but_success_beside_200_alone() {
    for (status, word, code, told) in [
        (401, "badauth", 3, "not valid"),
        (400, "nohost", 3, "does not know this name"),
        (500, "911", 1, "asks for patience"),
        (403, "abuse", 3, "blocked by the service"),
        (500, "good 203.0.113.7", 1, "out of order"),
        (404, "nochg 203.0.113.7", 3, NAME),
        (200, "", 1, "an empty answer"),
        (200, "goodness", 1, "goodness"),
    ] {
        let bench = Bench::answering(Room::new(), reply(status, word));
        bench.room.run(&["once"]).ended(code, &[told]);
        assert_eq!(bench.room.published(), [""; 0], "{status} {word}");
    }
}

#[test]
fn several_names_are_told_in_one_request_and_each_has_its_own_line() {
    let room = Room::new();
    let server = Server::start(|request| {
        let names = request.param("hostname").unwrap_or_default();
        let word = |name| if name == "gone.lab.example" { "nohost" } else { "good 203.0.113.7" };
        reply(200, names.split(',').map(word).collect::<Vec<_>>().join("\n"))
    });
    let sources = [Echo::new("203.0.113.7"), Echo::new("203.0.113.7")];
    let account = format!("provider = \"dyndns2\"\nendpoint = \"{}\"\nusername = \"me\"\n", server.url());
    let more = ["a", "gone", "z"]
        .map(|label| format!("[[record]]\nname = \"{label}.lab.example\"\naccount = \"lab\"\n"));
    room.config(config(&[&sources[0], &sources[1]], &account) + &more.concat());
    room.run(&["once"]).ended(3, &["gone.lab.example (account “lab”): the service does not know"]);
    let shown = room.run(&["status", "--json"]).json();
    let states: Vec<(&str, &str)> = shown["records"]
        .as_array()
        .unwrap()
        .iter()
        .map(|record| (record["name"].as_str().unwrap(), record["state"].as_str().unwrap()))
        .collect();
    let expected = ["a", "gone", "home", "z"].map(|label| format!("{label}.lab.example"));
    assert_eq!(states.iter().map(|(name, _)| *name).collect::<Vec<_>>(), expected);
    assert_eq!(states.iter().map(|(_, state)| *state).collect::<Vec<_>>(), ["ok", "stopped", "ok", "ok"]);
    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    let agent = requests[0].head.lines().find_map(|line| line.strip_prefix("user-agent: ")).unwrap();
    assert!(agent.starts_with("Fingerpost Fingerpost/"), "{agent}");
}

#[test]
fn a_service_that_takes_one_update_a_minute_is_left_alone_for_it_and_that_is_told() {
    let room = Room::new();
    let server = Server::start(|_| reply(200, "good"));
    let sources = [Echo::new("203.0.113.7"), Echo::new("203.0.113.7")];
    let account =
        format!("provider = \"dedyn\"\nendpoint = \"{}\"\nusername = \"home.lab.example\"\n", server.url());
    room.config(config(&[&sources[0], &sources[1]], &account));
    room.run(&["once"]).ended(0, &[]);
    assert_eq!(server.requests()[0].target, "/?hostname=home.lab.example&myipv4=203.0.113.7&myipv6=preserve");
    for source in &sources {
        source.says("203.0.113.8");
    }
    let held = "the provider wants a pause between two";
    room.run(&["once"]).ended(1, &["next update", held]);
    room.run(&["update"]).ended(1, &[held]);
    assert_eq!(server.hits(), 1);
    let record = room.run(&["status", "--json"]).json()["records"][0].clone();
    let sent: jiff::Timestamp = record["published_at"].as_str().unwrap().parse().unwrap();
    let next: jiff::Timestamp = record["next_try"].as_str().unwrap().parse().unwrap();
    assert_eq!(next.as_second() - sent.as_second(), 60);
}
