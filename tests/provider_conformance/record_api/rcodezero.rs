//! my.rcodezero.at/openapi, RRsets (v1)

use super::*;

const RCODEZERO: Vendor = Vendor {
    id: "rcodezero",
    fields: &[],
    secret: "rc0-71f4cafe",
    prefix: "/api/v1",
    signed_in: |request| request.header("authorization") == "Bearer rc0-71f4cafe",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| {
        let said = format!("{refusal:?}");
        by_status(refusal)
            .map(|response| reply(response.status, json!({"status": "failed", "message": said})))
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
        (_, ["zones", zone, ..]) if *zone != ZONE => {
            reply(404, json!({"status": "failed", "message": "Zone not found"}))
        }
        ("GET", ["zones", _, "rrsets"]) => {
            hit.params(world, &["page", "page_size"]);
            let sets: Vec<Value> = world.rrsets().iter().map(|set| shown(set)).collect();
            if hit.param("page_size") != "-1" && sets.len() > 100 {
                world.complain("only 100 of them");
            }
            reply(
                200,
                json!({"current_page": 1, "data": sets, "from": 1, "last_page": 1, "per_page": -1, "to": 1, "total": 1}),
            )
        }
        ("PATCH", ["zones", _, "rrsets"]) => {
            for set in hit.json.as_array()? {
                let (sub, kind) = (below(&said(set, "/name"))?, said(set, "/type"));
                let there = world.rrset(&sub, &kind);
                if said(set, "/changetype") == "DELETE" && !there.is_empty() {
                    hit.members(world, set, &["!name", "!type", "!changetype"]);
                    world.replace(&sub, &kind, &[], 0, "");
                    continue;
                }
                let wanted = if there.is_empty() { "ADD" } else { "UPDATE" };
                hit.members(world, set, &["!name", "!type", "!ttl", "!changetype", "!records"]);
                if said(set, "/changetype") != wanted || !said(set, "/name").ends_with('.') {
                    world.complain(format!("{wanted}: {set}"));
                }
                let each = set["records"].as_array()?.iter().map(|record| said(record, "/content"));
                let note = there.first().map_or_else(String::new, |record| record.note.clone());
                let values: Vec<String> = each.collect();
                world.replace(&sub, &kind, &values, said(set, "/ttl").parse().ok()?, &note);
            }
            reply(200, json!({"status": "ok", "message": "RRsets updated"}))
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(RCODEZERO).await;
}
