//! primarydnsapi.netnod.se/api/v1/docs

use super::*;

const NETNOD: Vendor = Vendor {
    id: "netnod",
    fields: &[],
    secret: "nn-71f4cafe",
    prefix: "/api/v1",
    signed_in: |request| request.header("authorization") == "Token nn-71f4cafe",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| {
        let said = format!("{refusal:?}");
        by_status(refusal).map(|response| reply(response.status, json!({"error": said})))
    },
    ttl: true,
};

fn shown(set: &[Stored]) -> Value {
    let records: Vec<Value> =
        set.iter().map(|record| json!({"content": record.value, "disabled": false})).collect();
    json!({"name": format!("{}.", whole(&set[0].sub)), "type": set[0].kind, "ttl": set[0].ttl, "records": records})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    Some(match (hit.method, &hit.segments[..]) {
        (_, ["zones", zone]) if *zone != "example.org." => reply(404, json!({"error": "Zone not found"})),
        ("GET", ["zones", _]) => {
            let sets: Vec<Value> = world.rrsets().iter().map(|set| shown(set)).collect();
            reply(
                200,
                json!({"id": "example.org.", "name": "example.org.", "notified_serial": 1, "also_notify": [], "rrsets": sets}),
            )
        }
        ("PATCH", ["zones", _]) => {
            hit.members(world, &hit.json, &["!rrsets"]);
            for set in hit.json["rrsets"].as_array()? {
                let (sub, kind) = (below(said(set, "/name").strip_suffix('.')?)?, said(set, "/type"));
                if said(set, "/changetype") == "DELETE" {
                    hit.members(world, set, &["!name", "!type", "!changetype"]);
                    world.replace(&sub, &kind, &[], 0, "");
                    continue;
                }
                hit.members(world, set, &["!name", "!type", "!ttl", "!changetype", "!records"]);
                let each = set["records"].as_array()?.iter().map(|record| said(record, "/content"));
                let values: Vec<String> = each.collect();
                let note =
                    world.rrset(&sub, &kind).first().map_or_else(String::new, |record| record.note.clone());
                world.replace(&sub, &kind, &values, said(set, "/ttl").parse().ok()?, &note);
            }
            reply(204, "")
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(NETNOD).await;
}
