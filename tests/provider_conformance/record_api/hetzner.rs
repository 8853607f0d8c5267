//! dns.hetzner.com/api-docs

use super::*;

const HETZNER: Vendor = Vendor {
    id: "hetzner",
    fields: &[],
    secret: "71f4cafe",
    prefix: "/api/v1",
    signed_in: |request| request.header("auth-api-token") == "71f4cafe",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| match refusal {
        // A moved zone says so with a status of its own and an error in the body.
        Refusal::InSuccess => Some(reply(200, json!({"error": {"message": "moved", "code": 422}}))),
        other => by_status(other),
    },
    ttl: true,
};

fn shown(record: &Stored) -> Value {
    json!({"id": format!("{:032x}", record.id), "type": record.kind, "name": at_apex(&record.sub), "value": record.value,
           "zone_id": "z1", "created": "2026-01-01 00:00:00 +0000 UTC", "modified": "", "ttl": record.ttl})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let members = ["!zone_id", "!type", "!name", "!value", "ttl"];
    let id = |id: &str| u64::from_str_radix(id, 16).unwrap_or_default();
    Some(match (hit.method, &hit.segments[..]) {
        ("GET", ["zones"]) => {
            hit.params(world, &["name", "page", "per_page", "search_name"]);
            reply(
                200,
                json!({"zones": [{"id": "z1", "name": ZONE, "ttl": 86_400, "status": "verified"}],
                              "meta": {"pagination": {"page": 1}}}),
            )
        }
        ("GET", ["records"]) if hit.param("zone_id") == "z1" => {
            hit.params(world, &["zone_id", "page", "per_page"]);
            let records = world.records.iter().map(shown).collect();
            let records = world.page(records, hit.param("page"), hit.param("per_page"), 100);
            reply(200, json!({"records": records}))
        }
        ("POST", ["records"]) if hit.text("/zone_id") == "z1" => {
            hit.members(world, &hit.json, &members);
            let made =
                world.add(&hit.text("/name"), &hit.text("/type"), &hit.text("/value"), hit.number("/ttl")?);
            reply(200, json!({"record": shown(made)}))
        }
        ("PUT", ["records", record]) => {
            hit.members(world, &hit.json, &members);
            let kept = world.by_id(id(record))?;
            if (at_apex(&kept.sub), &kept.kind) != (&*hit.text("/name"), &hit.text("/type")) {
                return None;
            }
            (kept.value, kept.ttl) = (hit.text("/value"), hit.number("/ttl")?);
            reply(200, json!({"record": shown(kept)}))
        }
        ("DELETE", ["records", record]) if world.remove(id(record)) => reply(200, json!({})),
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(HETZNER).await;
}
