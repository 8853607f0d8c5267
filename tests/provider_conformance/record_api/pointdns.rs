//! pointhq.com/api/docs

use super::*;

const POINTDNS: Vendor = Vendor {
    id: "pointdns",
    fields: &[("username", "acc")],
    secret: "sec-71f4",
    prefix: "",
    // acc:sec-71f4
    signed_in: |request| request.header("authorization") == "Basic YWNjOnNlYy03MWY0",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| {
        let said = format!("{refusal:?}");
        by_status(refusal).map(|response| reply(response.status, json!({"error": said})))
    },
    ttl: true,
};

fn shown(record: &Stored) -> Value {
    json!({"zone_record": {"id": record.id, "name": format!("{}.", whole(&record.sub)), "record_type": record.kind, "ttl": record.ttl,
        "data": record.value, "aux": null, "redirect_to": null, "zone_id": 1}})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let record = &hit.json["zone_record"];
    if ["POST", "PUT"].contains(&hit.method) {
        hit.members(world, &hit.json, &["!zone_record"]);
    }
    Some(match (hit.method, &hit.segments[..]) {
        ("GET", ["zones"]) => {
            hit.params(world, &["group"]);
            reply(200, json!([{"zone": {"id": 1, "name": ZONE, "ttl": 3600, "group": "Default Group"}}]))
        }
        ("GET", ["zones", "1", "records"]) => {
            reply(200, json!(world.records.iter().map(shown).collect::<Vec<_>>()))
        }
        ("POST", ["zones", "1", "records"]) => {
            hit.members(world, record, &["!name", "!record_type", "!data", "ttl", "aux"]);
            let (sub, ttl) = (below(&said(record, "/name"))?, hit.number("/zone_record/ttl")?);
            reply(201, shown(world.add(&sub, &said(record, "/record_type"), &said(record, "/data"), ttl)))
        }
        ("PUT", ["zones", "1", "records", id]) => {
            hit.members(world, record, &["name", "record_type", "data", "ttl", "aux"]);
            let stored = world.by_id(id)?;
            stored.value = said(record, "/data");
            stored.ttl = hit.number("/zone_record/ttl")?;
            reply(202, shown(stored))
        }
        ("DELETE", ["zones", "1", "records", id]) if world.remove(id) => {
            reply(202, json!({"zone_record": {"status": "OK"}}))
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(POINTDNS).await;
}
