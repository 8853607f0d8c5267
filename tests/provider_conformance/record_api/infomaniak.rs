//! developer.infomaniak.com/docs/api, "/2/zones/{zone}/records"

use super::*;

const INFOMANIAK: Vendor = Vendor {
    id: "infomaniak",
    fields: &[],
    secret: "ik-71f4cafe",
    prefix: "/2",
    signed_in: |request| request.header("authorization") == "Bearer ik-71f4cafe",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| {
        let status = by_status(refusal).map_or(200, |response| response.status);
        let error = json!({"code": "not_authorized", "description": format!("{refusal:?}")});
        Some(reply(status, json!({"result": "error", "error": error})))
    },
    ttl: true,
};

fn shown(record: &Stored) -> Value {
    let source = if record.sub.is_empty() { "." } else { &record.sub };
    json!({"id": record.id, "source": source, "type": record.kind, "target": record.value, "ttl": record.ttl,
           "updated_at": 1_700_000_000})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let ["zones", zone, "records", rest @ ..] = &hit.segments[..] else { return None };
    let ok = |data: Value| reply(200, json!({"result": "success", "data": data}));
    if *zone != ZONE {
        let error = json!({"code": "object_not_found", "description": "Object not found"});
        return Some(reply(404, json!({"result": "error", "error": error})));
    }
    Some(match (hit.method, rest) {
        ("GET", []) => {
            hit.params(
                world,
                &["filter[source]", "filter[types][]", "page", "per_page", "order_by", "search", "with"],
            );
            let source = hit.request.param("filter[source]").map(|source| source.trim_matches('.'));
            let named = |record: &&Stored| source.is_none_or(|source| source == record.sub);
            let found: Vec<Value> = world.records.iter().filter(named).map(shown).collect();
            ok(json!(world.page(found, hit.param("page"), hit.param("per_page"), 100)))
        }
        ("POST", []) => {
            hit.members(world, &hit.json, &["!type", "!ttl", "!source", "!target"]);
            let source = hit.text("/source");
            let made = world.add(
                source.trim_matches('.'),
                &hit.text("/type"),
                &hit.text("/target"),
                hit.number("/ttl")?,
            );
            reply(201, json!({"result": "success", "data": shown(made)}))
        }
        ("PUT", [id]) => {
            hit.members(world, &hit.json, &["!ttl", "!target"]);
            let record = world.by_id(id)?;
            record.value = hit.text("/target");
            record.ttl = hit.number("/ttl")?;
            ok(shown(record))
        }
        ("DELETE", [id]) if world.remove(id) => ok(json!(true)),
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(INFOMANIAK).await;
}
