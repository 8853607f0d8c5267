//! developer.dnsimple.com/v2/zones/records

use super::*;

const DNSIMPLE: Vendor = Vendor {
    id: "dnsimple",
    fields: &[("account_id", "1010")],
    secret: "dnsimple_a_71f4cafe",
    prefix: "/v2",
    signed_in: |request| {
        request.header("authorization") == "Bearer dnsimple_a_71f4cafe"
            && request.header("accept") == "application/json"
    },
    serve,
    writes: |hit| hit.method != "GET",
    refuses: by_status,
    ttl: true,
};

fn shown(record: &Stored) -> Value {
    json!({"id": record.id, "zone_id": ZONE, "parent_id": null, "name": record.sub, "content": record.value, "ttl": record.ttl,
           "priority": null, "type": record.kind, "regions": ["global"], "system_record": false,
           "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z"})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let ["1010", "zones", zone, "records", rest @ ..] = &hit.segments[..] else { return None };
    if *zone != ZONE {
        return Some(reply(404, json!({"message": format!("Zone `{zone}` not found")})));
    }
    Some(match (hit.method, rest) {
        ("GET", []) => {
            hit.params(world, &["name", "name_like", "type", "sort", "page", "per_page"]);
            let named = |record: &&Stored| hit.request.param("name").is_none_or(|name| name == record.sub);
            let found: Vec<Value> = world.records.iter().filter(named).map(shown).collect();
            let total = found.len();
            let page = world.page(found, hit.param("page"), hit.param("per_page"), 100);
            reply(
                200,
                json!({"data": page, "pagination": {"current_page": 1, "per_page": 100, "total_entries": total,
                                                            "total_pages": total.div_ceil(100)}}),
            )
        }
        ("POST", []) => {
            hit.members(world, &hit.json, &["!name", "!type", "!content", "ttl", "priority", "regions"]);
            let ttl = hit.number("/ttl").unwrap_or(3600);
            let made = world.add(&hit.text("/name"), &hit.text("/type"), &hit.text("/content"), ttl);
            reply(201, json!({"data": shown(made)}))
        }
        ("PATCH", [id]) => {
            hit.members(world, &hit.json, &["name", "content", "ttl", "priority", "regions"]);
            let Some(record) = world.by_id(id) else { return by_status(Refusal::Missing) };
            record.value = hit.text("/content");
            record.ttl = hit.number("/ttl").unwrap_or(record.ttl);
            reply(200, json!({"data": shown(record)}))
        }
        ("DELETE", [id]) if world.remove(id) => reply(204, ""),
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(DNSIMPLE).await;
}
