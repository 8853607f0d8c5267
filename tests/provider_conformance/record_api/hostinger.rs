//! developers.hostinger.com

use super::*;

const HOSTINGER: Vendor = Vendor {
    id: "hostinger",
    fields: &[],
    secret: "71f4cafe",
    prefix: "",
    signed_in: |request| request.header("authorization") == "Bearer 71f4cafe",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| {
        let said = json!({"error": format!("{refusal:?}"), "correlation_id": "26a91bd9-f8c8-4a83-9df9-83e23d696fe3"});
        Some(reply(by_status(refusal)?.status, said))
    },
    ttl: true,
};

fn shown(set: &[Stored]) -> Value {
    let records: Vec<Value> =
        set.iter().map(|one| json!({"content": one.value, "is_disabled": false})).collect();
    json!({"name": at_apex(&set[0].sub), "records": records, "ttl": set[0].ttl, "type": set[0].kind})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    Some(match (hit.method, &hit.segments[..]) {
        ("GET", ["api", "domains", "v1", "portfolio"]) => reply(
            200,
            json!([{"id": 1, "domain": ZONE, "type": "domain", "status": "active"},
                              {"id": 2, "domain": null, "type": "free_domain", "status": "pending_setup"}]),
        ),
        ("GET", ["api", "dns", "v1", "zones", ZONE]) => {
            hit.params(world, &[]);
            reply(200, json!(world.rrsets().iter().map(|set| shown(set)).collect::<Vec<_>>()))
        }
        ("PUT", ["api", "dns", "v1", "zones", ZONE]) => {
            hit.members(world, &hit.json, &["overwrite", "!zone"]);
            if hit.json["overwrite"] != true {
                world.complain("records would be appended");
            }
            for set in hit.json["zone"].as_array()? {
                hit.members(world, set, &["!name", "!records", "ttl", "!type"]);
                let values: Vec<String> =
                    set["records"].as_array()?.iter().map(|one| said(one, "/content")).collect();
                let (sub, kind) = (said(set, "/name"), said(set, "/type"));
                let note = world.rrset(&sub, &kind).first().map(|one| one.note.clone()).unwrap_or_default();
                world.replace(&sub, &kind, &values, set["ttl"].as_u64()?.try_into().ok()?, &note);
            }
            reply(200, json!({"message": "Request accepted"}))
        }
        ("DELETE", ["api", "dns", "v1", "zones", ZONE]) => {
            hit.members(world, &hit.json, &["!filters"]);
            for filter in hit.json["filters"].as_array()? {
                hit.members(world, filter, &["!name", "!type"]);
                world.replace(&said(filter, "/name"), &said(filter, "/type"), &[], 0, "");
            }
            reply(200, json!({"message": "Request accepted"}))
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(HOSTINGER).await;
}
