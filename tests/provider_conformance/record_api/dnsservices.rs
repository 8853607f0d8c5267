//! dns.services/userapi, "DNS"

use super::*;

pub const DNSSERVICES: Vendor = Vendor {
    id: "dnsservices",
    fields: &[("username", "acc")],
    secret: "sec-71f4",
    prefix: "/api",
    // acc:sec-71f4
    signed_in: |request| request.header("authorization") == "Basic YWNjOnNlYy03MWY0",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| {
        let status = by_status(refusal)?.status;
        Some(reply(status, json!({"error": [format!("{refusal:?}")]})))
    },
    ttl: true,
};

fn shown(record: &Stored) -> Value {
    json!({"id": record.id, "name": whole(&record.sub), "ttl": record.ttl, "priority": 0, "content": record.value, "type": record.kind})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let members = ["!name", "!ttl", "priority", "!type", "!content"];
    Some(match (hit.method, &hit.segments[..]) {
        ("GET", ["dns"]) => reply(
            200,
            json!({"service_ids": ["5"], "zones": [{"domain_id": "60", "name": ZONE, "service_id": "5"}]}),
        ),
        ("GET", ["service", "5", "dns", "60"]) => {
            let each = world.records.iter().enumerate().map(|(at, record)| (at.to_string(), shown(record)));
            let records: serde_json::Map<String, Value> = each.collect();
            reply(200, json!({"service_id": 5, "name": ZONE, "records": records}))
        }
        ("POST", ["service", "5", "dns", "60", "records"]) => {
            hit.members(world, &hit.json, &members);
            let made =
                world.add(&hit.text("/name"), &hit.text("/type"), &hit.text("/content"), hit.number("/ttl")?);
            reply(200, json!({"success": true, "record": shown(made), "info": [["dnsnewrecordadded"]]}))
        }
        ("PUT", ["service", "5", "dns", "60", "records", id]) => {
            hit.members(world, &hit.json, &members);
            let record = world.by_id(id)?;
            record.value = hit.text("/content");
            record.ttl = hit.number("/ttl")?;
            reply(
                200,
                json!({"success": true, "record": shown(record), "info": [["The record was updated successfully"]]}),
            )
        }
        ("DELETE", ["service", "5", "dns", "60", "records", id]) if world.remove(id) => {
            reply(200, json!({"success": true, "info": []}))
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(DNSSERVICES).await;
}
