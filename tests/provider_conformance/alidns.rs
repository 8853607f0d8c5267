//! Alibaba Cloud DNS: a stand-in that checks the signature by itself, from the vendor's
//! description of ACS3-HMAC-SHA256, and knows the six operations that are used.

use fingerpost::{
    config::Account,
    core::{message::Outcome, problem::Code},
    provider::{Info, find},
};
use ring::{digest, hmac};
use serde_json::{Value, json};

use super::{
    http::{Request, Response, Server, Service, reply},
    stand::{Client, Row, Stand, Trouble, account, changed, row, task},
    suite,
};

const KEY_ID: &str = "LTAI5tExampleExample";
const SECRET: &str = "yourAccessKeySecretOfTheLab";

#[derive(Default)]
struct Alidns {
    address: String,
    records: Vec<Value>,
    made: usize,
    nonces: Vec<String>,
}

impl Alidns {
    fn add(&mut self, rr: &str, kind: &str, value: &str, ttl: u32, line: &str, remark: &str) -> String {
        self.made += 1;
        let id = format!("9{:017}", self.made);
        self.records.push(json!({
            "DomainName": "example.org", "RecordId": id, "RR": rr, "Type": kind, "Value": value, "Line": line,
            "TTL": ttl, "Status": "ENABLE", "Locked": false, "Weight": 1, "Remark": remark,
        }));
        id
    }

    fn signature_is_right(request: &Request) -> bool {
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
        let sha = |text: &str| hex(digest::digest(&digest::SHA256, text.as_bytes()).as_ref());
        let encode = |text: &str| {
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
            text.bytes()
                .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
                .collect::<String>()
        };
        let mut query: Vec<_> =
            request.query.iter().map(|(key, value)| (encode(key), encode(value))).collect();
        query.sort();
        let query: Vec<String> = query.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let signed = [
            "host",
            "x-acs-action",
            "x-acs-content-sha256",
            "x-acs-date",
            "x-acs-signature-nonce",
            "x-acs-version",
        ];
        let headers: Vec<String> = signed
            .iter()
            .map(|name| {
                format!(
                    "{name}:{}
",
                    request.header(name)
                )
            })
            .collect();
        let headers = headers.concat();
        let names = signed.join(";");
        let canonical = format!("POST\n/\n{}\n{headers}\n{names}\n{}", query.join("&"), sha(&request.body));
        let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
        let text = format!("ACS3-HMAC-SHA256\n{}", sha(&canonical));
        let signature = hex(hmac::sign(&key, text.as_bytes()).as_ref());
        let expected =
            format!("ACS3-HMAC-SHA256 Credential={KEY_ID},SignedHeaders={names},Signature={signature}");
        request.header("authorization") == expected
    }
}

fn refused(status: u16, code: &str, message: &str) -> Response {
    let body = json!({"RequestId": "52617F98-3E38-4DE2-A75D-82CB82569E84", "HostId": "alidns.aliyuncs.com",
                      "Code": code, "Message": message});
    reply(status, body)
}

fn done(mut body: Value) -> Response {
    body["RequestId"] = json!("536E9CAD-DB30-4647-AC87-AA5CC38C5382");
    reply(200, body)
}

impl Service for Alidns {
    fn serve(&mut self, request: &Request, complaints: &mut Vec<String>) -> Response {
        let nonce = request.header("x-acs-signature-nonce").to_owned();
        if request.method != "POST" || request.path != "/" || !request.body.is_empty() {
            complaints.push(format!("{} {}", request.method, request.path));
        }
        if request.header("host") != self.address || request.header("x-acs-version") != "2015-01-09" {
            complaints.push("host or x-acs-version".to_owned());
        }
        if self.nonces.contains(&nonce) {
            return refused(400, "SignatureNonceUsed", "Specified signature nonce was used already.");
        }
        self.nonces.push(nonce);
        if !Self::signature_is_right(request) {
            return refused(400, "SignatureDoesNotMatch", "Specified signature is not matched.");
        }
        let action = request.header("x-acs-action");
        let allowed: &[&str] = match action {
            "GetMainDomainName" => &["InputString"],
            "DescribeSubDomainRecords" => &["SubDomain", "DomainName", "PageSize", "PageNumber"],
            "DescribeDomainRecords" => &["DomainName", "PageSize", "PageNumber"],
            "AddDomainRecord" => &["DomainName", "RR", "Type", "Value", "TTL", "Line"],
            "UpdateDomainRecord" => &["RecordId", "RR", "Type", "Value", "TTL", "Line"],
            "DeleteDomainRecord" => &["RecordId"],
            _ => return refused(404, "InvalidAction.NotFound", "Specified api is not found."),
        };
        for strange in request.strange_params(allowed) {
            complaints.push(format!("{action} {strange}"));
        }
        self.act(action, request)
    }

    fn trouble(&self, trouble: Trouble, request: &Request) -> Option<Response> {
        Some(match trouble {
            Trouble::BadCredential => {
                refused(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.")
            }
            Trouble::Forbidden if self.writes(request) => {
                refused(403, "Forbidden.RAM", "User not authorized to operate on the specified resource.")
            }
            Trouble::Busy(seconds) => {
                let mut busy =
                    refused(400, "Throttling.User", "Request was denied due to user flow control.");
                busy.headers.push(("Retry-After", seconds.to_string()));
                busy
            }
            Trouble::Broken => refused(503, "ServiceUnavailable", "The request has failed."),
            Trouble::ErrorInSuccess => {
                refused(200, "IncorrectDomainUser", "The domain name belongs to others.")
            }
            _ => return None,
        })
    }

    fn writes(&self, request: &Request) -> bool {
        ["Add", "Update", "Delete"].iter().any(|verb| request.header("x-acs-action").starts_with(verb))
    }
}

impl Alidns {
    fn act(&mut self, action: &str, request: &Request) -> Response {
        let param = |key: &str| request.param(key).unwrap_or_default().to_owned();
        let same = |record: &Value, keys: &[&str]| keys.iter().all(|key| record[*key] == param(key));
        let at = self.records.iter().position(|record| record["RecordId"] == param("RecordId"));
        let ttl = || param("TTL").parse::<u32>().unwrap_or(600);
        match action {
            "GetMainDomainName" => {
                let input = param("InputString");
                let labels: Vec<&str> = input.rsplitn(3, '.').collect();
                let domain = format!("{}.{}", labels[1], labels[0]);
                let rr = labels.get(2).copied().unwrap_or("@");
                done(json!({"DomainName": domain, "RR": rr, "DomainLevel": 2}))
            }
            _ if !["", "example.org"].contains(&param("DomainName").as_str()) => {
                refused(400, "InvalidDomainName.NoExist", "The specified domain name does not exist.")
            }
            "DescribeSubDomainRecords" => {
                let sub = param("SubDomain");
                let rr = sub.strip_suffix("example.org").unwrap().trim_end_matches('.');
                let rr = if rr.is_empty() { "@" } else { rr };
                self.list(request, 100, |record| record["RR"] == rr)
            }
            "DescribeDomainRecords" => self.list(request, 500, |_| true),
            "AddDomainRecord" => {
                if self.records.iter().any(|r| same(r, &["RR", "Type", "Value", "Line"])) {
                    return refused(400, "DomainRecordDuplicate", "The DNS record already exists.");
                }
                let id = self.add(&param("RR"), &param("Type"), &param("Value"), ttl(), &param("Line"), "");
                done(json!({"RecordId": id}))
            }
            "UpdateDomainRecord" => {
                let Some(at) = at else {
                    return refused(404, "DomainRecordNotBelongToUser", "The record does not belong to you.");
                };
                if self.records.iter().any(|r| same(r, &["RR", "Type", "Value", "Line"]) && r["TTL"] == ttl())
                {
                    return refused(400, "DomainRecordDuplicate", "The DNS record already exists.");
                }
                for key in ["RR", "Type", "Value", "Line"] {
                    self.records[at][key] = json!(param(key));
                }
                self.records[at]["TTL"] = json!(ttl());
                done(json!({"RecordId": param("RecordId")}))
            }
            _ => {
                if let Some(at) = at {
                    self.records.remove(at);
                }
                done(json!({"RecordId": param("RecordId")}))
            }
        }
    }

    fn list(&self, request: &Request, most: usize, fits: impl Fn(&Value) -> bool) -> Response {
        let number = |key: &str, default| request.param(key).map_or(default, |text| text.parse().unwrap());
        let (size, page): (usize, usize) = (number("PageSize", 20), number("PageNumber", 1));
        if size > most {
            return refused(400, "InvalidPageSize", "The specified page size is invalid.");
        }
        let found: Vec<&Value> = self.records.iter().filter(|record| fits(record)).collect();
        let shown: Vec<_> = found.iter().skip((page - 1) * size).take(size).collect();
        done(json!({"PageNumber": page, "PageSize": size, "TotalCount": found.len(),
                    "DomainRecords": {"Record": shown}}))
    }
}

struct Bench(Server<Alidns>);

impl Bench {
    fn new() -> Self {
        let bench = Self(Server::start(Alidns::default()));
        bench.0.service().address = bench.0.address.to_string();
        bench
    }
}

impl Stand for Bench {
    fn info(&self) -> &'static Info {
        find("alidns").unwrap()
    }
    fn account(&self) -> Account {
        let fields = [("access_key_id", KEY_ID.to_owned())];
        account(self.info(), Some(format!("http://{}", self.0.address)), &fields)
    }
    fn secret(&self) -> &'static str {
        SECRET
    }
    fn seed(&self, rows: &[Row]) {
        let mut service = self.0.service();
        service.records.clear();
        for row in rows {
            let rr = row.name.strip_suffix("example.org").unwrap().trim_end_matches('.');
            let rr = if rr.is_empty() { "@" } else { rr };
            service.add(rr, row.kind.as_str(), &row.value.to_string(), row.ttl, "default", &row.note);
        }
    }
    fn rows(&self) -> Vec<Row> {
        let shape = |record: &Value| {
            let rr = record["RR"].as_str().unwrap();
            let name = if rr == "@" { "example.org".to_owned() } else { format!("{rr}.example.org") };
            let ttl = u32::try_from(record["TTL"].as_u64().unwrap()).unwrap();
            let plain = row(&name, record["Value"].as_str().unwrap(), ttl);
            Row { note: record["Remark"].as_str().unwrap().to_owned(), ..plain }
        };
        self.0.service().records.iter().map(shape).collect()
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
async fn every_page_is_read_and_only_what_differs_is_written() {
    let bench = Bench::new();
    let host = |at: usize| format!("h{at}.example.org");
    bench.seed(&(0..1200).map(|at| row(&host(at), "203.0.113.9", 600)).collect::<Vec<_>>());
    let mut tasks: Vec<_> = (1190..1200).map(|at| task(&host(at), &["203.0.113.9"])).collect();
    tasks[9].want.values = vec!["203.0.113.10".parse().unwrap()];
    let done = Client::of(&bench).publish(&tasks).await;
    changed(&done[9]);
    assert!(done[..9].iter().all(|outcome| *outcome == Outcome::Unchanged));
    assert_eq!(bench.requests(), (5, 1), "zone, three pages, one update");
}

#[tokio::test]
async fn other_lines_are_other_peoples() {
    let bench = Bench::new();
    bench.0.service().add("home", "A", "198.51.100.7", 600, "telecom", "carrier");
    bench.0.service().add("home", "A", "198.51.100.7", 600, "default", "ours");
    let mut home = task("home.example.org", &["203.0.113.9"]);
    home.want.ours = vec!["198.51.100.7".parse().unwrap()];
    changed(&Client::of(&bench).one(home).await);
    let records = bench.0.service().records.clone();
    assert_eq!((&records[0]["Line"], &records[0]["Value"]), (&json!("telecom"), &json!("198.51.100.7")));
    assert_eq!((&records[1]["Line"], &records[1]["Value"]), (&json!("default"), &json!("203.0.113.9")));
}

#[tokio::test]
async fn an_alias_and_a_wrong_secret_are_told() {
    let bench = Bench::new();
    bench.0.service().add("www", "CNAME", "host.example.net", 600, "default", "");
    let www = || task("www.example.org", &["203.0.113.9"]);
    assert_eq!(Client::of(&bench).code(www()).await, Code::Conflict);
    let problem = Client::with_secret(&bench, "another").problem(www()).await;
    assert_eq!(problem.code, Code::BadCredential);
    assert!(problem.said.unwrap().ends_with("(SignatureDoesNotMatch)"));
}
