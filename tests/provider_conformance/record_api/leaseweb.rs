//! developer.leaseweb.com, Domains API

use super::*;

const LEASEWEB: Vendor = Vendor {
    id: "leaseweb",
    fields: &[],
    secret: "lsw-71f4cafe",
    prefix: "/hosting/v2",
    signed_in: |request| request.header("x-lsw-auth") == "lsw-71f4cafe",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| {
        let response = by_status(refusal)?;
        let code = response.status.to_string();
        Some(reply(
            response.status,
            json!({"correlationId": "c", "errorCode": code, "errorMessage": format!("{refusal:?}")}),
        ))
    },
    ttl: true,
};

fn shown(set: &[Stored]) -> Value {
    let values: Vec<&String> = set.iter().map(|record| &record.value).collect();
    json!({"name": format!("{}.", whole(&set[0].sub)), "type": set[0].kind, "content": values, "ttl": set[0].ttl,
           "editable": true, "_links": {}})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let ["domains", zone, "resourceRecordSets", rest @ ..] = &hit.segments[..] else { return None };
    if *zone != ZONE {
        return by_status(Refusal::Missing);
    }
    let values = || serde_json::from_value::<Vec<String>>(hit.json["content"].clone()).unwrap();
    Some(match (hit.method, rest) {
        ("GET", []) => {
            let sets: Vec<Value> = world.rrsets().iter().map(|set| shown(set)).collect();
            reply(200, json!({"_links": {}, "resourceRecordSets": sets}))
        }
        ("POST", []) => {
            hit.members(world, &hit.json, &["!name", "!type", "!content", "!ttl"]);
            let (sub, kind) = (below(&hit.text("/name"))?, hit.text("/type"));
            if !world.rrset(&sub, &kind).is_empty() || !hit.text("/name").ends_with('.') {
                world.complain("POST of what is there, or a name without its dot");
            }
            world.replace(&sub, &kind, &values(), hit.number("/ttl")?, "");
            reply(201, shown(&world.rrset(&sub, &kind)))
        }
        ("PUT", [name, kind]) => {
            hit.members(world, &hit.json, &["!content", "!ttl"]);
            let sub = below(name)?;
            let note = world.rrset(&sub, kind).first()?.note.clone();
            world.replace(&sub, kind, &values(), hit.number("/ttl")?, &note);
            reply(200, shown(&world.rrset(&sub, kind)))
        }
        ("DELETE", [name, kind]) => {
            world.replace(&below(name)?, kind, &[], 0, "");
            reply(204, "")
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(LEASEWEB).await;
}
