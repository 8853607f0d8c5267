//! developer.godaddy.com/doc/endpoint/domains

use super::*;

const GODADDY: Vendor = Vendor {
    id: "godaddy",
    fields: &[("api_key", "dLDH71f4")],
    secret: "cafe0f1e",
    prefix: "",
    signed_in: |request| request.header("authorization") == "sso-key dLDH71f4:cafe0f1e",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| {
        Some(reply(by_status(refusal)?.status, json!({"code": format!("{refusal:?}"), "message": "no"})))
    },
    ttl: true,
};

fn shown(one: &Stored) -> Value {
    json!({"data": one.value, "name": at_apex(&one.sub), "ttl": one.ttl, "type": one.kind})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    Some(match (hit.method, &hit.segments[..]) {
        ("GET", ["v1", "domains"]) => {
            hit.params(world, &["limit", "marker", "statuses"]);
            reply(200, json!([{"domain": ZONE, "domainId": 1, "status": "ACTIVE", "locked": true}]))
        }
        ("GET", ["v1", "domains", ZONE, "records", kind]) => {
            hit.params(world, &["offset", "limit"]);
            let of_kind = world.records.iter().filter(|one| one.kind == *kind).map(shown).collect();
            reply(200, json!(world.page(of_kind, hit.param("offset"), hit.param("limit"), 500)))
        }
        ("GET", ["v1", "domains", ZONE, "records", kind, name]) => {
            hit.params(world, &["offset", "limit"]);
            reply(200, json!(world.rrset(name, kind).iter().map(shown).collect::<Vec<_>>()))
        }
        ("PUT", ["v1", "domains", ZONE, "records", kind, name]) => {
            let note = world.rrset(name, kind).first().map(|one| one.note.clone()).unwrap_or_default();
            world.replace(name, kind, &[], 0, "");
            for record in hit.json.as_array()? {
                hit.members(world, record, &["!data", "ttl"]);
                let ttl = record["ttl"].as_u64()?.try_into().ok()?;
                world.add(name, kind, &said(record, "/data"), ttl).note.clone_from(&note);
            }
            reply(200, "")
        }
        ("DELETE", ["v1", "domains", ZONE, "records", kind, name]) => {
            world.replace(name, kind, &[], 0, "");
            reply(204, "")
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(GODADDY).await;
}
