//! kb.wedos.com, "WAPI – WDNS"

use super::{signed::*, *};

const WEDOS: Vendor = Vendor {
    id: "wedos",
    fields: &[("username", "ada@example.org")],
    secret: "wapi-71f4cafe",
    prefix: "/wapi/json",
    signed_in: |request| {
        let auth = said(&wanted(request), "/request/auth");
        let hours = [0, 1, 2].map(|later| (seconds() / 3600 + later) % 24);
        let good = |hour: i64| sha1(&format!("ada@example.org{}{hour:02}", sha1("wapi-71f4cafe")));
        // Prague is one hour ahead of Greenwich, or two.
        hours.into_iter().any(|hour| auth == good(hour))
    },
    serve,
    writes: |hit| command(hit.request).starts_with("dns-row-"),
    refuses: |refusal| {
        Some(match refusal {
            Refusal::Credential => told(2050, "Authentication failure", None),
            Refusal::Permission => told(2051, "Access not allowed from this IP address", None),
            Refusal::Busy => told(2006, "Requests limit exceeded", None),
            Refusal::InSuccess => told(5001, "Internal error", None),
            Refusal::Missing => told(2010, "Unknown command", None),
            Refusal::Broken => return by_status(refusal),
        })
    },
    ttl: true,
};

/// The JSON in the form.
fn wanted(request: &Request) -> Value {
    let json = request.body.strip_prefix("request=").map(decode).unwrap_or_default();
    serde_json::from_str(&json).unwrap_or_default()
}

fn command(request: &Request) -> String {
    said(&wanted(request), "/request/command")
}

fn told(code: u16, result: &str, data: Option<Value>) -> Response {
    let mut response = json!({"code": code, "result": result, "timestamp": 1_691_310_786, "svTRID": "1691310786.5808.6701.1"});
    if let Some(data) = data {
        response["data"] = data;
    }
    reply(200, json!({"response": response}))
}

fn shown(record: &Stored) -> Value {
    json!({"ID": record.id.to_string(), "name": record.sub, "ttl": record.ttl.to_string(), "rdtype": record.kind,
           "rdata": record.value, "changed_date": "2023-08-06 10:32:47", "author_comment": record.note})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let json = wanted(hit.request);
    let (request, data) = (&json["request"], &json["request"]["data"]);
    if !hit.request.header("content-type").starts_with("application/x-www-form-urlencoded") {
        world.complain("no form");
    }
    let all = |world: &mut World, value: &Value, names: &[&str]| {
        let own: Vec<&str> =
            value.as_object().map(|members| members.keys().map(String::as_str).collect()).unwrap_or_default();
        if own.iter().any(|key| !names.contains(key)) || names.iter().any(|key| !own.contains(key)) {
            world.complain(format!("{value} is not {names:?}"));
        }
    };
    all(world, request, &["user", "auth", "command", "data"]);
    let command = said(request, "/command");
    if command != "dns-domains-list" && said(data, "/domain") != ZONE && said(data, "/name") != ZONE {
        return Some(told(3223, "Access denied", None));
    }
    let ttl = data["ttl"].as_u64().and_then(|ttl| u32::try_from(ttl).ok());
    match command.as_str() {
        "dns-domains-list" => {
            let domain = json!([{"name": ZONE, "type": "primary", "status": "active"}]);
            return Some(told(1000, "OK", Some(json!({"domain": domain}))));
        }
        "dns-rows-list" => {
            all(world, data, &["domain"]);
            let rows: Vec<Value> = world.records.iter().map(shown).collect();
            return Some(told(1000, "OK", Some(json!({"row": rows}))));
        }
        "dns-row-add" => {
            all(world, data, &["domain", "name", "ttl", "type", "rdata"]);
            world.add(&said(data, "/name"), &said(data, "/type"), &said(data, "/rdata"), ttl?);
        }
        "dns-row-update" => {
            all(world, data, &["domain", "row_id", "ttl", "rdata"]);
            let Some(record) = world.by_id(said(data, "/row_id")) else {
                return Some(told(3309, "No such record", None));
            };
            (record.value, record.ttl) = (said(data, "/rdata"), ttl?);
        }
        "dns-row-delete" => {
            all(world, data, &["domain", "row_id"]);
            if !world.remove(said(data, "/row_id")) {
                return Some(told(3309, "No such record", None));
            }
        }
        "dns-domain-commit" => {
            all(world, data, &["name"]);
            world.memory.remove("prepared");
            return Some(told(1000, "OK", None));
        }
        _ => return None,
    }
    world.memory.insert("prepared".to_owned(), String::new());
    Some(told(1000, "OK", None))
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(WEDOS).await;
}

#[tokio::test]
async fn what_is_written_is_committed() {
    let bench = Bench::of(WEDOS);
    changed(&Client::of(&bench).one(task("home.example.org", &["203.0.113.9"])).await);
    assert!(bench.server.service().world.memory.is_empty());
}

/// At the turn of the hour the two clocks need not agree.
#[tokio::test]
async fn another_hour_is_tried_once() {
    let bench = Bench::of(Vendor {
        signed_in: |request| {
            // Whatever was taken in the hour before is refused.
            let auth = said(&wanted(request), "/request/auth");
            let near = [-1, 0, 1, 2, 3].map(|later| (seconds() / 3600 + later).rem_euclid(24));
            let now: i64 = jiff::Timestamp::now()
                .to_zoned(jiff::tz::TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap())
                .hour()
                .into();
            let good = |hour: i64| sha1(&format!("ada@example.org{}{hour:02}", sha1("wapi-71f4cafe")));
            near.into_iter().any(|hour| hour != now && auth == good(hour))
        },
        ..WEDOS
    });
    changed(&Client::of(&bench).one(task("home.example.org", &["203.0.113.9"])).await);
}
