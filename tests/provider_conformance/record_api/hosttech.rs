//! api.ns1.hosttech.eu/api/documentation

use super::*;

const HOSTTECH: Vendor = Vendor {
    id: "hosttech",
    fields: &[],
    secret: "ht-71f4cafe",
    prefix: "/api/user/v1",
    signed_in: |request| request.header("authorization") == "Bearer ht-71f4cafe",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: by_status,
    ttl: true,
};

fn shown(record: &Stored) -> Value {
    let mut shown = json!({"id": record.id, "type": record.kind, "name": record.sub, "ttl": record.ttl, "comment": record.note});
    let member = match &*record.kind {
        "A" => "ipv4",
        "AAAA" => "ipv6",
        _ => "cname",
    };
    shown[member] = json!(record.value);
    shown
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let address = || hit.text("/ipv4") + &hit.text("/ipv6");
    Some(match (hit.method, &hit.segments[..]) {
        ("GET", ["zones"]) => {
            hit.params(world, &["query", "limit", "offset"]);
            let zone = json!({"id": 10, "name": ZONE, "email": "a@example.org", "ttl": 10800, "nameserver": "ns1.hosttech.ch", "dnssec": false});
            let found = hit.param("offset") == "0" && ZONE.contains(hit.param("query"));
            reply(200, json!({"data": if found { vec![zone] } else { vec![] }}))
        }
        ("GET", ["zones", "10", "records"]) => {
            hit.params(world, &["type"]);
            reply(200, json!({"data": world.records.iter().map(shown).collect::<Vec<_>>()}))
        }
        ("POST", ["zones", "10", "records"]) => {
            let kind = hit.text("/type");
            let member = if kind == "A" { "!ipv4" } else { "!ipv6" };
            hit.members(world, &hit.json, &["!type", "!name", member, "!ttl", "comment"]);
            let made = world.add(&hit.text("/name"), &kind, &address(), hit.number("/ttl")?);
            reply(201, json!({"data": shown(made)}))
        }
        ("PUT", ["zones", "10", "records", id]) => {
            let member = if world.by_id(id)?.kind == "A" { "!ipv4" } else { "!ipv6" };
            hit.members(world, &hit.json, &["!name", member, "!ttl", "comment"]);
            let record = world.by_id(id)?;
            record.value = address();
            record.ttl = hit.number("/ttl")?;
            record.note = hit.text("/comment");
            reply(200, json!({"data": shown(record)}))
        }
        ("DELETE", ["zones", "10", "records", id]) if world.remove(id) => reply(204, ""),
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(HOSTTECH).await;
}
