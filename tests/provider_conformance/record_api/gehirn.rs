//! support.gehirn.jp/apidocs/gis/dns

use super::*;

const GEHIRN: Vendor = Vendor {
    id: "gehirn",
    fields: &[("token_id", "acc")],
    secret: "sec-71f4",
    prefix: "/dns/v1",
    // acc:sec-71f4
    signed_in: |request| request.header("authorization") == "Basic YWNjOnNlYy03MWY0",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: by_status,
    ttl: true,
};

fn shown(set: &[Stored]) -> Value {
    let records: Vec<Value> = set.iter().map(|record| json!({"address": record.value})).collect();
    json!({"id": set[0].id.to_string(), "type": set[0].kind, "name": format!("{}.", whole(&set[0].sub)), "enable_alias": false,
           "editable": true, "ttl": set[0].ttl, "records": records, "note": set[0].note})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    if (hit.method, &hit.segments[..]) == ("GET", &["zones"][..]) {
        return Some(reply(
            200,
            json!([{"id": "z1", "name": ZONE, "current_version_id": "v7", "current_version":
            {"id": "v7", "name": "now", "editable": true, "created_at": "2026-01-01T00:00:00Z", "last_modified_at": "2026-01-01T00:00:00Z"}}]),
        ));
    }
    let ["zones", "z1", "versions", "v7", "records", rest @ ..] = &hit.segments[..] else { return None };
    let values = || -> Vec<String> {
        hit.json["records"].as_array().unwrap().iter().map(|record| said(record, "/address")).collect()
    };
    Some(match (hit.method, rest) {
        ("GET", []) => reply(200, json!(world.rrsets().iter().map(|set| shown(set)).collect::<Vec<_>>())),
        ("POST", []) => {
            hit.members(world, &hit.json, &["!type", "!name", "!enable_alias", "!ttl", "!records"]);
            let (sub, kind) = (below(hit.text("/name").strip_suffix('.')?)?, hit.text("/type"));
            world.replace(&sub, &kind, &values(), hit.number("/ttl")?, "");
            reply(201, shown(&world.rrset(&sub, &kind)))
        }
        ("PUT", [id]) => {
            let allowed = ["!id", "!type", "!name", "!enable_alias", "editable", "!ttl", "!records", "note"];
            hit.members(world, &hit.json, &allowed);
            let set = world.by_id(id)?.clone();
            world.replace(&set.sub, &set.kind, &values(), hit.number("/ttl")?, &hit.text("/note"));
            reply(200, shown(&world.rrset(&set.sub, &set.kind)))
        }
        ("DELETE", [id]) => {
            let set = world.by_id(id)?.clone();
            world.replace(&set.sub, &set.kind, &[], 0, "");
            reply(200, "{}")
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(GEHIRN).await;
}
