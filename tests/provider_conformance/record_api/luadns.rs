//! luadns.com/api.html

use super::*;

const LUADNS: Vendor = Vendor {
    id: "luadns",
    fields: &[("email", "me@example.org")],
    secret: "71f4cafe",
    prefix: "/v1",
    signed_in: |request| {
        request.header("authorization") == "Basic bWVAZXhhbXBsZS5vcmc6NzFmNGNhZmU="
            && request.header("accept") == "application/json"
    },
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| {
        let said = json!({"status": format!("{refusal:?}"), "request_id": "x", "message": "It was refused."});
        Some(reply(by_status(refusal)?.status, said))
    },
    ttl: true,
};

fn shown(record: &Stored) -> Value {
    json!({"id": record.id, "name": format!("{}.", whole(&record.sub)), "type": record.kind, "content": record.value,
           "ttl": record.ttl, "zone_id": 1, "generated": false, "created_at": "2026-01-01T00:00:00Z"})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let members = ["!name", "!type", "!content", "!ttl"];
    Some(match (hit.method, &hit.segments[..]) {
        ("GET", ["zones"]) => {
            reply(200, json!([{"id": 1, "name": ZONE, "synced": true, "records_count": 3}]))
        }
        ("GET", ["zones", "1", "records"]) => {
            hit.params(world, &["query", "limit", "page"]);
            reply(200, json!(world.records.iter().map(shown).collect::<Vec<_>>()))
        }
        ("POST", ["zones", "1", "records"]) => {
            hit.members(world, &hit.json, &members);
            let (sub, ttl) = (below(&hit.text("/name"))?, hit.number("/ttl")?);
            let made = world.add(&sub, &hit.text("/type"), &hit.text("/content"), ttl);
            reply(200, shown(made))
        }
        ("PUT", ["zones", "1", "records", id]) => {
            hit.members(world, &hit.json, &members);
            let (sub, kept) = (below(&hit.text("/name"))?, world.by_id(id)?);
            if (&kept.sub, &kept.kind) != (&sub, &hit.text("/type")) || !hit.text("/name").ends_with('.') {
                return None;
            }
            (kept.value, kept.ttl) = (hit.text("/content"), hit.number("/ttl")?);
            reply(200, shown(kept))
        }
        ("DELETE", ["zones", "1", "records", id]) if world.remove(id) => reply(200, json!({})),
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(LUADNS).await;
}
