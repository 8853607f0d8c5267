//! developers.ukfast.io/documentation/safedns

use super::*;

const SAFEDNS: Vendor = Vendor {
    id: "safedns",
    fields: &[],
    secret: "ans-71f4cafe",
    prefix: "/safedns/v1",
    signed_in: |request| request.header("authorization") == "ans-71f4cafe",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| {
        let status = by_status(refusal)?.status;
        Some(reply(
            status,
            json!({"errors": [{"title": "Refused", "detail": format!("{refusal:?}"), "status": status, "source": ""}]}),
        ))
    },
    ttl: true,
};

fn shown(record: &Stored) -> Value {
    json!({"id": record.id, "name": whole(&record.sub), "type": record.kind, "content": record.value, "ttl": record.ttl,
           "priority": null, "updated_at": "2026-01-01T00:00:00+00:00"})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let ["zones", zone, "records", rest @ ..] = &hit.segments[..] else { return None };
    if *zone != ZONE {
        let error = json!({"title": "Zone not found", "detail": "We couldn't find the requested Zone", "status": 404, "source": ""});
        return Some(reply(404, json!({"errors": [error]})));
    }
    let members = ["!name", "!type", "!content", "ttl", "priority"];
    Some(match (hit.method, rest) {
        ("GET", []) => {
            hit.params(world, &["page", "per_page", "name:eq", "type:eq"]);
            let named =
                |record: &&Stored| hit.request.param("name:eq").is_none_or(|name| name == whole(&record.sub));
            let found: Vec<Value> = world.records.iter().filter(named).map(shown).collect();
            let page = world.page(found, hit.param("page"), hit.param("per_page"), 100);
            reply(200, json!({"data": page, "meta": {"pagination": {"links": {}}}}))
        }
        ("POST", []) => {
            hit.members(world, &hit.json, &members);
            let made = world.add(
                &below(&hit.text("/name"))?,
                &hit.text("/type"),
                &hit.text("/content"),
                hit.number("/ttl")?,
            );
            reply(201, json!({"data": {"id": made.id}, "meta": {"location": ""}}))
        }
        ("PATCH", [id]) => {
            hit.members(world, &hit.json, &members);
            let record = world.by_id(id)?;
            record.value = hit.text("/content");
            record.ttl = hit.number("/ttl")?;
            reply(200, json!({"data": {"id": record.id}, "meta": {"location": ""}}))
        }
        ("DELETE", [id]) if world.remove(id) => reply(204, ""),
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(SAFEDNS).await;
}
