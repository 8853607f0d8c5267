//! docs.ultradns.com, REST API

use super::*;

const ULTRADNS: Vendor = Vendor {
    id: "ultradns",
    fields: &[("username", "ada")],
    secret: "ultra-71f4",
    prefix: "",
    signed_in: |request| {
        request.body == "grant_type=password&username=ada&password=ultra-71f4"
            || request.header("authorization") == "Bearer tok"
    },
    serve,
    writes: |hit| hit.method != "GET" && hit.segments[1] != "authorization",
    refuses: |refusal| {
        let (status, code, said) = match refusal {
            Refusal::Credential => (400, 60001, "invalid_grant:Invalid username & password combination."),
            Refusal::Permission => (400, 7021, "Not authorized to perform this operation."),
            Refusal::Missing => (404, 1801, "Zone does not exist in the system."),
            Refusal::Broken => (500, 9999, "Internal server error"),
            Refusal::Busy => (429, 9998, "Too many requests"),
            Refusal::InSuccess => (200, 9997, "It did not work"),
        };
        let error = json!({"errorCode": code, "errorMessage": said});
        Some(reply(status, if code == 60001 { error } else { json!([error]) }))
    },
    ttl: true,
};

fn shown(set: &[Stored]) -> Value {
    let number =
        [("A", 1), ("AAAA", 28), ("CNAME", 5)].into_iter().find(|(kind, _)| *kind == set[0].kind).unwrap().1;
    let values: Vec<&String> = set.iter().map(|record| &record.value).collect();
    json!({"ownerName": format!("{}.", whole(&set[0].sub)), "rrtype": format!("{} ({number})", set[0].kind),
           "ttl": set[0].ttl, "rdata": values})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    if hit.segments == ["v2", "authorization", "token"] {
        return Some(reply(
            200,
            json!({"tokenType": "Bearer", "refreshToken": "r", "accessToken": "tok", "expiresIn": "3600"}),
        ));
    }
    let ["v2", "zones", zone, "rrsets", rest @ ..] = &hit.segments[..] else { return None };
    if *zone != "example.org." {
        return Some(reply(
            404,
            json!([{"errorCode": 1801, "errorMessage": "Zone does not exist in the system."}]),
        ));
    }
    if rest.is_empty() && hit.method == "GET" {
        hit.params(world, &["limit", "offset", "q", "sort", "reverse"]);
        let sets: Vec<Value> = world.rrsets().iter().map(|set| shown(set)).collect();
        let (offset, limit): (usize, usize) =
            (hit.param("offset").parse().ok()?, hit.param("limit").parse().ok()?);
        let total = sets.len();
        let page: Vec<Value> = sets.into_iter().skip(offset).take(limit.min(1000)).collect();
        let info = json!({"totalCount": total, "offset": offset, "returnedCount": page.len()});
        return Some(reply(200, json!({"zoneName": "example.org.", "rrSets": page, "resultInfo": info})));
    }
    let [kind, name] = rest else { return None };
    let sub = below(name.strip_suffix('.')?)?;
    let there = world.rrset(&sub, kind);
    let values = || serde_json::from_value::<Vec<String>>(hit.json["rdata"].clone()).unwrap();
    match (hit.method, there.first()) {
        ("POST", Some(_)) => {
            let error = json!({"errorCode": 2111, "errorMessage": "Resource Record of type 1 with these attributes already exists in the system."});
            return Some(reply(400, json!([error])));
        }
        ("PUT" | "POST", first) => {
            hit.members(world, &hit.json, &["ownerName", "rrtype", "ttl", "!rdata"]);
            let note = first.map_or_else(String::new, |record| record.note.clone());
            world.replace(&sub, kind, &values(), hit.number("/ttl")?, &note);
        }
        ("DELETE", Some(_)) => world.replace(&sub, kind, &[], 0, ""),
        _ => return None,
    }
    Some(reply(200, json!({"message": "Successful"})))
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(ULTRADNS).await;
}
