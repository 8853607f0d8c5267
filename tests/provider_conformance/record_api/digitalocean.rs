//! docs.digitalocean.com/reference/api/reference/domain-records

use super::*;

const DIGITALOCEAN: Vendor = Vendor {
    id: "digitalocean",
    fields: &[],
    secret: "dop_v1_71f4cafe",
    prefix: "/v2",
    signed_in: |request| request.header("authorization") == "Bearer dop_v1_71f4cafe",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: by_status,
    ttl: true,
};

fn shown(record: &Stored) -> Value {
    json!({"id": record.id, "type": record.kind, "name": at_apex(&record.sub), "data": record.value, "priority": null,
           "port": null, "ttl": record.ttl, "weight": null, "flags": null, "tag": record.note})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let members = ["!type", "name", "data", "ttl"];
    Some(match (hit.method, &hit.segments[..]) {
        (_, ["domains", zone, "records", ..]) if *zone != ZONE => reply(
            404,
            json!({"id": "not_found", "message": "The resource you were accessing could not be found."}),
        ),
        ("GET", ["domains", _, "records"]) => {
            hit.params(world, &["name", "type", "page", "per_page"]);
            let found =
                world.records.iter().filter(|record| ["", &whole(&record.sub)].contains(&hit.param("name")));
            let found: Vec<Value> = found.map(shown).collect();
            let total = found.len();
            let page = world.page(found, hit.param("page"), hit.param("per_page"), 200);
            reply(200, json!({"domain_records": page, "links": {}, "meta": {"total": total}}))
        }
        ("POST", ["domains", _, "records"]) => {
            hit.members(world, &hit.json, &members);
            let ttl = hit.number("/ttl").unwrap_or(1800);
            let made = world.add(&hit.text("/name"), &hit.text("/type"), &hit.text("/data"), ttl);
            reply(201, json!({"domain_record": shown(made)}))
        }
        ("PATCH", ["domains", _, "records", id]) => {
            hit.members(world, &hit.json, &members);
            let Some(record) = world.by_id(id) else { return by_status(Refusal::Missing) };
            record.value = hit.text("/data");
            record.ttl = hit.number("/ttl").unwrap_or(record.ttl);
            reply(200, json!({"domain_record": shown(record)}))
        }
        ("DELETE", ["domains", _, "records", id]) if world.remove(id) => reply(204, ""),
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(DIGITALOCEAN).await;
}
