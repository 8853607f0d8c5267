//! dynv6.github.io/api-spec

use super::*;

const DYNV6: Vendor = Vendor {
    id: "dynv6",
    fields: &[],
    secret: "71f4cafe",
    prefix: "/api/v2",
    signed_in: |request| request.header("authorization") == "Bearer 71f4cafe",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: by_status,
    ttl: false,
};

/// The addresses of its own name are attributes of it.
fn zone(world: &World) -> Value {
    let own = |kind| world.rrset("", kind).first().map(|one| one.value.clone());
    json!({"id": 12, "name": ZONE, "ipv4address": own("A"), "ipv6prefix": own("AAAA"),
           "createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z"})
}

fn shown(record: &Stored) -> Value {
    json!({"id": record.id, "zoneID": 12, "name": record.sub, "type": record.kind, "data": record.value, "priority": null,
           "port": null, "weight": null, "flags": null, "tag": null, "expandedData": record.value})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let members = ["!name", "!type", "!data"];
    Some(match (hit.method, &hit.segments[..]) {
        ("GET", ["zones"]) => reply(200, json!([zone(world)])),
        ("GET", ["zones", "12"]) => reply(200, zone(world)),
        ("PATCH", ["zones", "12"]) => {
            hit.members(world, &hit.json, &["ipv4address", "ipv6prefix"]);
            for (member, kind) in [("ipv4address", "A"), ("ipv6prefix", "AAAA")] {
                if let Some(value) = hit.json[member].as_str() {
                    world.replace("", kind, &[value.to_owned()], 60, "");
                }
            }
            reply(200, zone(world))
        }
        ("GET", ["zones", "12", "records"]) => {
            let below = world.records.iter().filter(|record| !record.sub.is_empty());
            reply(200, json!(below.map(shown).collect::<Vec<_>>()))
        }
        ("POST", ["zones", "12", "records"]) => {
            hit.members(world, &hit.json, &members);
            if hit.text("/name").is_empty() {
                return None;
            }
            let made = world.add(&hit.text("/name"), &hit.text("/type"), &hit.text("/data"), 60);
            reply(200, shown(made))
        }
        ("PATCH", ["zones", "12", "records", id]) => {
            hit.members(world, &hit.json, &members);
            let kept = world.by_id(id)?;
            if (&kept.sub, &kept.kind) != (&hit.text("/name"), &hit.text("/type")) {
                return None;
            }
            kept.value = hit.text("/data");
            reply(200, shown(kept))
        }
        ("DELETE", ["zones", "12", "records", id]) if world.remove(id) => reply(204, ""),
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(DYNV6).await;
}
