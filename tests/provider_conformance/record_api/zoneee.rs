//! api.zone.eu/v2

use super::*;

const ZONEEE: Vendor = Vendor {
    id: "zoneee",
    fields: &[("username", "acc")],
    secret: "sec-71f4",
    prefix: "/v2",
    // acc:sec-71f4
    signed_in: |request| request.header("authorization") == "Basic YWNjOnNlYy03MWY0",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| Some(reply(by_status(refusal)?.status, json!({"messages": [format!("{refusal:?}")]}))),
    ttl: false,
};

fn shown(record: &Stored) -> Value {
    let (kind, name) = (record.kind.to_lowercase(), whole(&record.sub));
    json!({"resource_url": format!("https://api.zone.eu/v2/dns/{ZONE}/{kind}/{}", record.id),
           "id": record.id.to_string(), "name": name, "destination": record.value, "delete": true, "modify": true,
           "comment": ""})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    if hit.method == "POST" || hit.method == "PUT" {
        hit.members(world, &hit.json, &["!name", "!destination"]);
        if below(&hit.text("/name")).is_none() {
            return Some(reply(422, json!({"name": "invalid_host"})));
        }
    }
    let kind = hit.segments.get(2).map(|kind| kind.to_uppercase()).unwrap_or_default();
    Some(match (hit.method, &hit.segments[..]) {
        ("GET", ["dns", zone]) if *zone != ZONE => reply(404, "[]"),
        ("GET", ["dns", _]) => reply(200, json!([{"identificator": ZONE, "active": true, "ipv6": true}])),
        ("GET", ["dns", ZONE, "a" | "aaaa"]) => {
            let of = world.records.iter().filter(|record| record.kind == kind);
            reply(200, json!(of.map(shown).collect::<Vec<_>>()))
        }
        ("POST", ["dns", ZONE, "a" | "aaaa"]) => {
            let made = world.add(&below(&hit.text("/name"))?, &kind, &hit.text("/destination"), 3600);
            reply(201, json!([shown(made)]))
        }
        ("PUT", ["dns", ZONE, "a" | "aaaa", id]) => {
            let Some(record) = world.by_id(id) else { return Some(reply(404, "[]")) };
            record.value = hit.text("/destination");
            reply(201, json!([shown(record)]))
        }
        ("DELETE", ["dns", ZONE, "a" | "aaaa", id]) if world.remove(id) => reply(204, ""),
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(ZONEEE).await;
}

/// An array of none says that the zone is somebody else's, too.
#[tokio::test]
async fn an_empty_array_is_no_zone() {
    let bench = Bench::of(Vendor {
        serve: |_, hit| Some(reply(if hit.method == "GET" { 200 } else { 404 }, "[]")),
        ..ZONEEE
    });
    assert_eq!(Client::of(&bench).code(task("home.example.org", &["203.0.113.9"])).await, Code::NoZone);
}
