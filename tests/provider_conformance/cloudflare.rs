//! Cloudflare: a stand-in of API v4 (`zones`, `dns_records`, `batch`), and what is true of it alone.

use std::net::IpAddr;

use fingerpost::{
    config::Account,
    core::{message::Outcome, problem::Code},
    provider::{Info, cloudflare::INFO},
};
use serde_json::{Value, json};

use super::{
    http::{Request, Response, Server, Service, reply},
    stand::{Client, Row, Stand, Trouble, account, changed, name, row, task},
    suite,
};

pub const TOKEN: &str = "v1.0-Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQqnFTOFYY";

#[derive(Default)]
pub struct Cloudflare {
    /// Name and identifier.
    pub zones: Vec<(String, String)>,
    pub records: Vec<Value>,
    made: usize,
    largest_page: usize,
}

impl Cloudflare {
    pub fn new() -> Self {
        let zone = ("example.org".to_owned(), "023e105f4ecef8ad9ca31a8372d0c353".to_owned());
        Self { zones: vec![zone], largest_page: usize::MAX, ..Self::default() }
    }

    pub fn add(
        &mut self,
        kind: &str,
        name: &str,
        content: &str,
        ttl: u32,
        proxied: bool,
        comment: Option<&str>,
    ) {
        self.made += 1;
        let id = format!("{:032x}", self.made);
        self.records.push(json!({
            "id": id, "name": name, "type": kind, "content": content, "proxiable": true, "proxied": proxied,
            "ttl": ttl, "settings": {}, "meta": {}, "comment": comment,
            "tags": if comment.is_some() { json!(["team:dns"]) } else { json!([]) },
            "created_on": "2025-08-27T20:36:17.634961Z", "modified_on": "2025-08-27T20:36:17.634961Z",
        }));
    }
}

fn said(result: &Value) -> Response {
    let count = result.as_array().map_or(0, Vec::len);
    let info = json!({"page": 1, "per_page": 100, "count": count, "total_count": count, "total_pages": 1});
    reply(200, json!({"result": result, "success": true, "errors": [], "messages": [], "result_info": info}))
}

pub fn refused(status: u16, code: u32, message: &str) -> Response {
    let errors = json!([{"code": code, "message": message}]);
    reply(status, json!({"result": null, "success": false, "errors": errors, "messages": []}))
}

impl Service for Cloudflare {
    fn serve(&mut self, request: &Request, complaints: &mut Vec<String>) -> Response {
        let authorization = request.header("authorization");
        if authorization != format!("Bearer {TOKEN}") {
            return refused(403, 9109, "Invalid access token");
        }
        let path: Vec<&str> = request.path.split('/').skip(1).collect();
        let mut complain = |what: String| complaints.push(what);
        match (request.method.as_str(), &path[..]) {
            ("GET", ["client", "v4", "zones"]) => {
                for strange in request.strange_params(&["name", "status", "per_page", "page"]) {
                    complain(format!("zones?{strange}"));
                }
                let asked = request.param("name").unwrap_or_default();
                let found = self.zones.iter().filter(|(name, _)| name == asked);
                let shape =
                    |(name, id): &(String, String)| json!({"id": id, "name": name, "status": "active"});
                said(&Value::Array(found.map(shape).collect()))
            }
            ("GET", ["client", "v4", "zones", id, "dns_records"]) => {
                let Some((zone, _)) = self.zones.iter().find(|(_, known)| known == id) else {
                    return refused(
                        404,
                        7003,
                        "Could not route to /zones/x/dns_records, perhaps your object \
                                               identifier is invalid?",
                    );
                };
                for strange in request.strange_params(&["name", "type", "per_page", "page"]) {
                    complain(format!("dns_records?{strange}"));
                }
                self.list(zone, request)
            }
            ("POST", ["client", "v4", "zones", _, "dns_records", "batch"]) => {
                if request.header("content-type") != "application/json" {
                    complain("the batch is not JSON".to_owned());
                }
                self.batch(&serde_json::from_str(&request.body).unwrap(), complaints)
            }
            _ => {
                complain(format!("{} {}", request.method, request.path));
                refused(404, 7000, "No route for that URI")
            }
        }
    }

    fn trouble(&self, trouble: Trouble, request: &Request) -> Option<Response> {
        Some(match trouble {
            Trouble::BadCredential => refused(403, 9109, "Invalid access token"),
            Trouble::Forbidden if self.writes(request) => refused(403, 10_000, "Authentication error"),
            Trouble::Busy(seconds) => {
                let mut busy = refused(429, 971, "Please wait and consider throttling your request speed");
                busy.headers.push(("Retry-After", seconds.to_string()));
                busy
            }
            Trouble::Broken => reply(502, "<html><body>Bad gateway</body></html>"),
            Trouble::ErrorInSuccess => {
                json_reply(&json!({"result": null, "success": false, "errors": [], "messages": []}))
            }
            _ => return None,
        })
    }

    fn writes(&self, request: &Request) -> bool {
        request.method != "GET"
    }
}

fn json_reply(body: &Value) -> Response {
    reply(200, body)
}

impl Cloudflare {
    fn list(&self, zone: &str, request: &Request) -> Response {
        let number = |key: &str, default: usize| {
            request.param(key).map_or(default, |value| value.parse().expect("a number"))
        };
        let (size, page) = (number("per_page", 100).min(self.largest_page), number("page", 1));
        let fits = |record: &&Value| {
            record["name"].as_str().is_some_and(|name| name.ends_with(zone))
                && request.param("name").is_none_or(|name| record["name"] == name)
                && request.param("type").is_none_or(|kind| record["type"] == kind)
        };
        let found: Vec<&Value> = self.records.iter().filter(fits).collect();
        let pages = found.len().div_ceil(size).max(1);
        let shown: Vec<&&Value> = found.iter().skip((page - 1) * size).take(size).collect();
        let info = json!({"page": page, "per_page": size, "count": shown.len(),
                          "total_count": found.len(), "total_pages": pages});
        let body =
            json!({"result": shown, "success": true, "errors": [], "messages": [], "result_info": info});
        json_reply(&body)
    }

    /// Deletes, patches, puts, posts, in one transaction.
    fn batch(&mut self, body: &Value, complaints: &mut Vec<String>) -> Response {
        let list = |key: &str| body[key].as_array().cloned().unwrap_or_default();
        let fields = |entry: &Value| entry.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        let total = ["deletes", "patches", "puts", "posts"].map(|key| list(key).len()).iter().sum::<usize>();
        if total > 200 {
            return refused(400, 1004, "DNS batch limit exceeded");
        }
        let kept = self.records.clone();
        let abort = |me: &mut Self, code, message| {
            me.records.clone_from(&kept);
            refused(400, code, message)
        };
        for gone in list("deletes") {
            let before = self.records.len();
            self.records.retain(|record| record["id"] != gone["id"]);
            if self.records.len() == before {
                return abort(self, 81_044, "Record does not exist.");
            }
        }
        for patch in list("patches") {
            if fields(&patch).iter().any(|key| !["id", "content", "ttl"].contains(&key.as_str())) {
                complaints.push(format!("a patch of {:?}", fields(&patch)));
            }
            let Some(at) = self.records.iter().position(|record| record["id"] == patch["id"]) else {
                return abort(self, 81_044, "Record does not exist.");
            };
            for key in ["content", "ttl"] {
                if !patch[key].is_null() {
                    self.records[at][key] = patch[key].clone();
                }
            }
        }
        for post in list("posts") {
            if fields(&post).iter().any(|key| !["type", "name", "content", "ttl"].contains(&key.as_str())) {
                complaints.push(format!("a post of {:?}", fields(&post)));
            }
            let (name, kind) = (post["name"].as_str().unwrap(), post["type"].as_str().unwrap());
            let content: IpAddr = post["content"].as_str().unwrap().parse().unwrap();
            if content == IpAddr::from([203, 0, 113, 255]) {
                return abort(self, 9005, "Content for A record must be a valid IPv4 address.");
            }
            if self.records.iter().any(|r| r["name"] == name && r["type"] == "CNAME") {
                return abort(self, 81_054, "A CNAME record with that host already exists.");
            }
            let same = |r: &Value| r["name"] == name && r["type"] == kind && r["content"] == post["content"];
            if self.records.iter().any(same) {
                return abort(self, 81_058, "An identical record already exists.");
            }
            let ttl = u32::try_from(post["ttl"].as_u64().unwrap_or(1)).unwrap();
            self.add(kind, name, &content.to_string(), ttl, false, None);
        }
        said(&json!({"deletes": list("deletes"), "patches": [], "puts": [], "posts": []}))
    }
}

struct Bench(Server<Cloudflare>);

impl Bench {
    fn new() -> Self {
        Self(Server::start(Cloudflare::new()))
    }
}

impl Stand for Bench {
    fn info(&self) -> &'static Info {
        &INFO
    }
    fn account(&self) -> Account {
        account(&INFO, Some(format!("http://{}/client/v4", self.0.address)), &[])
    }
    fn secret(&self) -> &'static str {
        TOKEN
    }
    fn seed(&self, rows: &[Row]) {
        let mut service = self.0.service();
        service.records.clear();
        for row in rows {
            let comment = (!row.note.is_empty()).then_some(row.note.as_str());
            service.add(row.kind.as_str(), &row.name, &row.value.to_string(), row.ttl, false, comment);
        }
    }
    fn rows(&self) -> Vec<Row> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let shape = |record: &Value| {
            let ttl = u32::try_from(record["ttl"].as_u64().unwrap()).unwrap();
            let plain = row(&text(&record["name"]), &text(&record["content"]), ttl);
            Row { note: text(&record["comment"]), ..plain }
        };
        self.0.service().records.iter().filter(|record| record["type"] != "CNAME").map(shape).collect()
    }
    fn requests(&self) -> (usize, usize) {
        let watch = self.0.watch();
        (watch.requests.len(), watch.writes)
    }
    fn trouble(&self, trouble: Option<Trouble>) -> bool {
        self.0.watch().trouble = trouble;
        true
    }
    fn complaints(&self) -> Vec<String> {
        self.0.watch().complaints.clone()
    }
}

#[tokio::test]
async fn holds_to_the_suite() {
    suite::run(|| Box::new(Bench::new())).await;
}

#[tokio::test]
async fn a_thousand_records_take_at_most_twelve_requests() {
    let bench = Bench::new();
    let host = |at: usize| format!("host-{at}.example.org");
    let rows: Vec<Row> = (0..1000).map(|at| row(&host(at), "198.51.100.7", 300)).collect();
    bench.seed(&rows);
    let tasks: Vec<_> = (0..1000).map(|at| task(&host(at), &["203.0.113.9"])).collect();
    let mut client = Client::of(&bench);
    client.publish(&tasks).await.iter().for_each(changed);
    let (requests, writes) = bench.requests();
    println!("1,000 records changed in {requests} requests, {writes} of them writes");
    assert!(requests <= 12 && writes == 5, "{requests} requests, {writes} writes");
    assert!(bench.rows().iter().all(|row| row.value.to_string() == "203.0.113.9" && row.ttl == 300));
    assert!(client.publish(&tasks).await.iter().all(|outcome| *outcome == Outcome::Unchanged));
    assert_eq!(bench.requests().1, 5);
    assert_eq!(bench.complaints(), [""; 0]);
}

#[tokio::test]
async fn every_page_is_read() {
    let bench = Bench::new();
    bench.0.service().largest_page = 100;
    let host = |at: usize| format!("host-{at}.example.org");
    bench.seed(&(0..250).map(|at| row(&host(at), "198.51.100.7", 300)).collect::<Vec<_>>());
    let tasks: Vec<_> = (240..250).map(|at| task(&host(at), &["203.0.113.9"])).collect();
    Client::of(&bench).publish(&tasks).await.iter().for_each(changed);
    assert_eq!((bench.rows().len(), bench.requests()), (250, (6, 1)));
}

#[tokio::test]
async fn proxied_and_tags_stay_and_a_proxied_ttl_is_not_fought_over() {
    let bench = Bench::new();
    bench.0.service().add("A", "home.example.org", "198.51.100.7", 1, true, Some("router"));
    let mut home = task("home.example.org", &["203.0.113.9"]);
    home.want.ttl = Some(120);
    let mut client = Client::of(&bench);
    changed(&client.one(home.clone()).await);
    assert_eq!(client.one(home).await, Outcome::Unchanged);
    let record = bench.0.service().records[0].clone();
    assert_eq!((&record["proxied"], &record["tags"]), (&json!(true), &json!(["team:dns"])));
    assert_eq!(record["comment"], "router");
}

#[tokio::test]
async fn an_alias_and_a_refused_value_spoil_only_their_own_record() {
    let bench = Bench::new();
    bench.0.service().add("CNAME", "www.example.org", "host.example.net", 1, false, None);
    let tasks = [
        task("www.example.org", &["203.0.113.9"]),
        task("bad.example.org", &["203.0.113.255"]),
        task("good.example.org", &["203.0.113.9"]),
        task("example.org", &["203.0.113.9"]),
    ];
    let done = Client::of(&bench).publish(&tasks).await;
    let code = |at: usize| match &done[at] {
        Outcome::Failed(problem) => Some(problem.code),
        _ => None,
    };
    let codes: Vec<_> = (0..4).map(code).collect();
    assert_eq!(codes, [Some(Code::Conflict), Some(Code::BadRecord), None, None]);
}

#[tokio::test]
async fn a_configured_zone_and_a_foreign_one() {
    let bench = Bench::new();
    let mut home = task("a.b.c.example.org", &["203.0.113.9"]);
    home.zone = Some(name("example.org"));
    changed(&Client::of(&bench).one(home.clone()).await);
    assert_eq!(bench.requests().0, 3, "zone, record, batch");
    home.zone = Some(name("example.net"));
    assert_eq!(Client::of(&bench).code(home).await, Code::NoZone);
}

#[tokio::test]
async fn a_token_that_is_wrong_says_so_once_for_all() {
    let bench = Bench::new();
    let tasks: Vec<_> = (0..50).map(|at| task(&format!("h{at}.example.org"), &["203.0.113.9"])).collect();
    let done = Client::with_secret(&bench, "another-token").publish(&tasks).await;
    assert!(
        done.iter().all(|outcome| matches!(outcome, Outcome::Failed(p) if p.code == Code::BadCredential))
    );
    assert_eq!(bench.requests().0, 1);
}

#[tokio::test]
async fn a_change_whose_answer_was_lost_is_looked_at_before_it_is_sent_again() {
    let bench = Bench::new();
    bench.seed(&[row("home.example.org", "198.51.100.7", 60)]);
    bench.0.watch().trouble = Some(Trouble::Truncated);
    bench.0.watch().only_writes = true;
    let mut client = Client::of(&bench);
    assert_eq!(client.code(task("home.example.org", &["203.0.113.9"])).await, Code::Unconfirmed);
    bench.0.watch().trouble = None;
    assert_eq!(client.one(task("home.example.org", &["203.0.113.9"])).await, Outcome::Unchanged);
    assert_eq!(bench.requests().1, 1);
}

#[tokio::test]
async fn a_zone_that_was_made_anew_is_found_again() {
    let bench = Bench::new();
    let mut client = Client::of(&bench);
    changed(&client.one(task("home.example.org", &["203.0.113.9"])).await);
    bench.0.service().zones[0].1 = "9a7806061c88ada191ed06f989cc3dac".to_owned();
    assert_eq!(client.code(task("home.example.org", &["203.0.113.8"])).await, Code::NoZone);
    changed(&client.one(task("home.example.org", &["203.0.113.8"])).await);
}
