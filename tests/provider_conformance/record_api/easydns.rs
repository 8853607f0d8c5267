//! docs.sandbox.rest.easydns.net

use super::*;

const EASYDNS: Vendor = Vendor {
    id: "easydns",
    fields: &[("api_token", "acc")],
    secret: "sec-71f4",
    prefix: "",
    // acc:sec-71f4
    signed_in: |request| request.header("authorization") == "Basic YWNjOnNlYy03MWY0",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| {
        let response = by_status(refusal)?;
        Some(reply(
            response.status,
            json!({"error": {"code": response.status, "message": format!("{refusal:?}")}}),
        ))
    },
    ttl: true,
};

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    hit.params(world, &["format"]);
    if hit.param("format") != "json" {
        world.complain("format=json is missing");
    }
    let ok = |data: Value| {
        reply(
            200,
            json!({"tm": 1, "data": data, "count": 1, "total": 1, "start": 0, "max": 1000, "status": 200}),
        )
    };
    let shown = |record: &Stored| {
        json!({"id": record.id.to_string(), "domain": ZONE, "host": at_apex(&record.sub), "ttl": record.ttl.to_string(), "prio": "0",
               "type": record.kind, "rdata": record.value, "geozone_id": "0", "last_mod": "2026-01-01 00:00:00"})
    };
    Some(match (hit.method, &hit.segments[..]) {
        ("GET", ["zones", "records", "all", ZONE]) => {
            let abroad = json!({"id": "1", "domain": ZONE, "host": "home", "ttl": "60", "prio": "0", "type": "A",
                "rdata": "198.51.100.200", "geozone_id": "4", "last_mod": "2026-01-01 00:00:00"});
            ok(json!(world.records.iter().map(shown).chain([abroad]).collect::<Vec<_>>()))
        }
        ("GET", ["zones", "records", "all", _]) => {
            return Some(reply(404, json!({"error": {"code": 404, "message": "Zone not found"}})));
        }
        ("PUT", ["zones", "records", "add", ZONE, kind]) => {
            hit.members(
                world,
                &hit.json,
                &["!domain", "!host", "!ttl", "!prio", "!type", "!rdata", "geozone_id"],
            );
            let made = world.add(&hit.text("/host"), kind, &hit.text("/rdata"), hit.number("/ttl")?);
            reply(201, json!({"tm": 1, "data": shown(made), "status": 201}))
        }
        ("POST", ["zones", "records", id]) => {
            hit.members(world, &hit.json, &["host", "ttl", "type", "!rdata", "prio", "geozone_id"]);
            let record = world.by_id(id)?;
            record.value = hit.text("/rdata");
            record.ttl = hit.number("/ttl")?;
            ok(shown(record))
        }
        ("DELETE", ["zones", "records", ZONE, id]) if world.remove(id) => {
            reply(200, json!({"msg": "OK", "status": 200}))
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(EASYDNS).await;
}
