//! The update-URL services: stand-ins of dyndns2 (generic, No-IP, Dynu, deSEC) and of Duck DNS.

use std::collections::BTreeMap;

use base64::{Engine, prelude::BASE64_STANDARD};
use fingerpost::{
    config::Account,
    core::{
        message::{Outcome, Task},
        problem::Code,
    },
    provider::{Info, find},
};

use super::{
    http::{Request, Response, Server, Service, reply},
    stand::{Client, Row, Stand, Trouble, account, changed, logged, row, task},
    suite,
};

const SECRET: &str = "hunter2&x=1 %äß";
const TOKEN: &str = "a7c4d0ad-114e-40ef-ba1d-d217904a50f2";

/// What a name holds, by family.
type Hosts = BTreeMap<String, [Option<String>; 2]>;

struct Dyndns {
    id: &'static str,
    hosts: Hosts,
    /// Answers one line, however many names were sent.
    no_lists: bool,
}

impl Dyndns {
    fn own(&self, name: &str) -> bool {
        let zone = if self.id == "duckdns" { "duckdns.org" } else { "example.org" };
        name == zone || name.ends_with(&format!(".{zone}"))
    }

    /// Sets the addresses that are given; whether that changed anything.
    fn set(&mut self, name: &str, addresses: &[&str]) -> bool {
        let host = self.hosts.entry(name.to_owned()).or_default();
        let before = host.clone();
        for address in addresses {
            host[usize::from(address.contains(':'))] = Some((*address).to_owned());
        }
        *host != before
    }

    fn dyndns2(&mut self, request: &Request, complaints: &mut Vec<String>) -> Response {
        let credential = BASE64_STANDARD.encode(format!("me@example.org:{SECRET}"));
        if request.header("authorization") != format!("Basic {credential}") {
            return reply(401, "badauth");
        }
        let allowed: &[&str] = match self.id {
            "dynu" => &["hostname", "myip", "myipv6"],
            "dedyn" => &["hostname", "myipv4", "myipv6"],
            _ => &["hostname", "myip"],
        };
        let strange = request.strange_params(allowed);
        let path = if self.id == "dedyn" { "/" } else { "/nic/update" };
        if request.method != "GET" || request.path != path || !strange.is_empty() {
            complaints.push(format!("{} {} {strange:?}", request.method, request.path));
        }
        let names: Vec<&str> = request.param("hostname").unwrap_or_default().split(',').collect();
        if names.len() > 1 && self.id == "dedyn" {
            complaints.push("a list of names".to_owned());
        }
        if names.len() > 20 {
            return reply(200, "numhost");
        }
        let myip = request.param("myip").or(request.param("myipv4")).unwrap_or_default();
        let mut addresses: Vec<&str> = myip.split(',').chain(request.param("myipv6")).collect();
        match self.id {
            "noip" => (),
            // Both have to be said: what is left out is taken from the connection.
            "dynu" if addresses.len() == 2 => addresses.retain(|address| *address != "no"),
            "dedyn" if addresses.len() == 2 => addresses.retain(|address| *address != "preserve"),
            "dynu" | "dedyn" => complaints.push("a family is left out".to_owned()),
            _ if addresses.len() > 1 => complaints.push("two addresses in myip".to_owned()),
            _ => (),
        }
        if addresses.iter().any(|address| address.parse::<std::net::IpAddr>().is_err()) {
            complaints.push(format!("addresses {addresses:?}"));
        }
        if self.no_lists && names.len() > 1 {
            return reply(200, "notfqdn");
        }
        let mut lines = Vec::new();
        for name in names {
            if !self.own(name) {
                lines.push("nohost".to_owned());
                continue;
            }
            let word = if self.set(name, &addresses) { "good" } else { "nochg" };
            lines.push(format!("{word} {}", addresses.join(",")));
        }
        reply(200, lines.join("\r\n"))
    }

    /// duckdns.org/spec.jsp
    fn duckdns(&mut self, request: &Request, complaints: &mut Vec<String>) -> Response {
        let strange = request.strange_params(&["domains", "token", "ip", "ipv6", "verbose"]);
        if request.method != "GET" || request.path != "/update" || !strange.is_empty() {
            complaints.push(format!("{} {} {strange:?}", request.method, request.path));
        }
        if request.param("token") != Some(TOKEN) {
            return reply(200, "KO");
        }
        let addresses: Vec<&str> =
            [request.param("ip"), request.param("ipv6")].into_iter().flatten().collect();
        if addresses.is_empty() || addresses.iter().any(|address| address.is_empty()) {
            complaints.push("the address is left to be guessed".to_owned());
        }
        let names: Vec<&str> = request.param("domains").unwrap_or_default().split(',').collect();
        if names.iter().any(|name| name.contains('.') || *name == "foreign") {
            return reply(200, "KO");
        }
        let all: Vec<bool> =
            names.iter().map(|name| self.set(&format!("{name}.duckdns.org"), &addresses)).collect();
        let word = if all.contains(&true) { "UPDATED" } else { "NOCHANGE" };
        let (v4, v6) = (request.param("ip").unwrap_or(""), request.param("ipv6").unwrap_or(""));
        reply(200, format!("OK\n{v4}\n{v6}\n{word}"))
    }
}

impl Service for Dyndns {
    fn serve(&mut self, request: &Request, complaints: &mut Vec<String>) -> Response {
        if self.id == "duckdns" {
            self.duckdns(request, complaints)
        } else {
            self.dyndns2(request, complaints)
        }
    }

    fn trouble(&self, trouble: Trouble, _: &Request) -> Option<Response> {
        let busy = |seconds: u64| Response {
            headers: vec![("Retry-After", seconds.to_string())],
            ..reply(429, "Too many requests")
        };
        Some(match (self.id, trouble) {
            (_, Trouble::Busy(seconds)) => busy(seconds),
            ("duckdns", Trouble::BadCredential) => reply(200, "KO"),
            ("duckdns", Trouble::Broken) => reply(503, ""),
            ("duckdns", Trouble::ErrorInSuccess) => reply(200, "null"),
            (_, Trouble::BadCredential) => reply(401, "badauth"),
            (_, Trouble::Broken) => reply(200, "911"),
            (_, Trouble::ErrorInSuccess) => reply(200, "dnserr"),
            _ => return None,
        })
    }

    fn writes(&self, _: &Request) -> bool {
        true
    }
}

struct Bench(Server<Dyndns>, &'static str);

impl Bench {
    fn new(id: &'static str) -> Self {
        Self(Server::start(Dyndns { id, hosts: Hosts::new(), no_lists: false }), id)
    }
}

impl Stand for Bench {
    fn info(&self) -> &'static Info {
        find(self.1).unwrap()
    }
    fn account(&self) -> Account {
        let fields = [("username", "me@example.org".to_owned())];
        let fields = if self.1 == "duckdns" { &[][..] } else { &fields[..] };
        account(self.info(), Some(format!("http://{}", self.0.address)), fields)
    }
    fn secret(&self) -> &'static str {
        if self.1 == "duckdns" { TOKEN } else { SECRET }
    }
    fn zone(&self) -> &'static str {
        if self.1 == "duckdns" { "duckdns.org" } else { "example.org" }
    }
    fn seed(&self, rows: &[Row]) {
        let mut service = self.0.service();
        for row in rows {
            service.set(&row.name, &[&row.value.to_string()]);
        }
    }
    fn rows(&self) -> Vec<Row> {
        let service = self.0.service();
        let hosts = service.hosts.iter();
        hosts.flat_map(|(name, held)| held.iter().flatten().map(|value| row(name, value, 0))).collect()
    }
    fn requests(&self) -> (usize, usize) {
        let watch = self.0.watch();
        (watch.requests.len(), watch.writes)
    }
    fn trouble(&self, trouble: Option<Trouble>) -> bool {
        self.0.watch().trouble = trouble;
        trouble != Some(Trouble::Forbidden)
    }
    fn complaints(&self) -> Vec<String> {
        self.0.watch().complaints.clone()
    }
}

const IDS: [&str; 5] = ["dyndns2", "noip", "dynu", "duckdns", "dedyn"];

#[tokio::test]
async fn hold_to_the_suite() {
    for id in IDS {
        suite::run(|| Box::new(Bench::new(id))).await;
    }
}

#[tokio::test]
async fn both_families_take_one_call_where_the_service_takes_both() {
    for (id, calls) in [("dyndns2", 2), ("noip", 1), ("dynu", 1), ("duckdns", 1), ("dedyn", 1)] {
        let bench = Bench::new(id);
        let home = format!("home.{}", bench.zone());
        let tasks = [task(&home, &["203.0.113.9"]), task(&home, &["2001:db8::9"])];
        Client::of(&bench).publish(&tasks).await.iter().for_each(changed);
        assert_eq!(bench.requests().0, calls, "{id}");
    }
}

#[tokio::test]
async fn lists_are_cut_at_what_the_service_takes() {
    for id in IDS {
        let bench = Bench::new(id);
        let tasks: Vec<_> =
            (0..45).map(|at| task(&format!("h{at}.{}", bench.zone()), &["203.0.113.9"])).collect();
        Client::of(&bench).publish(&tasks).await.iter().for_each(changed);
        let calls = if id == "dedyn" { 45 } else { 3 };
        assert_eq!((bench.requests().0, bench.rows().len()), (calls, 45), "{id}");
        assert_eq!(bench.complaints(), [""; 0]);
    }
}

#[tokio::test]
async fn names_with_other_addresses_go_apart() {
    let bench = Bench::new("noip");
    let tasks = [
        task("a.example.org", &["203.0.113.1"]),
        task("b.example.org", &["203.0.113.2"]),
        task("c.example.org", &["203.0.113.1"]),
    ];
    Client::of(&bench).publish(&tasks).await.iter().for_each(changed);
    let held: Vec<_> = bench.rows().iter().map(|row| row.value.to_string()).collect();
    assert_eq!(
        (held, bench.requests().0),
        (["203.0.113.1", "203.0.113.2", "203.0.113.1"].map(String::from).to_vec(), 2)
    );
}

#[tokio::test]
async fn a_service_that_takes_no_lists_is_asked_one_by_one() {
    let bench = Bench::new("dyndns2");
    bench.0.service().no_lists = true;
    let tasks: Vec<_> = (0..3).map(|at| task(&format!("h{at}.example.org"), &["203.0.113.9"])).collect();
    let mut client = Client::of(&bench);
    client.publish(&tasks).await.iter().for_each(changed);
    assert_eq!(bench.requests().0, 4, "three at once, and each of them");
    // From then on it is not asked for what it does not take.
    let tasks: Vec<_> = (0..3).map(|at| task(&format!("h{at}.example.org"), &["203.0.113.10"])).collect();
    client.publish(&tasks).await.iter().for_each(changed);
    assert_eq!(bench.requests().0, 7);
}

#[tokio::test]
async fn what_a_service_knows_is_not_told_again_however_often_a_person_forces_it() {
    for id in IDS {
        let bench = Bench::new(id);
        let home = format!("home.{}", bench.zone());
        bench.seed(&[row(&home, "203.0.113.9", 0)]);
        let forced = || Task { force: true, ..task(&home, &["203.0.113.9"]) };
        let mut client = Client::of(&bench);
        for _ in 0..5 {
            assert_eq!(client.one(forced()).await, Outcome::Unchanged, "{id}");
        }
        assert_eq!(bench.requests().0, 1, "{id}");
        // Another address is told, and after it the first one again.
        changed(&client.one(task(&home, &["203.0.113.8"])).await);
        changed(&client.one(forced()).await);
        assert_eq!(bench.requests().0, 3, "{id}");
    }
}

#[tokio::test]
async fn one_foreign_name_does_not_take_the_others_along() {
    for (id, foreign) in [("dyndns2", "x.elsewhere.example"), ("duckdns", "foreign.duckdns.org")] {
        let bench = Bench::new(id);
        let own = |at: usize| format!("h{at}.{}", bench.zone());
        let tasks = [
            task(&own(0), &["203.0.113.9"]),
            task(foreign, &["203.0.113.9"]),
            task(&own(1), &["203.0.113.9"]),
        ];
        let done = Client::of(&bench).publish(&tasks).await;
        changed(&done[0]);
        changed(&done[2]);
        assert!(
            matches!(&done[1], Outcome::Failed(problem) if problem.code == Code::NotYours),
            "{id}: {done:?}"
        );
    }
}

#[tokio::test]
async fn what_is_there_already_is_unchanged_and_a_wrong_secret_is_asked_for_once() {
    for id in IDS {
        let bench = Bench::new(id);
        let home = format!("home.{}", bench.zone());
        bench.seed(&[row(&home, "203.0.113.9", 0)]);
        assert_eq!(Client::of(&bench).one(task(&home, &["203.0.113.9"])).await, Outcome::Unchanged, "{id}");
        if id != "duckdns" {
            let both = [task(&home, &["203.0.113.8"]), task(&home, &["2001:db8::8"])];
            let done = Client::with_secret(&bench, "wrong").publish(&both).await;
            let refused =
                |outcome: &Outcome| matches!(outcome, Outcome::Failed(p) if p.code == Code::BadCredential);
            assert!(done.iter().all(refused), "{id}: {done:?}");
            assert_eq!(bench.requests().0, 2, "{id}: a refused secret is not sent again");
        }
    }
    assert!(!logged(TOKEN) && !logged("hunter2"));
}

#[test]
fn a_generic_account_needs_an_endpoint_and_may_give_a_path() {
    let info = find("dyndns2").unwrap();
    let opening = || fingerpost::provider::Opening {
        net: fingerpost::net::Net::default(),
        secret: fingerpost::core::secret::Secret::new("x"),
    };
    let open =
        |endpoint: Option<&str>| (info.open)(&account(info, endpoint.map(str::to_owned), &[]), opening());
    assert_eq!(open(None).err().unwrap().code, Code::BadSetting);
    assert!(open(Some("https://dyn.example/my/path")).is_ok());
}
