//! cloud.baidu.com/doc/DNS

use super::{signed::*, *};

const SECRET: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

const BAIDUCLOUD: Vendor = Vendor {
    id: "baiducloud",
    fields: &[("access_key_id", "ALTAKexample")],
    secret: SECRET,
    prefix: "",
    signed_in: signed,
    serve,
    writes: |hit| hit.method != "GET",
    refuses,
    ttl: true,
};

fn signed(request: &Request) -> bool {
    let authorization = request.header("authorization");
    let Some((prefix, _)) = authorization.split_once("/host;x-bce-date/") else { return false };
    let headers = format!(
        "host:{}\nx-bce-date:{}",
        encoded(request.header("host")),
        encoded(request.header("x-bce-date"))
    );
    let canonical = format!("{}\n{}\n{}\n{headers}", request.method, request.path, query(request, &[]));
    let signature = hex(hmac256(hex(hmac256(SECRET, prefix)), &canonical));
    prefix.starts_with(&format!("bce-auth-v1/ALTAKexample/{}/", request.header("x-bce-date")))
        && authorization == format!("{prefix}/host;x-bce-date/{signature}")
}

fn refuses(refusal: Refusal) -> Option<Response> {
    let error = |status, code: &str| reply(status, json!({"requestId": "1", "code": code, "message": "No."}));
    Some(match refusal {
        Refusal::Credential => error(400, "SignatureDoesNotMatch"),
        Refusal::Permission => error(403, "AccessDenied"),
        other => return by_status(other),
    })
}

fn shown(record: &Stored) -> Value {
    let line = if record.note == "ct" { "ct" } else { "default" };
    json!({"id": record.id.to_string(), "rr": at_apex(&record.sub), "status": "running", "type": record.kind,
           "value": record.value, "ttl": record.ttl, "line": line, "description": record.note, "priority": 0})
}

fn page(world: &mut World, hit: &Hit<'_>, member: &str, items: &[Value]) -> Response {
    let from: usize = hit.request.param("marker").map_or(0, |marker| {
        marker.parse().unwrap_or_else(|_| {
            world.complain("an empty marker");
            0
        })
    });
    let next = from + 100;
    let mut answer =
        json!({"marker": hit.param("marker"), "isTruncated": items.len() > next, "maxKeys": 1000});
    answer[member] = items.iter().skip(from).take(100).cloned().collect();
    if items.len() > next {
        answer["nextMarker"] = json!(next.to_string());
    }
    reply(200, answer)
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    Some(match (hit.method, &hit.segments[..]) {
        ("GET", ["v1", "dns", "zone"]) => {
            hit.params(world, &["name", "marker", "maxKeys"]);
            page(
                world,
                hit,
                "zones",
                &[json!({"id": "zone-1", "name": ZONE, "status": "running", "productVersion": "free"})],
            )
        }
        ("GET", ["v1", "dns", "zone", ZONE, "record"]) => {
            hit.params(world, &["rr", "id", "marker", "maxKeys"]);
            let rr = hit.request.param("rr");
            let of = world.records.iter().filter(|record| rr.is_none_or(|rr| rr == at_apex(&record.sub)));
            let found: Vec<Value> = of.map(shown).collect();
            page(world, hit, "records", &found)
        }
        ("POST", ["v1", "dns", "zone", ZONE, "record"]) => {
            hit.members(
                world,
                &hit.json,
                &["!rr", "!type", "!value", "ttl", "line", "description", "priority"],
            );
            let ttl = hit.number("/ttl").unwrap_or(300);
            world.add(&hit.text("/rr"), &hit.text("/type"), &hit.text("/value"), ttl);
            reply(200, "")
        }
        ("PUT", ["v1", "dns", "zone", ZONE, "record", id]) => {
            hit.members(world, &hit.json, &["!rr", "!type", "!value", "ttl", "description", "priority"]);
            let Some(record) = world.by_id(id) else { return by_status(Refusal::Missing) };
            (record.value, record.note) = (hit.text("/value"), hit.text("/description"));
            record.ttl = hit.number("/ttl").unwrap_or(300);
            reply(200, "")
        }
        ("DELETE", ["v1", "dns", "zone", ZONE, "record", id]) if world.remove(id) => reply(200, ""),
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(BAIDUCLOUD).await;
}
