//! api.dnscale.eu

use super::*;

const DNSCALE: Vendor = Vendor {
    id: "dnscale",
    fields: &[],
    secret: "dns-71f4cafe",
    prefix: "/v1",
    signed_in: |request| request.header("authorization") == "Bearer dns-71f4cafe",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| {
        let said = format!("{refusal:?}");
        by_status(refusal).map(|response| reply(response.status, json!({"status": "error", "error": said})))
    },
    ttl: true,
};

fn shown(record: &Stored) -> Value {
    json!({"id": record.id.to_string(), "name": format!("{}.", whole(&record.sub)), "type": record.kind, "content": record.value,
           "ttl": record.ttl, "disabled": false})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let ok = |data: Value| reply(200, json!({"status": "success", "data": data}));
    let members = ["!name", "!type", "!content", "!ttl", "priority"];
    Some(match (hit.method, &hit.segments[..]) {
        ("GET", ["zones"]) => {
            hit.params(world, &["limit", "offset"]);
            ok(
                json!({"zones": [{"id": "z1", "name": "example.org", "type": "primary", "region": "EU", "ttl": 3600, "status": "active",
                                 "nameservers": ["ns1.dnscale.eu"]}]}),
            )
        }
        ("GET", ["zones", "z1", "records"]) => {
            hit.params(world, &["limit", "offset", "type"]);
            let limit = hit.param("limit").parse().unwrap_or(100);
            ok(json!({"records": world.records.iter().take(limit).map(shown).collect::<Vec<_>>()}))
        }
        ("POST", ["zones", "z1", "records"]) => {
            hit.members(world, &hit.json, &members);
            let made =
                world.add(&hit.text("/name"), &hit.text("/type"), &hit.text("/content"), hit.number("/ttl")?);
            ok(json!({"message": "created", "record": shown(made)}))
        }
        ("PUT", ["zones", "z1", "records", id]) => {
            hit.members(world, &hit.json, &members);
            let record = world.by_id(id)?;
            record.value = hit.text("/content");
            record.ttl = hit.number("/ttl")?;
            ok(json!({"message": "updated", "record": shown(record)}))
        }
        ("DELETE", ["zones", "z1", "records", id]) if world.remove(id) => ok(json!({"message": "deleted"})),
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(DNSCALE).await;
}
