//! docs.selectel.ru, DNS Hosting API v2, and Keystone's POST /v3/auth/tokens

use super::*;

const SELECTEL: Vendor = Vendor {
    id: "selectel",
    fields: &[("username", "fingerpost"), ("account_id", "123456"), ("project", "My First Project")],
    secret: "s3rv1ce-us3r",
    prefix: "/domains/v2",
    signed_in: |request| {
        request.path == "/domains/v2/identity/v3/auth/tokens" && request.body.contains("s3rv1ce-us3r")
            || request.header("x-auth-token") == "gAAAAtoken"
    },
    serve,
    writes: |hit| hit.method != "GET" && hit.segments[0] != "identity",
    refuses: |refusal| {
        Some(reply(
            by_status(refusal)?.status,
            json!({"error": "error", "description": format!("{refusal:?}")}),
        ))
    },
    ttl: true,
};

fn shown(set: &[Stored]) -> Value {
    let each = set.iter().map(|record| json!({"content": record.value, "disabled": false}));
    let records: Vec<Value> = each.collect();
    json!({"id": set[0].id.to_string(), "zone_id": "z-1", "name": format!("{}.", whole(&set[0].sub)), "type": set[0].kind,
           "ttl": set[0].ttl, "comment": set[0].note, "managed_by": null, "records": records})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let whole_list = |items: Vec<Value>| {
        let offset: usize = hit.param("offset").parse().unwrap_or(0);
        let (count, limit) = (items.len(), hit.param("limit").parse().unwrap_or(100));
        let page: Vec<Value> = items.into_iter().skip(offset).take(limit).collect();
        let next = if offset + page.len() < count { offset + page.len() } else { 0 };
        reply(200, json!({"count": count, "next_offset": next, "result": page}))
    };
    let values = || -> Vec<String> {
        let records = hit.json["records"].as_array().unwrap();
        records.iter().map(|record| said(record, "/content")).collect()
    };
    Some(match (hit.method, &hit.segments[..]) {
        ("POST", ["identity", "v3", "auth", "tokens"]) => {
            let domain = json!({"name": "123456"});
            let user = json!({"name": "fingerpost", "domain": domain, "password": "s3rv1ce-us3r"});
            let identity = json!({"methods": ["password"], "password": {"user": user}});
            let scope = json!({"project": {"name": "My First Project", "domain": domain}});
            if hit.json != json!({"auth": {"identity": identity, "scope": scope}}) {
                world.complain(&hit.json);
            }
            let headers = vec![("X-Subject-Token", "gAAAAtoken".to_owned())];
            Response {
                headers,
                ..reply(201, json!({"token": {"expires_at": "2026-01-02T00:00:00.000000Z"}}))
            }
        }
        ("GET", ["zones"]) => {
            hit.params(world, &["limit", "offset", "filter", "sort_by"]);
            whole_list(vec![
                json!({"id": "z-1", "project_id": "p", "name": "example.org.", "disabled": false}),
            ])
        }
        ("GET", ["zones", "z-1", "rrset"]) => {
            hit.params(world, &["limit", "offset", "name", "rrset_types", "sort_by"]);
            whole_list(world.rrsets().iter().map(|set| shown(set)).collect())
        }
        ("POST", ["zones", "z-1", "rrset"]) => {
            hit.members(world, &hit.json, &["!name", "!type", "!ttl", "!records", "comment"]);
            let (sub, kind) = (below(&hit.text("/name"))?, hit.text("/type"));
            if !world.rrset(&sub, &kind).is_empty() {
                return Some(reply(409, json!({"error": "bad_request", "description": "Conflict"})));
            }
            world.replace(&sub, &kind, &values(), hit.number("/ttl")?, &hit.text("/comment"));
            reply(200, shown(&world.rrset(&sub, &kind)))
        }
        (method, ["zones", "z-1", "rrset", id]) => {
            let set = world.by_id(id)?.clone();
            if method == "DELETE" {
                world.replace(&set.sub, &set.kind, &[], 0, "");
            } else {
                hit.members(world, &hit.json, &["!ttl", "!records", "comment"]);
                world.replace(&set.sub, &set.kind, &values(), hit.number("/ttl")?, &hit.text("/comment"));
            }
            reply(204, "")
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(SELECTEL).await;
}
