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
            hit.params(world, &["subname", "type", "cursor"]);
            let named = |set: &&Vec<Stored>| hit.request.param("subname").is_none_or(|sub| sub == set[0].sub);
            let sets: Vec<Value> = world.rrsets().iter().filter(named).map(|set| shown(set)).collect();
            // Shorter pages than it has, so that there are several; the cursor has signs that are to be encoded.
            let start: usize = hit.param("cursor").trim_start_matches("a+b=").parse().unwrap_or(0);
            let end = sets.len().min(start + 100);
            let at = format!("https://desec.io/api/v1/domains/{ZONE}/rrsets/?cursor=");
            let mut links = vec![format!("<{at}>; rel=\"first\"")];
            if end < sets.len() {
                links.push(format!("<{at}a%2Bb%3D{end}>; rel=\"next\""));
                if hit.request.param("cursor").is_none() {
                    return Some(reply(400, json!({"detail": "Pagination required."})));
                }
            }
            Response { headers: vec![("Link", links.join(", "))], ..reply(200, json!(sets[start..end])) }
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
