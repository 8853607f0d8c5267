//! github.com/regfish/regfish-dnsapi-go

use super::*;

const REGFISH: Vendor = Vendor {
    id: "regfish",
    fields: &[],
    secret: "rf-71f4cafe",
    prefix: "",
    signed_in: |request| request.header("x-api-key") == "rf-71f4cafe",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| {
        let response = by_status(refusal)?;
        Some(reply(
            response.status,
            json!({"success": false, "code": response.status, "message": format!("{refusal:?}"), "error": "x"}),
        ))
    },
    ttl: true,
};

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let shown = |record: &Stored| {
        json!({"id": record.id, "name": format!("{}.", whole(&record.sub)), "type": record.kind, "data": record.value,
               "ttl": record.ttl, "annotation": record.note, "active": true, "auto": false})
    };
    let ok = |response: Value| reply(200, json!({"success": true, "code": 15000, "response": response}));
    let members = ["!type", "!name", "!data", "ttl", "priority", "annotation"];
    Some(match (hit.method, &hit.segments[..]) {
        ("GET", ["dns", ZONE, "rr"]) => ok(json!(world.records.iter().map(shown).collect::<Vec<_>>())),
        ("GET", ["dns", _, "rr"]) => return by_status(Refusal::Missing),
        ("POST", ["dns", "rr"]) => {
            hit.members(world, &hit.json, &members);
            let sub = below(hit.text("/name").strip_suffix('.')?)?;
            let made = world.add(&sub, &hit.text("/type"), &hit.text("/data"), hit.number("/ttl")?);
            ok(shown(made))
        }
        ("PATCH", ["dns", "rr", id]) => {
            hit.members(world, &hit.json, &members);
            let record = world.by_id(id)?;
            record.value = hit.text("/data");
            record.ttl = hit.number("/ttl")?;
            record.note = hit.text("/annotation");
            ok(shown(record))
        }
        ("DELETE", ["dns", "rr", id]) if world.remove(id) => ok(Value::Null),
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(REGFISH).await;
}
