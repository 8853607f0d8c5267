//! api-docs.constellix.com, API v1

use super::{signed::*, *};

const CONSTELLIX: Vendor = Vendor {
    id: "constellix",
    fields: &[("api_key", "1c5b0dd3")],
    secret: "c53a34d8504e-secret",
    prefix: "/v1",
    signed_in: |request| {
        let token = request.header("x-cns-security-token");
        let [key, signature, time] = token.split(':').collect::<Vec<_>>()[..] else { return false };
        let fresh = time.parse::<i64>().is_ok_and(|time| (time / 1000 - seconds()).abs() < 60);
        key == "1c5b0dd3" && fresh && signature == base64(hmac1(CONSTELLIX.secret, time))
    },
    serve,
    writes: |hit| hit.method != "GET",
    refuses,
    ttl: true,
};

fn refuses(refusal: Refusal) -> Option<Response> {
    Some(reply(by_status(refusal)?.status, json!({"errors": [format!("{refusal:?}")]})))
}

fn shown(set: &[Stored]) -> Value {
    let values: Vec<Value> = set
        .iter()
        .map(|record| json!({"value": record.value, "disableFlag": false, "sortOrder": 1}))
        .collect();
    let option = if set[0].note == "failover" { "failover" } else { "roundRobin" };
    json!({"id": set[0].id, "type": set[0].kind, "recordType": set[0].kind.to_lowercase(), "name": set[0].sub, "ttl": set[0].ttl,
           "recordOption": option, "noAnswer": false, "note": set[0].note, "gtdRegion": 1, "parentId": 1, "parent": "domain",
           "source": "Domain", "roundRobin": values, "roundRobinFailover": []})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let members = ["!name", "!ttl", "!roundRobin", "recordOption", "noAnswer", "note", "gtdRegion"];
    let values = || -> Option<Vec<String>> {
        Some(hit.json["roundRobin"].as_array()?.iter().map(|one| said(one, "/value")).collect())
    };
    Some(match (hit.method, &hit.segments[..]) {
        ("GET", ["domains", "search"]) => {
            hit.params(world, &["exact", "begins", "contains"]);
            if hit.param("exact") != ZONE {
                return Some(reply(404, json!({"errors": ["Requested record was not found"]})));
            }
            reply(200, json!([{"id": 273_302, "name": ZONE, "status": "ACTIVE"}]))
        }
        ("GET", ["domains", "273302", "records", kind]) => {
            let sets = world.rrsets();
            let of = sets.iter().filter(|set| set[0].kind == *kind);
            reply(200, json!(of.map(|set| shown(set)).collect::<Vec<_>>()))
        }
        ("POST", ["domains", "273302", "records", kind]) => {
            hit.members(world, &hit.json, &members);
            world.replace(&hit.text("/name"), kind, &values()?, hit.number("/ttl")?, "");
            reply(201, json!([{"id": 1, "name": hit.text("/name")}]))
        }
        ("PUT", ["domains", "273302", "records", kind, id]) => {
            hit.members(world, &hit.json, &members);
            let sub = world.by_id(id)?.sub.clone();
            world.replace(&sub, kind, &values()?, hit.number("/ttl")?, &hit.text("/note"));
            reply(200, json!({"success": "Record  updated successfully"}))
        }
        ("DELETE", ["domains", "273302", "records", kind, id]) => {
            let sub = world.by_id(id)?.sub.clone();
            world.replace(&sub, kind, &[], 0, "");
            reply(200, json!({"success": "Record  deleted successfully"}))
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(CONSTELLIX).await;
}
