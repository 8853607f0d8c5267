//! gcore.com/docs/api-reference/dns; EdgeCenter has the same at another address.

use super::*;

const GCORE: Vendor = Vendor {
    id: "gcore",
    fields: &[],
    secret: "1234$abcdef",
    prefix: "/dns",
    signed_in: |request| request.header("authorization") == "APIKey 1234$abcdef",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| Some(reply(by_status(refusal)?.status, json!({"error": format!("{refusal:?}")}))),
    ttl: true,
};

/// The note is what decides who gets this value.
fn shown(set: &[Stored]) -> Value {
    let one = |one: &Stored| json!({"id": one.id, "content": [one.value], "enabled": true, "meta": {"notes": [one.note]}});
    let records: Vec<Value> = set.iter().map(one).collect();
    json!({"name": whole(&set[0].sub), "type": set[0].kind, "ttl": set[0].ttl, "resource_records": records,
           "pickers": [{"type": "geodns", "strict": true}], "meta": {}, "updated_at": "2026-11-01T00:00:00Z"})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let missing = || reply(404, json!({"error": "not found"}));
    Some(match (hit.method, &hit.segments[..]) {
        (_, ["v2", "zones", zone, ..]) if *zone != ZONE => missing(),
        ("GET", ["v2", "zones", _]) => {
            reply(200, json!({"id": 5, "name": ZONE, "records": [], "status": "active"}))
        }
        ("GET", ["v2", "zones", _, "rrsets"]) => {
            hit.params(world, &["limit", "offset", "order_by", "order_direction"]);
            let (limit, offset) = (hit.param("limit").parse().ok()?, hit.param("offset").parse().ok()?);
            let sets: Vec<Value> = world.rrsets().iter().map(|set| shown(set)).collect();
            let total = sets.len();
            let sets: Vec<Value> = sets.into_iter().skip(offset).take(limit).collect();
            reply(200, json!({"rrsets": sets, "total_amount": total}))
        }
        (method, ["v2", "zones", _, name, kind]) => {
            let sub = below(name)?;
            let set = world.rrset(&sub, kind);
            match (method, set.is_empty()) {
                ("GET", true) => return Some(missing()),
                ("GET", false) => return Some(reply(200, shown(&set))),
                ("DELETE", false) => world.replace(&sub, kind, &[], 0, ""),
                ("POST", true) | ("PUT", false) => {
                    let members = ["!resource_records", "ttl", "pickers", "meta"];
                    hit.members(world, &hit.json, &members);
                    if method == "PUT" && hit.json["pickers"][0]["type"] != "geodns" {
                        world.complain("the pickers are lost");
                    }
                    world.replace(&sub, kind, &[], 0, "");
                    for record in hit.json["resource_records"].as_array()? {
                        hit.members(world, record, &["!content", "enabled", "meta"]);
                        let made = world.add(&sub, kind, &said(record, "/content/0"), hit.number("/ttl")?);
                        made.note = said(record, "/meta/notes/0");
                    }
                }
                _ => return None,
            }
            reply(200, json!({}))
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(GCORE).await;
}

#[tokio::test]
async fn edgecenter_holds_to_the_suite() {
    run(Vendor { id: "edgecenter", ..GCORE }).await;
}
