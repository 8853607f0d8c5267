//! vinyldns.io/api

use super::{signed::*, *};

const VINYLDNS: Vendor = Vendor {
    id: "vinyldns",
    fields: &[("access_key_id", "okAccessKey")],
    secret: "okSecretKeyOfTheLab",
    prefix: "",
    signed_in: signed,
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| Some(reply(by_status(refusal)?.status, json!({"errors": [format!("{refusal:?}")]}))),
    ttl: true,
};

fn signed(request: &Request) -> bool {
    let (authorization, date) = (request.header("authorization"), request.header("x-amz-date"));
    let (query, headers) = (query(request, &[]), headers(request, "host;x-amz-date"));
    let hash = sha256(&request.body);
    let canonical =
        format!("{}\n{}\n{query}\n{headers}\nhost;x-amz-date\n{hash}", request.method, request.path);
    let scope = format!("{}/us-east-1/VinylDNS/aws4_request", date.get(..8).unwrap_or_default());
    let text = format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{}", sha256(&canonical));
    let key = scope.split('/').fold(format!("AWS4{}", VINYLDNS.secret).into_bytes(), hmac256);
    authorization.starts_with(&format!("AWS4-HMAC-SHA256 Credential=okAccessKey/{scope}, "))
        && authorization.ends_with(&hex(hmac256(key, &text)))
}

fn shown(set: &[Stored]) -> Value {
    let name = if set[0].sub.is_empty() { format!("{ZONE}.") } else { set[0].sub.clone() };
    let member = if set[0].kind == "CNAME" { "cname" } else { "address" };
    let values: Vec<Value> = set.iter().map(|record| json!({member: record.value})).collect();
    json!({"id": set[0].id.to_string(), "zoneId": "2467dc05", "name": name, "type": set[0].kind, "ttl": set[0].ttl,
           "status": "Active", "records": values, "account": "system", "ownerGroupId": set[0].note})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let members = ["id", "!zoneId", "!name", "!type", "!ttl", "!records", "ownerGroupId"];
    let values = || -> Option<Vec<String>> {
        Some(hit.json["records"].as_array()?.iter().map(|one| said(one, "/address")).collect())
    };
    let sub = || hit.text("/name").replace(&format!("{ZONE}."), "");
    Some(match (hit.method, &hit.segments[..]) {
        ("GET", ["zones", "name", zone]) if *zone == ZONE => {
            reply(200, json!({"zone": {"id": "2467dc05", "name": format!("{ZONE}."), "status": "Active"}}))
        }
        ("GET", ["zones", "name", zone]) => reply(404, format!("Zone with name {zone} does not exist")),
        ("GET", ["zones", "2467dc05", "recordsets"]) => {
            hit.params(world, &["maxItems", "startFrom", "recordNameFilter"]);
            let from: usize = hit.request.param("startFrom").map_or(0, |from| from.parse().unwrap());
            let sets: Vec<Value> = world.rrsets().iter().map(|set| shown(set)).collect();
            let mut answer =
                json!({"recordSets": sets.iter().skip(from).take(100).collect::<Vec<_>>(), "maxItems": 100});
            if sets.len() > from + 100 {
                answer["nextId"] = json!((from + 100).to_string());
            }
            reply(200, answer)
        }
        ("POST", ["zones", "2467dc05", "recordsets"]) => {
            hit.members(world, &hit.json, &members);
            world.replace(&sub(), &hit.text("/type"), &values()?, hit.number("/ttl")?, "");
            reply(202, json!({"status": "Pending", "changeType": "Create"}))
        }
        ("PUT", ["zones", "2467dc05", "recordsets", id]) => {
            hit.members(world, &hit.json, &members);
            if hit.text("/id") != *id || world.by_id(id).map(|record| record.sub.clone()) != Some(sub()) {
                world.complain("another record set");
            }
            world.replace(
                &sub(),
                &hit.text("/type"),
                &values()?,
                hit.number("/ttl")?,
                &hit.text("/ownerGroupId"),
            );
            reply(202, json!({"status": "Pending", "changeType": "Update"}))
        }
        ("DELETE", ["zones", "2467dc05", "recordsets", id]) => {
            let record = world.by_id(id)?.clone();
            world.replace(&record.sub, &record.kind, &[], 0, "");
            reply(202, json!({"status": "Pending", "changeType": "Delete"}))
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(VINYLDNS).await;
}
