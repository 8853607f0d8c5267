//! vercel.com/docs/rest-api/dns

use super::*;

const VERCEL: Vendor = Vendor {
    id: "vercel",
    fields: &[("team_id", "team_1a2b")],
    secret: "71f4cafe",
    prefix: "",
    signed_in: |request| {
        request.header("authorization") == "Bearer 71f4cafe" && request.param("teamId") == Some("team_1a2b")
    },
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| {
        let (status, code, unknown) = match refusal {
            Refusal::Credential => (403, "forbidden", json!(true)),
            Refusal::Permission => (403, "forbidden", Value::Null),
            other => (by_status(other)?.status, "other", Value::Null),
        };
        let mut error = json!({"code": code, "message": "Not authorized"});
        if !unknown.is_null() {
            error["invalidToken"] = unknown;
        }
        Some(reply(status, json!({"error": error})))
    },
    ttl: true,
};

fn shown(record: &Stored) -> Value {
    json!({"id": format!("rec_{}", record.id), "slug": "home", "name": record.sub, "type": record.kind,
           "value": record.value, "creator": "me", "created": 1, "updated": 1, "ttl": record.ttl, "comment": record.note})
}

/// `until` is a time; here, the number of the item that the page begins with.
fn listed(world: &mut World, hit: &Hit<'_>, key: &str, items: &[Value]) -> Option<Response> {
    hit.params(world, &["limit", "until", "since", "teamId"]);
    let limit: usize = hit.param("limit").parse().ok()?;
    let start: usize = hit.request.param("until").map_or(Some(0), |until| until.parse().ok())?;
    let end = items.len().min(start + limit);
    let next = if end < items.len() { json!(end) } else { Value::Null };
    let pagination = json!({"count": end - start, "next": next, "prev": 1});
    Some(reply(200, json!({key: items[start..end], "pagination": pagination})))
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let id = |id: &str| id.trim_start_matches("rec_").to_owned();
    Some(match (hit.method, &hit.segments[..]) {
        ("GET", ["v5", "domains"]) => {
            let domain = json!({"id": "x", "name": ZONE, "serviceType": "zeit.world", "verified": true});
            return listed(world, hit, "domains", &[domain]);
        }
        ("GET", ["v5", "domains", ZONE, "records"]) => {
            let records: Vec<Value> = world.records.iter().map(shown).collect();
            return listed(world, hit, "records", &records);
        }
        ("POST", ["v2", "domains", ZONE, "records"]) => {
            hit.members(world, &hit.json, &["!name", "!type", "!value", "ttl", "comment"]);
            let ttl = hit.number("/ttl")?;
            let made = world.add(&hit.text("/name"), &hit.text("/type"), &hit.text("/value"), ttl);
            reply(200, json!({"uid": format!("rec_{}", made.id), "updated": 1}))
        }
        ("PATCH", ["v1", "domains", "records", record]) => {
            hit.members(world, &hit.json, &["name", "value", "type", "ttl", "comment"]);
            let kept = world.by_id(id(record))?;
            (kept.value, kept.ttl) = (hit.text("/value"), hit.number("/ttl")?);
            reply(200, json!({"id": record, "recordType": kept.kind, "value": kept.value}))
        }
        ("DELETE", ["v2", "domains", ZONE, "records", record]) if world.remove(id(record)) => {
            reply(200, json!({}))
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(VERCEL).await;
}
