//! eu.api.ovh.com/console, section /domain

use super::{signed::*, *};

const OVH: Vendor = Vendor {
    id: "ovh",
    fields: &[("application_key", "7kbG7Bk7S9Nt7ZSV"), ("consumer_key", "MtSwSrPpNjqfVSmJhLbPyr2i45lSwPU1")],
    secret: "EXEgWIz07P0HYwtQDs7cNIqCiQaWSuHF",
    prefix: "/1.0",
    signed_in: signed,
    serve,
    // The refresh changes nothing by itself.
    writes: |hit| hit.method != "GET" && hit.segments.last() != Some(&"refresh"),
    refuses,
    ttl: true,
};

fn signed(request: &Request) -> bool {
    let query: Vec<String> =
        request.query.iter().map(|(key, value)| format!("{key}={}", encoded(value))).collect();
    let mark = if query.is_empty() { "" } else { "?" };
    let url = format!("https://{}{}{mark}{}", request.header("host"), request.path, query.join("&"));
    let (consumer, time) = (request.header("x-ovh-consumer"), request.header("x-ovh-timestamp"));
    let text = format!(
        "EXEgWIz07P0HYwtQDs7cNIqCiQaWSuHF+{consumer}+{}+{url}+{}+{time}",
        request.method, request.body
    );
    request.header("x-ovh-signature") == format!("$1${}", sha1(&text))
        && request.header("x-ovh-application") == "7kbG7Bk7S9Nt7ZSV"
        && consumer == "MtSwSrPpNjqfVSmJhLbPyr2i45lSwPU1"
}

fn error(status: u16, code: &str, message: &str) -> Response {
    reply(status, json!({"errorCode": code, "httpCode": status.to_string(), "message": message}))
}

fn refuses(refusal: Refusal) -> Option<Response> {
    Some(match refusal {
        Refusal::Credential => error(403, "INVALID_CREDENTIAL", "This credential is not valid"),
        Refusal::Permission => error(403, "NOT_GRANTED_CALL", "This call has not been granted"),
        Refusal::Missing => {
            reply(404, json!({"class": "Client::NotFound", "message": "The requested object does not exist"}))
        }
        other => return by_status(other),
    })
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    Some(match (hit.method, &hit.segments[..]) {
        (_, ["domain", "zone", zone, ..]) if *zone != ZONE => refuses(Refusal::Missing)?,
        ("GET", ["domain", "zone", _]) => reply(
            200,
            json!({"name": ZONE, "hasDnsAnycast": false, "dnssecSupported": true, "nameServers": []}),
        ),
        ("GET", ["domain", "zone", _, "record"]) => {
            hit.params(world, &["fieldType", "subDomain"]);
            let of = world.records.iter().filter(|record| record.sub == hit.param("subDomain"));
            reply(200, json!(of.map(|record| record.id).collect::<Vec<_>>()))
        }
        ("GET", ["domain", "zone", _, "record", id]) => {
            let Some(record) = world.by_id(id) else { return refuses(Refusal::Missing) };
            reply(200, shown(record))
        }
        ("POST", ["domain", "zone", _, "record"]) => {
            hit.members(world, &hit.json, &["!fieldType", "!target", "subDomain", "ttl"]);
            world.memory.insert("unpublished".to_owned(), String::new());
            let ttl = hit.number("/ttl").unwrap_or(0);
            let made = world.add(&hit.text("/subDomain"), &hit.text("/fieldType"), &hit.text("/target"), ttl);
            reply(200, shown(made))
        }
        ("PUT", ["domain", "zone", _, "record", id]) => {
            hit.members(world, &hit.json, &["!target", "subDomain", "ttl"]);
            world.memory.insert("unpublished".to_owned(), String::new());
            let Some(record) = world.by_id(id) else { return refuses(Refusal::Missing) };
            (record.value, record.sub) = (hit.text("/target"), hit.text("/subDomain"));
            record.ttl = hit.number("/ttl").unwrap_or(0);
            reply(200, "null")
        }
        ("DELETE", ["domain", "zone", _, "record", id]) if world.remove(id) => reply(200, "null"),
        ("POST", ["domain", "zone", _, "refresh"]) => {
            if !hit.request.body.is_empty() {
                world.complain("refresh with a body");
            }
            if world.memory.remove("refresh fails").is_some() {
                return by_status(Refusal::Broken);
            }
            world.memory.remove("unpublished");
            reply(200, "null")
        }
        _ => return None,
    })
}

fn shown(record: &Stored) -> Value {
    json!({"id": record.id, "zone": ZONE, "subDomain": record.sub, "fieldType": record.kind, "target": record.value,
           "ttl": record.ttl})
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(OVH).await;
}

#[tokio::test]
async fn what_is_written_is_published() {
    let bench = Bench::of(OVH);
    changed(&Client::of(&bench).one(task("home.example.org", &["203.0.113.9"])).await);
    assert!(bench.server.service().world.memory.is_empty());
}

/// What was written and not published is made up for at the next try, which finds the records right.
#[tokio::test]
async fn a_refresh_that_failed_is_made_up_for() {
    let bench = Bench::of(OVH);
    let unpublished = || bench.server.service().world.memory.contains_key("unpublished");
    bench.server.service().world.memory.insert("refresh fails".to_owned(), String::new());
    let mut client = Client::of(&bench);
    let home = || task("home.example.org", &["203.0.113.9"]);
    assert_eq!(client.code(home()).await, Code::Outage);
    assert!(unpublished());
    assert_eq!(client.one(home()).await, Outcome::Unchanged);
    assert!(!unpublished());
    assert_eq!((bench.rows().len(), bench.requests().1), (1, 1));
    // What is known to be published is not published again.
    let requests = bench.requests().0;
    let mut known = home();
    known.published.clone_from(&known.want.values);
    assert_eq!(client.one(known).await, Outcome::Unchanged);
    assert!(!bench.server.watch().requests[requests..].iter().any(|request| request.method == "POST"));
}
