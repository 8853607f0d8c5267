//! The record APIs, each against a stand-in of its own that is written from the vendor's documentation:
//! what is not in there is a complaint, and a complaint fails the test.
//!
//! A vendor is a file: how it wants to be asked, how it shows a record, how it refuses. What all of them
//! must be able to do is in `suite` and below.

mod akamai_edgedns;
mod aliesa;
mod arvancloud;
mod auroradns;
mod azure;
mod baiducloud;
mod bunny;
mod cloudns;
mod conoha;
mod constellix;
mod core_networks;
mod desec;
mod designate;
mod digitalocean;
mod dinahosting;
mod dnscale;
mod dnsimple;
mod dnsla;
mod dnspod;
mod dnsservices;
mod domeneshop;
mod dreamhost;
mod dynv6;
mod easydns;
mod edgeone;
mod exoscale;
mod flexible_engine;
mod gandi;
mod gcore;
mod gcp;
mod gehirn;
mod glesys;
mod godaddy;
mod hetzner;
mod hetzner_cloud;
mod hipmdnsmgr;
mod hostinger;
mod hosttech;
mod huaweicloud;
mod infoblox;
mod infomaniak;
mod internet_bs;
mod inwx;
mod ionos;
mod ionos_cloud;
mod leaseweb;
mod linode;
mod luadns;
mod mythic_beasts;
mod namecom;
mod namesilo;
mod neodigit;
mod netcup;
mod netlify;
mod netnod;
mod nfsn;
mod njalla;
mod ns1;
mod oracle;
mod otc;
mod ovh;
mod pointdns;
mod porkbun;
mod poweradmin;
mod powerdns;
mod rainyun;
mod rcodezero;
mod regfish;
mod regru;
mod route53;
mod safedns;
mod sakuracloud;
mod scaleway;
mod selectel;
mod servercow;
mod signed;
mod simply;
mod spaceship;
mod technitium;
mod tencentcloud;
mod transip;
mod ultradns;
mod veesp;
mod vercel;
mod vinyldns;
mod virtualname;
mod volcengine;
mod vultr;
mod websupport;
mod wedos;
mod yandex360;
mod yandex_cloud;
mod zoneee;

use std::collections::BTreeMap;

use fingerpost::{
    config::Account,
    core::{
        message::Outcome,
        problem::{Code, Remedy},
    },
    provider::{Info, Model, find, publish::Zones},
};
use serde_json::{Value, json};

use super::{
    http::{Request, Response, Server, Service, decode, reply},
    stand::{self, Client, Row, Stand, Trouble, account, changed, row, task},
    suite,
};

pub const ZONE: &str = "example.org";

/// A vendor, as its documentation describes it.
#[derive(Clone, Copy)]
pub struct Vendor {
    pub id: &'static str,
    pub fields: &'static [(&'static str, &'static str)],
    pub secret: &'static str,
    /// What the documented addresses have in front of the path of a call.
    pub prefix: &'static str,
    /// Whether the request shows whose it is, to the letter.
    pub signed_in: fn(&Request) -> bool,
    /// Answers a request that is signed in. `None`: there is no such call.
    pub serve: fn(&mut World, &Hit<'_>) -> Option<Response>,
    /// Whether a request is meant to change something.
    pub writes: fn(&Hit<'_>) -> bool,
    /// Its own way of refusing; `None` where it has none.
    pub refuses: fn(Refusal) -> Option<Response>,
    /// Whether its TTL can be set: not where all records have the zone's.
    pub ttl: bool,
}

/// Why a vendor refuses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    Credential,
    Permission,
    Busy,
    Broken,
    /// With a status that says that all is well.
    InSuccess,
    /// The path or the zone is not there.
    Missing,
}

/// The common way: a status and JSON with a message.
pub fn by_status(refusal: Refusal) -> Option<Response> {
    let status = match refusal {
        Refusal::Credential => 401,
        Refusal::Permission => 403,
        Refusal::Busy => 429,
        Refusal::Broken => 503,
        Refusal::InSuccess => return None,
        Refusal::Missing => 404,
    };
    Some(reply(status, json!({"message": format!("{refusal:?}")})))
}

/// One record as the vendor keeps it.
#[derive(Clone, PartialEq, Debug)]
pub struct Stored {
    pub id: u64,
    /// Below the zone; "" at the apex.
    pub sub: String,
    pub kind: String,
    pub value: String,
    pub ttl: u32,
    /// What it keeps beside: must survive an update.
    pub note: String,
}

/// What the vendor holds of `example.org`.
#[derive(Default, Debug)]
pub struct World {
    pub records: Vec<Stored>,
    made: u64,
    pub complaints: Vec<String>,
    /// Whatever a vendor has to remember: sessions, nonces.
    pub memory: BTreeMap<String, String>,
}

#[expect(clippy::needless_pass_by_value, reason = "a text or a number, as it reads best where it is said")]
impl World {
    pub fn add(&mut self, sub: &str, kind: &str, value: &str, ttl: u32) -> &mut Stored {
        self.made += 1;
        let (sub, kind, value) = (sub.trim_matches('@').to_owned(), kind.to_owned(), value.to_owned());
        self.records.push(Stored { id: 70_000 + self.made, sub, kind, value, ttl, note: String::new() });
        self.records.last_mut().unwrap()
    }

    pub fn by_id(&mut self, id: impl ToString) -> Option<&mut Stored> {
        let id = id.to_string();
        self.records.iter_mut().find(|record| record.id.to_string() == id)
    }

    /// Whether it was there.
    pub fn remove(&mut self, id: impl ToString) -> bool {
        let (id, before) = (id.to_string(), self.records.len());
        self.records.retain(|record| record.id.to_string() != id);
        self.records.len() < before
    }

    /// The RRset of a name below the zone.
    pub fn rrset(&self, sub: &str, kind: &str) -> Vec<Stored> {
        let sub = sub.trim_matches('@');
        self.records.iter().filter(|record| record.sub == sub && record.kind == kind).cloned().collect()
    }

    /// All RRsets, in the order of their names.
    pub fn rrsets(&self) -> Vec<Vec<Stored>> {
        let mut sets: BTreeMap<(String, String), Vec<Stored>> = BTreeMap::new();
        for record in &self.records {
            sets.entry((record.sub.clone(), record.kind.clone())).or_default().push(record.clone());
        }
        sets.into_values().collect()
    }

    /// Puts an RRset in the place of what is there; empty values remove it. What is kept beside goes, unless
    /// `note` says it again.
    pub fn replace(&mut self, sub: &str, kind: &str, values: &[String], ttl: u32, note: &str) {
        let sub = sub.trim_matches('@');
        self.records.retain(|record| record.sub != sub || record.kind != kind);
        for value in values {
            note.clone_into(&mut self.add(sub, kind, value, ttl).note);
        }
    }

    pub fn complain(&mut self, what: impl ToString) {
        self.complaints.push(what.to_string());
    }

    /// The part of `items` that a page holds, counted from 1.
    pub fn page(&mut self, items: Vec<Value>, page: &str, size: &str, most: usize) -> Vec<Value> {
        let (page, size) = (page.parse::<usize>().unwrap_or(1), size.parse::<usize>().unwrap_or(most));
        if size > most || page == 0 {
            self.complain(format!("page {page} of {size}"));
        }
        items.into_iter().skip((page.max(1) - 1) * size).take(size).collect()
    }
}

/// One request, taken apart.
pub struct Hit<'a> {
    pub request: &'a Request,
    pub method: &'a str,
    /// Of the path below the vendor's prefix, decoded.
    pub segments: Vec<&'a str>,
    /// The body as JSON; null if it is none.
    pub json: Value,
    /// The body as a form.
    pub form: Vec<(String, String)>,
}

impl<'a> Hit<'a> {
    fn of(request: &'a Request, prefix: &str) -> Option<Self> {
        let below = request.path.strip_prefix(prefix)?;
        let pairs = request.body.split('&').filter_map(|pair| pair.split_once('='));
        Some(Self {
            request,
            method: &request.method,
            segments: below.split('/').skip(1).collect(),
            json: serde_json::from_str(&request.body).unwrap_or_default(),
            form: pairs.map(|(key, value)| (decode(key), decode(value))).collect(),
        })
    }

    /// A parameter of the query, or "".
    pub fn param(&self, key: &str) -> &'a str {
        self.request.param(key).unwrap_or_default()
    }

    /// A pair of the form, or "".
    pub fn field(&self, key: &str) -> &str {
        self.form.iter().find(|(name, _)| name == key).map_or("", |(_, value)| value)
    }

    /// A member of the JSON body as text, or "".
    pub fn text(&self, pointer: &str) -> String {
        said(&self.json, pointer)
    }

    /// A member that has to be a number.
    pub fn number(&self, pointer: &str) -> Option<u32> {
        self.json.pointer(pointer)?.as_u64()?.try_into().ok()
    }

    /// Complains of parameters that are not documented.
    pub fn params(&self, world: &mut World, allowed: &[&str]) {
        for strange in self.request.strange_params(allowed) {
            world.complain(format!("{} {}: parameter {strange}", self.method, self.request.path));
        }
    }

    /// Complains of members of the body that are not documented, and of such as are missing (`!name`).
    pub fn members(&self, world: &mut World, body: &Value, allowed: &[&str]) {
        let known = |key: &str| allowed.iter().any(|name| name.trim_start_matches('!') == key);
        let own: Vec<&String> = body.as_object().map(|members| members.keys().collect()).unwrap_or_default();
        let missing = allowed.iter().filter_map(|name| name.strip_prefix('!'));
        for name in missing.filter(|name| body.get(name).is_none()) {
            world.complain(format!("{} {}: {name} is missing", self.method, self.request.path));
        }
        for strange in own.into_iter().filter(|key| !known(key)) {
            world.complain(format!("{} {}: member {strange}", self.method, self.request.path));
        }
        if !body.is_null() && !self.request.header("content-type").starts_with("application/json") {
            world.complain("a JSON body without its Content-Type");
        }
    }
}

/// The text or number at a pointer, or "".
pub fn said(value: &Value, pointer: &str) -> String {
    match value.pointer(pointer) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// The whole name of what is below the zone.
pub fn whole(sub: &str) -> String {
    if sub.is_empty() { ZONE.to_owned() } else { format!("{sub}.{ZONE}") }
}

/// What is below the zone of a whole name, with a final dot or without; `None` for another zone.
pub fn below(name: &str) -> Option<String> {
    let name = name.trim_end_matches('.');
    if name == ZONE { Some(String::new()) } else { name.strip_suffix(&format!(".{ZONE}")).map(str::to_owned) }
}

/// What the records below the zone have as apex name.
pub fn at_apex(sub: &str) -> &str {
    if sub.is_empty() { "@" } else { sub }
}

struct Served {
    vendor: Vendor,
    world: World,
}

impl Service for Served {
    fn serve(&mut self, request: &Request, complaints: &mut Vec<String>) -> Response {
        let refuse = |refusal| (self.vendor.refuses)(refusal).unwrap_or_else(|| reply(400, ""));
        if !(self.vendor.signed_in)(request) {
            return refuse(Refusal::Credential);
        }
        let hit = Hit::of(request, self.vendor.prefix);
        let served = hit.and_then(|hit| (self.vendor.serve)(&mut self.world, &hit));
        complaints.append(&mut self.world.complaints);
        served.unwrap_or_else(|| {
            complaints.push(format!("no such call: {} {} {}", request.method, request.path, request.body));
            refuse(Refusal::Missing)
        })
    }

    fn trouble(&self, trouble: Trouble, request: &Request) -> Option<Response> {
        let own = |refusal| (self.vendor.refuses)(refusal);
        match trouble {
            Trouble::BadCredential => own(Refusal::Credential),
            Trouble::Forbidden if self.writes(request) => own(Refusal::Permission),
            Trouble::Busy(seconds) => own(Refusal::Busy).map(|mut response| {
                response.headers.push(("Retry-After", seconds.to_string()));
                response
            }),
            Trouble::Broken => own(Refusal::Broken),
            Trouble::ErrorInSuccess => Some(
                own(Refusal::InSuccess).unwrap_or_else(|| reply(200, json!({"error": "it did not work"}))),
            ),
            _ => None,
        }
    }

    fn writes(&self, request: &Request) -> bool {
        Hit::of(request, self.vendor.prefix).is_some_and(|hit| (self.vendor.writes)(&hit))
    }
}

pub struct Bench {
    server: Server<Served>,
    vendor: Vendor,
}

impl Bench {
    pub fn of(vendor: Vendor) -> Self {
        Self { server: Server::start(Served { vendor, world: World::default() }), vendor }
    }
}

impl Stand for Bench {
    fn info(&self) -> &'static Info {
        find(self.vendor.id).unwrap()
    }
    fn account(&self) -> Account {
        let fields: Vec<_> =
            self.vendor.fields.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
        let endpoint = format!("http://{}{}", self.server.address, self.vendor.prefix);
        account(self.info(), Some(endpoint), &fields)
    }
    fn secret(&self) -> &'static str {
        self.vendor.secret
    }
    fn seed(&self, rows: &[Row]) {
        let mut served = self.server.service();
        served.world.records.clear();
        for row in rows {
            let sub = below(&row.name).unwrap();
            let stored = served.world.add(&sub, row.kind.as_str(), &row.value.to_string(), row.ttl);
            stored.note.clone_from(&row.note);
        }
    }
    fn rows(&self) -> Vec<Row> {
        let shape = |stored: &Stored| Row {
            note: stored.note.clone(),
            ..row(&whole(&stored.sub), &stored.value, stored.ttl)
        };
        let served = self.server.service();
        served.world.records.iter().filter(|stored| stored.kind.starts_with('A')).map(shape).collect()
    }
    fn requests(&self) -> (usize, usize) {
        let watch = self.server.watch();
        (watch.requests.len(), watch.writes)
    }
    fn trouble(&self, trouble: Option<Trouble>) -> bool {
        self.server.watch().trouble = trouble;
        true
    }
    fn complaints(&self) -> Vec<String> {
        self.server.watch().complaints.clone()
    }
    fn sets_ttl(&self) -> bool {
        self.vendor.ttl
    }
    fn writes_a_change(&self) -> usize {
        if ["nfsn", "regru", "transip"].contains(&self.vendor.id) { 2 } else { 1 }
    }
}

/// Everything that must be true of a record API.
pub async fn run(vendor: Vendor) {
    suite::run(|| Box::new(Bench::of(vendor))).await;
    every_page_is_read(&Bench::of(vendor)).await;
    an_alias_is_no_place_for_an_address(&Bench::of(vendor)).await;
    names_of_every_kind_are_kept_apart(&Bench::of(vendor)).await;
    questions_without_an_answer_change_nothing(vendor).await;
}

const PAGE: &str = "<html><head><title>Denied</title></head><body>Request ID 0.1</body></html>";

/// Whatever is said in the place of an answer, it is no reason to take the zone for empty; and what a gateway
/// says in the service's place stops nothing.
async fn questions_without_an_answer_change_nothing(vendor: Vendor) {
    let answers = [(200, ""), (200, r#"{"message":"down for maintenance"}"#), (403, PAGE), (404, PAGE)];
    for (status, body) in answers {
        let bench = Bench::of(vendor);
        bench.seed(&[row("home.example.org", "198.51.100.7", 60)]);
        let before = bench.rows();
        let answer = |body: Option<&str>| {
            let mut watch = bench.server.watch();
            watch.answer = body.map(|body| (status, body.to_owned()));
            watch.only_questions = true;
        };
        let home = |value: &str| task("home.example.org", &[value]);
        // The sign-in; the zone, or the list of them; the records.
        let mut client = Client::of(&bench);
        for stage in ["anew", "signed in", "zone known"] {
            if stage != "anew" && client.info.model == Model::Push {
                continue;
            }
            answer(None);
            match stage {
                "anew" => (),
                "signed in" => {
                    assert_eq!(client.one(home("198.51.100.7")).await, Outcome::Unchanged);
                    client.zones = Zones::default();
                }
                _ => assert_eq!(client.one(home("198.51.100.7")).await, Outcome::Unchanged),
            }
            let writes = bench.requests().1;
            answer(Some(body));
            let who = format!("{}, {stage}: {status} {body}", vendor.id);
            let Outcome::Failed(problem) = client.one(home("203.0.113.9")).await else {
                panic!("{who} was taken for an answer")
            };
            assert_eq!((bench.rows(), bench.requests().1), (before.clone(), writes), "{who}");
            assert_eq!(problem.code.remedy(), Remedy::Retry, "{who}: {problem:?}");
        }
    }
}

async fn every_page_is_read(bench: &Bench) {
    let host = |at: usize| format!("h{at}.{ZONE}");
    bench.seed(&(0..250).map(|at| row(&host(at), "203.0.113.9", 3600)).collect::<Vec<_>>());
    let mut tasks: Vec<_> = (240..250).map(|at| task(&host(at), &["203.0.113.9"])).collect();
    tasks[9].want.values = vec!["203.0.113.10".parse().unwrap()];
    let done = Client::of(bench).publish(&tasks).await;
    if bench.info().model != Model::Push {
        assert!(
            done[..9].iter().all(|outcome| *outcome == Outcome::Unchanged),
            "{}: {done:?}",
            bench.vendor.id
        );
        assert_eq!(bench.requests().1, bench.writes_a_change(), "{}: one change", bench.vendor.id);
    }
    changed(&done[9]);
    assert_eq!(bench.rows().len(), 250);
    assert_eq!(bench.complaints(), [""; 0]);
}

/// A wildcard, a name that is not ASCII, one of two labels below the zone, and their neighbours.
async fn names_of_every_kind_are_kept_apart(bench: &Bench) {
    let names = ["*.example.org", "bücher.example.org", "a.b.example.org", "b.example.org", "example.org"];
    for (at, name) in names.iter().enumerate() {
        let value = format!("203.0.113.{}", 10 + at);
        changed(&Client::of(bench).one(task(name, &[&value])).await);
    }
    let mut held: Vec<_> = bench.rows().into_iter().map(|row| (row.value.to_string(), row.name)).collect();
    held.sort();
    let expected: Vec<_> = names
        .iter()
        .enumerate()
        .map(|(at, name)| (format!("203.0.113.{}", 10 + at), stand::name(name).to_string()))
        .collect();
    assert_eq!(held, expected, "{}", bench.vendor.id);
    assert_eq!(bench.complaints(), [""; 0]);
}

/// What they list of several names, or of one, is asked for by type: an alias is not in there, and it is the
/// service that refuses.
const LISTS_BY_TYPE: &[&str] = &["constellix", "edgecenter", "godaddy", "ns1", "zoneee"];
const ONE_BY_TYPE: &[&str] = &[
    "akamai-edgedns",
    "azure",
    "constellix",
    "edgecenter",
    "gcore",
    "godaddy",
    "ns1",
    "yandex-cloud",
    "zoneee",
];

/// Whoever shows an alias in its lists is not asked to put an address beside it.
async fn an_alias_is_no_place_for_an_address(bench: &Bench) {
    bench.server.service().world.add("home", "CNAME", "elsewhere.example.", 3600);
    let others = ["b", "c", "d", "e"].map(|label| task(&format!("{label}.{ZONE}"), &["203.0.113.9"]));
    let mut tasks = vec![task("home.example.org", &["203.0.113.9"])];
    tasks.extend(others);
    let who = bench.vendor.id;
    for (tasks, unseen) in [(&tasks[..1], ONE_BY_TYPE), (&tasks[..], LISTS_BY_TYPE)] {
        let done = Client::of(bench).publish(tasks).await;
        done[1..].iter().for_each(changed);
        let refused = matches!(&done[0], Outcome::Failed(problem) if problem.code == Code::Conflict);
        assert_eq!(refused, !unseen.contains(&who), "{who}: {:?} of {}", done[0], done.len());
        let mut served = bench.server.service();
        assert_eq!(served.world.rrset("home", "CNAME").len(), 1, "{who}");
        assert_eq!(served.world.rrset("home", "A").is_empty(), refused, "{who}");
        served.world.replace("home", "A", &[], 0, "");
    }
}

/// Where one call carries all: one record that is refused in it does not take the others along.
pub async fn one_bad_name(bench: &Bench) {
    let tasks = ["a", "b", "bad", "d", "e"].map(|label| task(&format!("{label}.{ZONE}"), &["203.0.113.9"]));
    let done = Client::of(bench).publish(&tasks).await;
    let failed =
        |outcome: &Outcome| matches!(outcome, Outcome::Failed(problem) if problem.code == Code::BadRecord);
    assert!(failed(&done[2]), "{done:?}");
    done.iter().filter(|outcome| !failed(outcome)).for_each(changed);
    assert_eq!(bench.rows().len(), 4);
    assert_eq!(bench.complaints(), [""; 0]);
}

/// What is switched off with the right value is not published, and not a thing to switch on unasked.
pub async fn left_alone(bench: &Bench) {
    let before = bench.rows();
    let problem = Client::of(bench).problem(task("home.example.org", &["203.0.113.9"])).await;
    let said = "it is switched off at the provider; switch it on there, or remove it";
    assert_eq!((problem.code, problem.said.as_deref()), (Code::Conflict, Some(said)));
    assert_eq!((bench.rows(), bench.requests().1), (before, 0));
}
