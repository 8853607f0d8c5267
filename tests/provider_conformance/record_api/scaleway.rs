//! www.scaleway.com/en/developers/api/domains-and-dns

use super::*;

const SCALEWAY: Vendor = Vendor {
    id: "scaleway",
    fields: &[],
    secret: "71f4cafe-0f1e-4eed-8bad-5eed5eed5eed",
    prefix: "/domain/v2beta1",
    signed_in: |request| request.header("x-auth-token") == "71f4cafe-0f1e-4eed-8bad-5eed5eed5eed",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| {
        let status = by_status(refusal)?.status;
        Some(reply(status, json!({"message": "it was refused", "type": format!("{refusal:?}")})))
    },
    ttl: true,
};

fn shown(record: &Stored) -> Value {
    let comment = if record.note.is_empty() { Value::Null } else { json!(record.note) };
    json!({"id": record.id.to_string(), "name": record.sub, "type": record.kind, "data": record.value, "ttl": record.ttl,
           "priority": 0, "comment": comment, "geo_ip_config": null, "http_service_config": null,
           "weighted_config": null, "view_config": null})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    Some(match (hit.method, &hit.segments[..]) {
        ("GET", ["dns-zones"]) => {
            hit.params(world, &["dns_zone", "domain", "page", "page_size"]);
            let zone = json!({"domain": "example.org", "subdomain": "", "ns": [], "status": "active"});
            let found = if hit.param("dns_zone") == ZONE { vec![zone] } else { vec![] };
            reply(200, json!({"dns_zones": found, "total_count": found.len()}))
        }
        ("GET", ["dns-zones", ZONE, "records"]) => {
            hit.params(world, &["name", "type", "page", "page_size"]);
            let wanted = |one: &&Stored| hit.request.param("name").is_none_or(|name| name == one.sub);
            let records: Vec<Value> = world.records.iter().filter(wanted).map(shown).collect();
            let total = records.len();
            let records = world.page(records, hit.param("page"), hit.param("page_size"), 100);
            reply(200, json!({"records": records, "total_count": total}))
        }
        ("PATCH", ["dns-zones", ZONE, "records"]) => {
            hit.members(
                world,
                &hit.json,
                &["!changes", "return_all_records", "disallow_new_zone_creation", "serial"],
            );
            for change in hit.json["changes"].as_array()? {
                let (verb, change) = change.as_object()?.iter().next()?;
                let (sub, kind) = (said(change, "/id_fields/name"), said(change, "/id_fields/type"));
                hit.members(world, &change["id_fields"], &["!name", "!type", "data", "ttl"]);
                world.replace(&sub, &kind, &[], 0, "");
                if verb == "delete" {
                    hit.members(world, change, &["!id_fields"]);
                    continue;
                }
                hit.members(world, change, &["!id_fields", "!records"]);
                for record in change["records"].as_array()? {
                    hit.members(world, record, &["!name", "!type", "!data", "!ttl", "priority", "comment"]);
                    let ttl = record["ttl"].as_u64()?.try_into().ok()?;
                    world.add(&sub, &kind, &said(record, "/data"), ttl).note = said(record, "/comment");
                }
            }
            reply(200, json!({"records": []}))
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(SCALEWAY).await;
}
