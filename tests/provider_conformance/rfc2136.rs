//! RFC 2136 against the little name server, and what is true of it alone.

use base64::{Engine, prelude::BASE64_STANDARD};
use domain::{base::iana::Rcode, tsig::Algorithm};
use fingerpost::{
    config::Account,
    core::{message::Outcome, problem::Code},
    provider::{Info, publish::Zones, rfc2136::INFO},
};

use super::{
    dns::Server,
    stand::{Client, Row, Stand, Trouble, account, changed, row, task},
    suite,
};

const SECRET: &str = "c2VjcmV0LW9mLXRoZS1sYWItc2VjcmV0LW9mLXRoZS1sYWI=";

struct Bench {
    server: Server,
    algorithm: Algorithm,
}

impl Bench {
    fn with(algorithm: Algorithm) -> Self {
        let secret = BASE64_STANDARD.decode(SECRET).unwrap();
        Self { server: Server::start("example.org", "ddns-key", algorithm, &secret), algorithm }
    }

    fn new() -> Self {
        Self::with(Algorithm::Sha256)
    }
}

impl Stand for Bench {
    fn info(&self) -> &'static Info {
        &INFO
    }
    fn account(&self) -> Account {
        let fields = [
            ("server", self.server.address.to_string()),
            ("key_name", "ddns-key".to_owned()),
            ("algorithm", self.algorithm.to_string()),
        ];
        account(&INFO, None, &fields)
    }
    fn secret(&self) -> &'static str {
        SECRET
    }
    fn seed(&self, rows: &[Row]) {
        let mut state = self.server.state();
        for row in rows {
            state.sets.remove(&(row.name.clone(), row.value.is_ipv6()));
        }
        for row in rows {
            let set = state.sets.entry((row.name.clone(), row.value.is_ipv6())).or_default();
            set.insert(row.value, row.ttl);
        }
    }
    fn rows(&self) -> Vec<Row> {
        let state = self.server.state();
        let sets = state.sets.iter();
        sets.flat_map(|((name, _), set)| set.iter().map(|(ip, ttl)| row(name, &ip.to_string(), *ttl)))
            .collect()
    }
    fn requests(&self) -> (usize, usize) {
        let state = self.server.state();
        (state.queries + state.updates, state.updates)
    }
    fn trouble(&self, trouble: Option<Trouble>) -> bool {
        let rcode = match trouble {
            None => None,
            Some(Trouble::Forbidden) => Some(Rcode::REFUSED),
            Some(Trouble::Broken) => Some(Rcode::SERVFAIL),
            Some(_) => return false,
        };
        self.server.state().refuse = rcode;
        true
    }
    fn complaints(&self) -> Vec<String> {
        self.server.state().complaints.clone()
    }
}

#[tokio::test]
async fn holds_to_the_suite() {
    suite::run(|| Box::new(Bench::new())).await;
}

#[tokio::test]
async fn every_algorithm_signs_and_verifies() {
    for algorithm in [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha384, Algorithm::Sha512] {
        changed(&Client::of(&Bench::with(algorithm)).one(task("home.example.org", &["203.0.113.9"])).await);
    }
}

#[tokio::test]
async fn all_names_of_a_zone_go_in_one_update() {
    let bench = Bench::new();
    let tasks: Vec<_> =
        (0..200).map(|host| task(&format!("host-{host}.example.org"), &["203.0.113.9"])).collect();
    let done = Client::of(&bench).publish(&tasks).await;
    done.iter().for_each(changed);
    let state = bench.server.state();
    assert_eq!((state.updates, state.sets.len()), (1, 200));
    assert!(state.over_tcp == 1 && state.complaints.is_empty(), "too large for UDP");
}

#[tokio::test]
async fn what_does_not_fit_one_message_goes_in_two() {
    let bench = Bench::new();
    let deep = ["x".repeat(60), "y".repeat(60), "z".repeat(60)].join(".");
    let tasks: Vec<_> = (0..250)
        .map(|host| {
            let values: Vec<String> = (0..9).map(|last| format!("203.0.113.{last}")).collect();
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            task(&format!("host{host}.{host}{deep}.example.org"), &values)
        })
        .collect();
    Client::of(&bench).publish(&tasks).await.iter().for_each(changed);
    assert_eq!(bench.server.state().updates, 2);
}

#[tokio::test]
async fn a_truncated_answer_is_asked_for_again_over_tcp() {
    let bench = Bench::new();
    bench.server.state().truncate = true;
    bench.seed(&[row("home.example.org", "198.51.100.7", 60)]);
    let done = Client::of(&bench).one(task("home.example.org", &["203.0.113.9"])).await;
    assert_eq!(done, Outcome::Changed(vec!["198.51.100.7".parse().unwrap()]));
}

#[tokio::test]
async fn a_change_by_somebody_else_is_noticed_and_respected() {
    let bench = Bench::new();
    bench.seed(&[row("home.example.org", "198.51.100.7", 60)]);
    bench.server.state().meddle = Some(("home.example.org".to_owned(), "198.51.100.66".parse().unwrap()));
    let done = Client::of(&bench).one(task("home.example.org", &["203.0.113.9"])).await;
    assert_eq!(done, Outcome::Changed(vec!["198.51.100.66".parse().unwrap()]));
    assert_eq!(bench.server.state().updates, 2);
    assert_eq!(bench.rows(), [row("home.example.org", "203.0.113.9", 60)]);
}

#[tokio::test]
async fn an_alias_in_the_way_is_told_and_spoils_nothing_else() {
    let bench = Bench::new();
    bench.server.state().aliases.insert("www.example.org".to_owned(), "host.example.net".to_owned());
    let tasks = [task("www.example.org", &["203.0.113.9"]), task("home.example.org", &["203.0.113.9"])];
    let done = Client::of(&bench).publish(&tasks).await;
    changed(&done[1]);
    let Outcome::Failed(problem) = &done[0] else { panic!("{done:?}") };
    assert_eq!(problem.code, Code::Conflict);
    assert!(problem.said.as_ref().unwrap().contains("CNAME to host.example.net"));
}

#[tokio::test]
async fn a_name_answered_by_a_wildcard_gets_a_record_of_its_own() {
    let bench = Bench::new();
    bench.seed(&[row("*.example.org", "198.51.100.1", 60)]);
    let mut client = Client::of(&bench);
    changed(&client.one(task("home.example.org", &["203.0.113.9"])).await);
    changed(&client.one(task("home.example.org", &["203.0.113.10"])).await);
    changed(&client.one(task("*.example.org", &["203.0.113.10"])).await);
    let now = [row("*.example.org", "203.0.113.10", 60), row("home.example.org", "203.0.113.10", 60)];
    assert_eq!(bench.rows(), now);
}

#[tokio::test]
async fn keys_clocks_and_zones_are_told_apart() {
    let home = || task("home.example.org", &["203.0.113.9"]);
    let bench = Bench::new();
    let mut other = Client::with_secret(&bench, "b3RoZXIta2V5LW90aGVyLWtleS1vdGhlci1rZXk=");
    // The domain crate's server answers a wrong MAC with FORMERR in the TSIG record; BIND's BADSIG is
    // asked for in `bind`.
    let code = other.code(home()).await;
    assert!(matches!(code, Code::BadCredential | Code::BadAnswer), "{code:?}");
    bench.server.state().clock = 4000;
    let problem = Client::of(&bench).problem(home()).await;
    assert_eq!(problem.code, Code::WrongClock);
    assert!(problem.said.unwrap().contains("differ by 4000 seconds"));
    bench.server.state().clock = 0;
    bench.server.state().unsigned = true;
    assert_eq!(Client::of(&bench).code(home()).await, Code::BadAnswer);
    bench.server.state().unsigned = false;
    let mut elsewhere = task("home.example.net", &["203.0.113.9"]);
    elsewhere.zone = Some(super::stand::name("example.net"));
    let code = Client::of(&bench).code(elsewhere).await;
    assert!(matches!(code, Code::NoZone | Code::NotPermitted), "{code:?}");
}

#[tokio::test]
async fn an_update_whose_answer_is_lost_is_recognised() {
    let bench = Bench::new();
    bench.seed(&[row("home.example.org", "198.51.100.7", 60)]);
    // The datagram is sent again; by then the prerequisite no longer holds, and the value is there.
    bench.server.state().mute = true;
    let done = Client::of(&bench).one(task("home.example.org", &["203.0.113.9"])).await;
    assert_eq!(done, Outcome::Changed(vec!["198.51.100.7".parse().unwrap()]));
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unreachable() {
    let gone = Bench::new();
    let account = gone.account();
    drop(gone);
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    let opening = fingerpost::provider::Opening {
        net: fingerpost::net::Net::default(),
        secret: fingerpost::core::secret::Secret::new(SECRET),
    };
    let provider = (INFO.open)(&account, opening).unwrap();
    let mut client = Client { provider, info: &INFO, zones: Zones::default() };
    assert_eq!(client.code(task("home.example.org", &["203.0.113.9"])).await, Code::Unreachable);
}
