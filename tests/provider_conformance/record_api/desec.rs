//! desec.readthedocs.io

use super::*;

const DESEC: Vendor = Vendor {
    id: "desec",
    fields: &[],
    secret: "i-T3b1h_OI-H9ab8tRS98stGtURe",
    prefix: "/api/v1",
    signed_in: |request| request.header("authorization") == "Token i-T3b1h_OI-H9ab8tRS98stGtURe",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| Some(reply(by_status(refusal)?.status, json!({"detail": format!("{refusal:?}")}))),
    ttl: true,
};

fn shown(set: &[Stored]) -> Value {
    let values: Vec<&String> = set.iter().map(|record| &record.value).collect();
    json!({"created": "2026-01-01T00:00:00Z", "domain": ZONE, "subname": set[0].sub, "name": format!("{}.", whole(&set[0].sub)),
           "records": values, "ttl": set[0].ttl, "type": set[0].kind, "touched": "2026-01-01T00:00:00Z"})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    Some(match (hit.method, &hit.segments[..]) {
        ("GET", ["domains", ""]) => {
            hit.params(world, &["owns_qname"]);
            let owns = below(hit.param("owns_qname")).is_some();
            let domain = json!({"created": "2026-01-01T00:00:00Z", "minimum_ttl": 60, "name": ZONE});
            reply(200, if owns { json!([domain]) } else { json!([]) })
        }
        ("GET", ["domains", ZONE, "rrsets", ""]) => {
            hit.params(world, &["subname", "type"]);
            let named = |set: &&Vec<Stored>| hit.request.param("subname").is_none_or(|sub| sub == set[0].sub);
            reply(200, json!(world.rrsets().iter().filter(named).map(|set| shown(set)).collect::<Vec<_>>()))
        }
        ("PATCH", ["domains", ZONE, "rrsets", ""]) => {
            for set in hit.json.as_array()? {
                hit.members(world, set, &["!subname", "!type", "ttl", "!records"]);
                let (sub, kind) = (said(set, "/subname"), said(set, "/type"));
                let values: Vec<String> = serde_json::from_value(set["records"].clone()).ok()?;
                let note =
                    world.rrset(&sub, &kind).first().map(|record| record.note.clone()).unwrap_or_default();
                world.replace(&sub, &kind, &values, said(set, "/ttl").parse().unwrap_or(0), &note);
            }
            reply(200, json!([]))
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(DESEC).await;
}
