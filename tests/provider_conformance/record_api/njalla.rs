//! njal.la/api

use super::*;

const NJALLA: Vendor = Vendor {
    id: "njalla",
    fields: &[],
    secret: "njalla71f4cafe",
    prefix: "/api/1",
    signed_in: |request| request.header("authorization") == "Njalla njalla71f4cafe",
    serve,
    writes: |hit| !hit.text("/method").starts_with("list"),
    refuses: |refusal| {
        let (code, said) = match refusal {
            Refusal::Credential => (401, "Invalid token"),
            Refusal::Permission => (403, "Permission denied"),
            Refusal::Missing => (404, "Record not found"),
            Refusal::InSuccess => (400, "Bad Request"),
            Refusal::Broken => (500, "Internal Server Error"),
            Refusal::Busy => return by_status(refusal),
        };
        Some(reply(200, json!({"jsonrpc": "2.0", "error": {"code": code, "message": said}, "id": "1"})))
    },
    ttl: true,
};

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    if (hit.method, &hit.segments[..]) != ("POST", &[""][..]) {
        return None;
    }
    hit.members(world, &hit.json, &["!jsonrpc", "!id", "!method", "!params"]);
    let ok = |result: Value| Some(reply(200, json!({"jsonrpc": "2.0", "result": result, "id": "1"})));
    let (params, method) = (&hit.json["params"], hit.text("/method"));
    if method == "list-domains" {
        return ok(
            json!({"domains": [{"name": ZONE, "status": "active", "expiry": "2030-01-01T00:00:00Z", "autorenew": true}]}),
        );
    }
    if said(params, "/domain") != ZONE {
        return None;
    }
    let (id, ttl) = (said(params, "/id"), hit.number("/params/ttl"));
    match &*method {
        "list-records" => {
            hit.members(world, params, &["!domain"]);
            let shown = |record: &Stored| {
                json!({"id": record.id, "name": at_apex(&record.sub), "type": record.kind, "content": record.value,
                       "ttl": record.ttl})
            };
            ok(json!({"records": world.records.iter().map(shown).collect::<Vec<_>>()}))
        }
        "add-record" => {
            hit.members(world, params, &["!domain", "!type", "!name", "!content", "ttl", "prio"]);
            let made =
                world.add(&said(params, "/name"), &said(params, "/type"), &said(params, "/content"), ttl?);
            ok(json!({"id": made.id}))
        }
        "edit-record" => {
            hit.members(world, params, &["!domain", "!id", "name", "type", "content", "ttl", "prio"]);
            let record = world.by_id(id)?;
            record.value = said(params, "/content");
            record.ttl = ttl.unwrap_or(record.ttl);
            ok(json!({}))
        }
        "remove-record" if world.remove(id) => ok(json!({})),
        _ => None,
    }
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(NJALLA).await;
}
