//! doc.conoha.jp/reference/api-vps3, DNS API

use super::*;

const CONOHA: Vendor = Vendor {
    id: "conoha",
    fields: &[("region", "c3j1"), ("user_id", "u1"), ("tenant_id", "t1")],
    secret: "c0n0ha",
    prefix: "",
    signed_in: |request| {
        request.path == "/v3/auth/tokens" && request.body.contains("c0n0ha")
            || request.header("x-auth-token") == "gAAA"
    },
    serve,
    // A change is a creation and a removal: counted once.
    writes: |hit| hit.method == "POST" && hit.segments[0] != "v3",
    refuses: by_status,
    ttl: false,
};

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let shown = |record: &Stored| {
        json!({"uuid": format!("r-{}", record.id), "name": format!("{}.", whole(&record.sub)), "type": record.kind,
               "data": record.value, "ttl": record.ttl, "priority": null, "domain_id": "d-1", "created_at": "2026-01-01T00:00:00"})
    };
    Some(match (hit.method, &hit.segments[..]) {
        ("POST", ["v3", "auth", "tokens"]) => {
            let identity =
                json!({"methods": ["password"], "password": {"user": {"id": "u1", "password": "c0n0ha"}}});
            if hit.json != json!({"auth": {"identity": identity, "scope": {"project": {"id": "t1"}}}}) {
                world.complain(&hit.json);
            }
            let headers = vec![("x-subject-token", "gAAA".to_owned())];
            Response {
                headers,
                ..reply(201, json!({"token": {"expires_at": "2026-01-02T00:00:00.000000Z"}}))
            }
        }
        ("GET", ["v1", "domains"]) => reply(
            200,
            json!({"domains": [{"uuid": "d-1", "name": "example.org.", "ttl": 3600, "email": "a@example.org", "serial": 1}],
                              "total_count": 1}),
        ),
        ("GET", ["v1", "domains", "d-1", "records"]) => reply(
            200,
            json!({"records": world.records.iter().map(shown).collect::<Vec<_>>(), "total_count": world.records.len()}),
        ),
        ("POST", ["v1", "domains", "d-1", "records"]) => {
            hit.members(world, &hit.json, &["!name", "!type", "!data", "priority", "weight", "port"]);
            let (sub, kind) = (below(hit.text("/name").strip_suffix('.')?)?, hit.text("/type"));
            // The note is the test's own, and the TTL the service's.
            let there = world.rrset(&sub, &kind);
            let (note, ttl) =
                there.first().map_or((String::new(), 3600), |record| (record.note.clone(), record.ttl));
            let made = world.add(&sub, &kind, &hit.text("/data"), ttl);
            made.note = note;
            reply(200, shown(made))
        }
        ("DELETE", ["v1", "domains", "d-1", "records", id]) if world.remove(id.strip_prefix("r-")?) => {
            reply(204, "")
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(CONOHA).await;
}
