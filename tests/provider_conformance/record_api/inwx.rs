//! inwx.com/en/help/apidoc: methods account.login and nameserver.*, result codes

use super::*;

const INWX: Vendor = Vendor {
    id: "inwx",
    fields: &[("username", "ada")],
    secret: "inwx-71f4-cafe",
    prefix: "",
    signed_in: |request| {
        request.body.contains("account.login")
            && request.body.contains("inwx-71f4-cafe")
            && request.body.contains("ada")
            || request.header("cookie") == "domrobot=s3ss10n"
    },
    serve,
    writes: |hit| hit.text("/method").ends_with("Record"),
    refuses,
    ttl: true,
};

fn refuses(refusal: Refusal) -> Option<Response> {
    let (code, said) = match refusal {
        Refusal::Credential => (2200, "Authentication error"),
        Refusal::Permission => (2201, "Authorization error"),
        Refusal::Busy => return by_status(refusal),
        Refusal::Broken => (2400, "Command failed"),
        Refusal::InSuccess => (2004, "Parameter value range error"),
        Refusal::Missing => (2303, "Object does not exist"),
    };
    Some(reply(200, json!({"code": code, "msg": said, "runtime": 0.01, "svTRID": "20260101-1"})))
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    if (hit.method, &hit.segments[..]) != ("POST", &["jsonrpc", ""][..]) {
        return None;
    }
    let ok = |data: Value| {
        reply(
            200,
            json!({"code": 1000, "msg": "Command completed successfully", "resData": data, "runtime": 0.01}),
        )
    };
    let params = &hit.json["params"];
    let zone = || said(params, "/domain") == ZONE;
    Some(match &*hit.text("/method") {
        "account.login" => {
            hit.members(world, params, &["lang", "!user", "!pass", "case-insensitive"]);
            let cookie = "domrobot=s3ss10n; path=/; secure; HttpOnly".to_owned();
            let signed_in = ok(json!({"customerId": 1, "accountId": 1, "tfa": "0"}));
            Response { headers: vec![("Set-Cookie", cookie)], ..signed_in }
        }
        "nameserver.info" => {
            hit.members(world, params, &["!domain", "name", "type", "content", "ttl", "prio", "recordId"]);
            if !zone() {
                return refuses(Refusal::Missing);
            }
            let named = |record: &&Stored| params.get("name").is_none_or(|name| *name == whole(&record.sub));
            let found = world.records.iter().filter(named).map(|record| {
                json!({"id": record.id, "name": whole(&record.sub), "type": record.kind, "content": record.value,
                       "ttl": record.ttl, "prio": 0, "urlRedirectTitle": record.note})
            });
            let found: Vec<Value> = found.collect();
            let mut data = json!({"roId": 1, "domain": ZONE, "type": "MASTER", "count": found.len()});
            if !found.is_empty() {
                data["record"] = json!(found);
            }
            ok(data)
        }
        "nameserver.createRecord" if zone() => {
            hit.members(world, params, &["!domain", "!type", "!content", "!name", "ttl", "prio"]);
            let ttl = hit.number("/params/ttl").unwrap_or(3600);
            let made = world.add(
                &below(&said(params, "/name"))?,
                &said(params, "/type"),
                &said(params, "/content"),
                ttl,
            );
            ok(json!({"id": made.id}))
        }
        "nameserver.updateRecord" => {
            hit.members(world, params, &["!id", "name", "type", "content", "prio", "ttl"]);
            let ttl = hit.number("/params/ttl");
            let Some(record) = world.by_id(hit.text("/params/id")) else {
                return refuses(Refusal::Missing);
            };
            record.value = said(params, "/content");
            record.ttl = ttl.unwrap_or(record.ttl);
            ok(Value::Null)
        }
        "nameserver.deleteRecord" if world.remove(hit.text("/params/id")) => ok(Value::Null),
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(INWX).await;
}
