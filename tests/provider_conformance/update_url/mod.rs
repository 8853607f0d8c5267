//! The update-URL services: every row against a strict stand-in, played from `facts`.

mod facts;
mod service;

use std::collections::BTreeSet;

use fingerpost::{
    config::{Account, Known, check},
    core::{
        message::{Outcome, Task},
        problem::Code,
    },
    provider::{self, ALL, Info, Model, find},
};

use self::{
    facts::FACTS,
    service::{Credential, Facts, GUESSED, Hosts, Names, Played, Unsaid},
};
use super::{
    http::{Server, reply},
    stand::{self, Client, Limits, Row, Stand, Trouble, account, changed, logged, name, row},
    suite,
};

/// What a password may hold.
const SECRET: &str = "hunter2&x=1 %äß";
const TOKEN: &str = "a7c4d0ad-114e-40ef-ba1d-d217904a50f2";

/// The stand-in, what it plays, and the `[provider.lab]` that describes it instead of a row.
struct Bench(Server<Played>, &'static Facts, Option<&'static str>);

impl Bench {
    fn of(facts: &'static Facts) -> Self {
        Self(Server::start(Played { facts, hosts: Hosts::new(), no_lists: false }), facts, None)
    }

    fn described(facts: &'static Facts, own: &'static str) -> Self {
        Self(Bench::of(facts).0, facts, Some(own))
    }

    fn new(id: &str) -> Self {
        Self::of(FACTS.iter().find(|facts| facts.id == id).unwrap())
    }

    fn task(&self, host: &str, values: &[&str]) -> Task {
        let zone = self.limits().needs_zone.then(|| name(self.zone()));
        Task { zone, ..stand::task(host, values) }
    }
}

impl Stand for Bench {
    fn info(&self) -> &'static Info {
        if self.2.is_some() {
            return Box::leak(Box::new(provider::of(&self.account()).unwrap()));
        }
        find(self.1.id).unwrap()
    }
    fn account(&self) -> Account {
        if let Some(own) = self.2 {
            let own = own.replace("HOST", &self.0.address.to_string());
            let text = format!("version = 1\n[provider.own]\n{own}\n[account.lab]\nprovider = \"own\"\n");
            let known = Known { accounts: &provider::ACCOUNTS, sources: &[] };
            let user = if own.contains("{username}") { "username = \"me@example.org\"\n" } else { "" };
            let read = check(std::path::Path::new("config.toml"), &format!("{text}{user}"), &known);
            let config = read.unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
            // Where the secret is the whole address, the endpoint takes the server's place.
            let endpoint = own.contains("\"url\"").then(|| format!("http://{}", self.0.address));
            return Account { endpoint, ..config.accounts["lab"].clone() };
        }
        let fields: Vec<_> = self.1.fields.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
        account(self.info(), Some(format!("http://{}", self.0.address)), &fields)
    }
    fn secret(&self) -> &'static str {
        match (self.1.id, self.1.credential) {
            ("directnic", _) => "https://directnic.com/dns/gateway/a7c4d0ad-114e-40ef-ba1d-d217904a50f2/",
            ("cloudns-dyn", _) => {
                "https://ipv6.cloudns.net/api/dynamicURL/?q=a7c4d0ad-114e-40ef-ba1d-d217904a50f2"
            }
            (_, Credential::Basic(_) | Credential::Param(_) | Credential::Query(_)) => SECRET,
            (_, Credential::Bearer | Credential::Path) => TOKEN,
        }
    }
    fn zone(&self) -> &'static str {
        self.0.service().zone()
    }
    fn seed(&self, rows: &[Row]) {
        let mut service = self.0.service();
        for row in rows {
            service.hosts.entry(row.name.clone()).or_default()[usize::from(row.value.is_ipv6())] =
                Some(row.value.to_string());
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
        match trouble {
            // Of a service that says yes to everything with its status, no text is a no.
            Some(Trouble::ErrorInSuccess) => self.1.odd.is_some(),
            Some(Trouble::Truncated) => !self.1.changed.1.is_empty(),
            _ => true,
        }
    }
    fn limits(&self) -> Limits {
        let facts = self.1;
        Limits {
            one_name: facts.names == Names::Implied,
            no_apex: matches!(facts.names, Names::Below(..)),
            tells_foreign: facts.foreign.is_some() && facts.names != Names::Implied,
            ipv4_only: facts.ipv4_only,
            needs_zone: matches!(facts.names, Names::Sub(..)),
            bad_credential: facts.stops,
        }
    }
    fn complaints(&self) -> Vec<String> {
        self.0.watch().complaints.clone()
    }
}

/// Where the address of the connection is what is published, there is nothing to be said; it has a test of
/// its own.
const UNSAID: &str = "mythic-beasts-dyn";

#[test]
fn every_service_has_its_facts() {
    let rows: BTreeSet<&str> =
        ALL.iter().filter(|info| info.model == Model::Push).map(|info| info.shape.id).collect();
    let facts: BTreeSet<&str> = FACTS.iter().map(|facts| facts.id).chain([UNSAID]).collect();
    assert_eq!(rows, facts);
    assert_eq!(FACTS.len() + 1, facts.len());
}

#[tokio::test]
async fn hold_to_the_suite() {
    for facts in FACTS {
        suite::run(|| Box::new(Bench::of(facts))).await;
    }
}

/// Services of the table, as a person would describe them.
const OWN: &[(&str, &str)] = &[
    (
        "variomedia-dyn",
        r#"url = "http://HOST/nic/update"
        query = "hostname={names}&myip={ip}"
        auth = "basic:{username}"
        families = "together"
        speaks = "dyndns2""#,
    ),
    (
        "duckdns",
        r#"url = "http://HOST/update"
        query = "domains={names}&ip={ip4}&ipv6={ip6}&verbose=true"
        auth = "param:token"
        names = "below:duckdns.org"
        families = "together"
        most = 20
        answers = { done = "OK", same = "NOCHANGE", not-yours = ["KO"] }"#,
    ),
    (
        "freedns",
        r#"url = "http://HOST/u/"
        query = "address={ip}"
        auth = "path:/"
        names = "implied"
        answers = { done = ["Updated "], same = "No IP change", bad-credential = "ERROR" }"#,
    ),
    (
        "enom",
        r#"url = "http://HOST/interface.asp"
        query = "Command=SetDNSHost&HostName={names}&Zone={zone}&Address={ip4}"
        auth = "param:DomainPassword"
        names = "relative"
        families = "ipv4"
        answers = { done = "ErrCount=0", not-permitted = "*Err1=" }"#,
    ),
    (
        "inwx-dyn",
        r#"url = "http://HOST/nic/update"
        query = "hostname={names}&myip={ip4}&myipv6={ip6}"
        auth = "basic:{username}"
        families = "ipv6-with-ipv4"
        speaks = "dyndns2""#,
    ),
    (
        "dyn",
        r#"url = "http://HOST/nic/update"
        query = "hostname={names}&myip={ip}"
        auth = "basic:{username}"
        families = "both"
        most = 20
        speaks = "dyndns2""#,
    ),
    (
        "directnic",
        r#"auth = "url"
        query = "data={ip}"
        names = "implied"
        answers = { done = "*\"result\":\"success\"", not-permitted = "*\"result\":\"error" }"#,
    ),
    (
        "myaddr",
        r#"url = "http://HOST/update"
        query = "ip={ip}"
        method = "POST"
        auth = "param:key"
        names = "implied"
        answers = { done = "HTTP 200", bad-credential = "HTTP 404" }"#,
    ),
];

#[tokio::test]
async fn what_a_person_describes_holds_to_the_suite_like_a_row() {
    for (id, own) in OWN {
        let facts = FACTS.iter().find(|facts| facts.id == *id).unwrap();
        suite::run(|| Box::new(Bench::described(facts, own))).await;
    }
}

#[tokio::test]
async fn a_status_alone_means_the_same_everywhere() {
    for facts in FACTS {
        for (status, code) in [
            (401, Code::BadCredential),
            (403, Code::NotPermitted),
            (429, Code::RateLimited),
            (500, Code::Outage),
            (502, Code::Outage),
        ] {
            let bench = Bench::of(facts);
            // Pages about errors repeat what was asked for.
            let secret = bench.secret();
            let encoded: String = secret
                .bytes()
                .map(|b| {
                    if b.is_ascii_alphanumeric() || b == b'-' {
                        char::from(b).to_string()
                    } else {
                        format!("%{b:02X}")
                    }
                })
                .collect();
            let page = format!("<a href=\"?k={encoded}\">{secret}</a> {}", secret.replace('&', "&amp;"));
            bench.0.watch().answer = Some((status, page));
            let home = format!("home.{}", bench.zone());
            let problem = Client::of(&bench).problem(bench.task(&home, &["203.0.113.9"])).await;
            assert_eq!(problem.code, code, "{} {status}", facts.id);
            let shown = format!("{problem:?}");
            assert!(!shown.contains("hunter2") && !shown.contains(TOKEN), "{}: {shown}", facts.id);
        }
    }
}

#[tokio::test]
async fn both_families_take_one_call_where_the_service_takes_both() {
    for facts in FACTS.iter().filter(|facts| !facts.ipv4_only) {
        let (id, calls) = (facts.id, if facts.both { 1 } else { 2 });
        let bench = Bench::of(facts);
        let home = format!("home.{}", bench.zone());
        let tasks = [bench.task(&home, &["203.0.113.9"]), bench.task(&home, &["2001:db8::9"])];
        Client::of(&bench).publish(&tasks).await.iter().for_each(changed);
        assert_eq!(bench.requests().0, calls, "{id}");
    }
}

/// github.com/openwrt/packages/issues/17875, github.com/qdm12/ddns-updater/issues/633: an update with one
/// family took the other's record away, or set it to the address of the connection.
#[tokio::test]
async fn a_family_that_a_service_would_remove_or_guess_is_said_with_the_other() {
    for facts in FACTS.iter().filter(|facts| facts.unsaid != Unsaid::Stays) {
        let (id, bench) = (facts.id, Bench::of(facts));
        assert!(bench.info().both_families, "{id}");
        let home = format!("home.{}", bench.zone());
        let mut client = Client::of(&bench);
        let [v4, v6] = ["203.0.113.9", "2001:db8::9"];
        client.publish(&[bench.task(&home, &[v4]), bench.task(&home, &[v6])]).await.iter().for_each(changed);
        let other = bench.task(&home, &[v4]);
        let other = Task { published: other.want.values.clone(), ..other };
        let done = client.publish(&[bench.task(&home, &["2001:db8::a"]), other]).await;
        changed(&done[0]);
        assert_eq!(done[1], Outcome::Unchanged, "{id}: it was only said again");
        let held: Vec<_> = bench.rows().iter().map(|row| row.value.to_string()).collect();
        assert_eq!((held, bench.requests().0), ([v4, "2001:db8::a"].map(String::from).to_vec(), 2), "{id}");
        assert_eq!(bench.complaints(), [""; 0]);
    }
    // The stand-ins do what they are here for.
    for (id, left) in [("dyn", None), ("noip", Some(GUESSED))] {
        let bench = Bench::new(id);
        bench.seed(&[row("home.example.org", "203.0.113.9", 0)]);
        changed(&Client::of(&bench).one(bench.task("home.example.org", &["2001:db8::9"])).await);
        let mut held = bench.rows().into_iter().map(|row| row.value.to_string());
        assert_eq!(held.find(|value| !value.contains(':')).as_deref(), left, "{id}");
    }
}

#[tokio::test]
async fn lists_are_cut_at_what_the_service_takes() {
    for facts in FACTS.iter().filter(|facts| matches!(facts.names, Names::Full(_) | Names::Below(..))) {
        let (id, bench) = (facts.id, Bench::of(facts));
        let tasks: Vec<_> =
            (0..45).map(|at| stand::task(&format!("h{at}.{}", bench.zone()), &["203.0.113.9"])).collect();
        Client::of(&bench).publish(&tasks).await.iter().for_each(changed);
        let calls = 45_usize.div_ceil(facts.most);
        assert_eq!((bench.requests().0, bench.rows().len()), (calls, 45), "{id}");
        assert_eq!(bench.complaints(), [""; 0]);
    }
}

#[tokio::test]
async fn names_with_other_addresses_go_apart() {
    let bench = Bench::new("noip");
    let tasks = [
        stand::task("a.example.org", &["203.0.113.1"]),
        stand::task("b.example.org", &["203.0.113.2"]),
        stand::task("c.example.org", &["203.0.113.1"]),
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
    let tasks: Vec<_> =
        (0..3).map(|at| stand::task(&format!("h{at}.example.org"), &["203.0.113.9"])).collect();
    let mut client = Client::of(&bench);
    client.publish(&tasks).await.iter().for_each(changed);
    assert_eq!(bench.requests().0, 4, "three at once, and each of them");
    // From then on it is not asked for what it does not take.
    let tasks: Vec<_> =
        (0..3).map(|at| stand::task(&format!("h{at}.example.org"), &["203.0.113.10"])).collect();
    client.publish(&tasks).await.iter().for_each(changed);
    assert_eq!(bench.requests().0, 7);
}

#[tokio::test]
async fn what_a_service_knows_is_not_told_again_however_often_a_person_forces_it() {
    for facts in FACTS.iter().filter(|facts| facts.same.is_some()) {
        let (id, bench) = (facts.id, Bench::of(facts));
        let home = format!("home.{}", bench.zone());
        bench.seed(&[row(&home, "203.0.113.9", 0)]);
        let forced = || Task { force: true, ..bench.task(&home, &["203.0.113.9"]) };
        let mut client = Client::of(&bench);
        for _ in 0..5 {
            assert_eq!(client.one(forced()).await, Outcome::Unchanged, "{id}");
        }
        assert_eq!(bench.requests().0, 1, "{id}");
        // Another address is told, and after it the first one again.
        changed(&client.one(bench.task(&home, &["203.0.113.8"])).await);
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
            stand::task(&own(0), &["203.0.113.9"]),
            stand::task(foreign, &["203.0.113.9"]),
            stand::task(&own(1), &["203.0.113.9"]),
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
async fn a_wrong_secret_is_asked_for_once() {
    for facts in FACTS.iter().filter(|facts| facts.stops == Code::BadCredential) {
        let (id, bench) = (facts.id, Bench::of(facts));
        let home = format!("home.{}", bench.zone());
        let wrong = bench.secret().replace("hunter2", "mistaken7").replace("a7c4d0ad", "00000000");
        let both = [bench.task(&home, &["203.0.113.8"]), bench.task(&home, &["2001:db8::8"])];
        let both = if facts.ipv4_only { &both[..1] } else { &both };
        let done = Client::with_secret(&bench, &wrong).publish(both).await;
        let refused =
            |outcome: &Outcome| matches!(outcome, Outcome::Failed(p) if p.code == Code::BadCredential);
        assert!(done.iter().all(refused), "{id}: {done:?}");
        assert_eq!(bench.requests().0, 1, "{id}: a refused secret is not sent again");
        assert!(
            !format!("{done:?}").contains("mistaken7") && !format!("{done:?}").contains("00000000"),
            "{id}"
        );
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

#[tokio::test]
async fn a_connection_that_is_published_is_made_over_its_family() {
    /// Takes what Mythic Beasts documents, and nothing else.
    struct Mythic;
    impl super::http::Service for Mythic {
        fn serve(
            &mut self,
            request: &super::http::Request,
            complaints: &mut Vec<String>,
        ) -> super::http::Response {
            let fits = request.method == "POST"
                && request.path == "/dns/v2/dynamic/home.example.org"
                && request.header("authorization") == "Basic a2V5OnNlY3JldA=="
                && (request.query.is_empty() && request.body.is_empty());
            if !fits {
                complaints.push(format!("{request:?}"));
            }
            reply(200, "{\"message\":\"1 records added\"}")
        }
        fn trouble(&self, _: Trouble, _: &super::http::Request) -> Option<super::http::Response> {
            None
        }
        fn writes(&self, _: &super::http::Request) -> bool {
            true
        }
    }
    let server = Server::start(Mythic);
    let info = find(UNSAID).unwrap();
    let endpoint = format!("http://localhost:{}", server.address.port());
    let account = account(info, Some(endpoint), &[("username", "key".to_owned())]);
    let mut client = Client::opened(info, &account, "secret", fingerpost::net::Net::default());
    changed(&client.one(stand::task("home.example.org", &["203.0.113.9"])).await);
    assert_eq!(server.watch().complaints, [""; 0]);
    // The stand-in is there over IPv4 alone: no IPv6 address is published over that.
    let code = client.code(stand::task("home.example.org", &["2001:db8::9"])).await;
    assert!(matches!(code, Code::Unreachable | Code::NoSuchServer), "{code:?}");
    assert_eq!(server.watch().requests.len(), 1);
}

#[tokio::test]
async fn a_domain_of_ones_own_is_said_to_dynu_as_domain_and_alias() {
    let bench = Bench::new("dynu");
    let task = |host: &str| Task { zone: Some(name("example.org")), ..stand::task(host, &["203.0.113.9"]) };
    changed(&Client::of(&bench).one(task("home.example.org")).await);
    let query = bench.0.watch().requests[0].query.clone();
    let query: Vec<(&str, &str)> = query.iter().map(|(key, value)| (&**key, &**value)).collect();
    let expected =
        [("hostname", "example.org"), ("alias", "home"), ("myip", "203.0.113.9"), ("myipv6", "no")];
    assert_eq!(query, expected);
}

#[tokio::test]
async fn an_identifier_that_is_not_configured_is_not_asked_for() {
    let bench = Bench::new("sitelutions");
    let code = Client::of(&bench).code(stand::task("new.example.org", &["203.0.113.9"])).await;
    assert_eq!((code, bench.requests().0), (Code::NotYours, 0));
}

#[test]
fn a_whole_address_as_the_secret_must_be_the_services() {
    let bench = Bench::new("directnic");
    let open = |secret: &str| {
        let net = fingerpost::net::Net::default();
        let secret = fingerpost::core::secret::Secret::new(secret);
        let account = Account { endpoint: None, ..bench.account() };
        (bench.info().open)(&account, fingerpost::provider::Opening { net, secret }).err()
    };
    assert_eq!(open("https://directnic.com/dns/gateway/x/"), None);
    for wrong in ["http://directnic.com/x", "https://directnic.com.evil.example/x", "hunter2", ""] {
        let problem = open(wrong).unwrap();
        assert_eq!(problem.code, Code::BadCredential, "{wrong}");
        assert!(wrong.is_empty() || !format!("{problem:?}").contains(wrong), "{problem:?}");
    }
}
