//! docs.poweradmin.org, API version 2

use super::*;

const POWERADMIN: Vendor = Vendor {
    id: "poweradmin",
    fields: &[],
    secret: "pa-71f4cafe",
    prefix: "",
    signed_in: |request| request.header("x-api-key") == "pa-71f4cafe",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| {
        let said = format!("{refusal:?}");
        by_status(refusal)
            .map(|response| reply(response.status, json!({"success": false, "message": said, "data": null})))
    },
    ttl: true,
};

fn shown(set: &[Stored]) -> Value {
    let each = set.iter().map(|record| json!({"content": record.value, "priority": 0, "disabled": false}));
    json!({"name": whole(&set[0].sub), "type": set[0].kind, "ttl": set[0].ttl, "records": each.collect::<Vec<_>>()})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let ["api", "v2", "zones", rest @ ..] = &hit.segments[..] else { return None };
    let ok = |data: Value| {
        reply(
            200,
            json!({"success": true, "data": data, "message": "OK", "meta": {"timestamp": "2026-01-01"}}),
        )
    };
    Some(match (hit.method, rest) {
        ("GET", []) => {
            hit.params(world, &["page", "per_page", "name"]);
            ok(
                json!({"zones": [{"id": 3, "canonical_id": 3, "name": ZONE, "type": "MASTER", "created_at": "2026-01-01 00:00:00"}]}),
            )
        }
        ("GET", ["3", "rrsets"]) => {
            hit.params(world, &["type"]);
            ok(json!({"rrsets": world.rrsets().iter().map(|set| shown(set)).collect::<Vec<_>>()}))
        }
        ("PUT", ["3", "rrsets"]) => {
            hit.members(world, &hit.json, &["!name", "!type", "ttl", "!records"]);
            let (sub, kind) = (hit.text("/name"), hit.text("/type"));
            let mut values = Vec::new();
            for record in hit.json["records"].as_array()? {
                hit.members(world, record, &["!content", "priority", "disabled"]);
                values.push(said(record, "/content"));
            }
            let note =
                world.rrset(&sub, &kind).first().map_or_else(String::new, |record| record.note.clone());
            world.replace(&sub, &kind, &values, hit.number("/ttl")?, &note);
            ok(json!({"rrset": shown(&world.rrset(&sub, &kind))}))
        }
        ("DELETE", ["3", "rrsets", name, kind]) => {
            world.replace(name, kind, &[], 0, "");
            reply(204, "")
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(POWERADMIN).await;
}
