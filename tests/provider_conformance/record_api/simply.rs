//! www.simply.com/docs/api

use super::*;

const SIMPLY: Vendor = Vendor {
    id: "simply",
    fields: &[("account_name", "S123456")],
    secret: "simply-71f4cafe",
    prefix: "/2",
    // S123456:simply-71f4cafe
    signed_in: |request| request.header("authorization") == "Basic UzEyMzQ1NjpzaW1wbHktNzFmNGNhZmU=",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| {
        let status = by_status(refusal).map_or(400, |response| response.status);
        let http = if refusal == Refusal::InSuccess { 200 } else { status };
        Some(reply(http, json!({"status": status, "message": format!("{refusal:?}")})))
    },
    ttl: true,
};

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    if hit.segments == ["my", "products", ""] {
        let zone = json!({"object": "example.org-1", "name": "example.org", "autorenew": true, "cancelled": false,
            "domain": {"name": "example.org", "name_idn": "example.org", "managed": true}, "product": {"id": 1, "name": "DNS"}});
        let mail = json!({"object": "S1-mail", "name": "mail", "product": {"id": 2, "name": "Mail"}});
        return Some(reply(200, json!({"products": [mail, zone], "status": 200, "message": "success"})));
    }
    let ["my", "products", "example.org-1", "dns", "records", rest @ ..] = &hit.segments[..] else {
        return None;
    };
    let members = ["!type", "!name", "!data", "priority", "ttl", "comment"];
    let ok = |mut more: Value| {
        (more["status"], more["message"]) = (json!(200), json!("success"));
        reply(200, more)
    };
    Some(match (hit.method, rest) {
        ("GET", [""]) => {
            let shown = |record: &Stored| {
                json!({"record_id": record.id, "name": at_apex(&record.sub), "ttl": record.ttl, "data": record.value,
                       "type": record.kind, "priority": 0, "comment": record.note})
            };
            ok(json!({"records": world.records.iter().map(shown).collect::<Vec<_>>()}))
        }
        ("POST", [""]) => {
            hit.members(world, &hit.json, &members);
            let made =
                world.add(&hit.text("/name"), &hit.text("/type"), &hit.text("/data"), hit.number("/ttl")?);
            ok(json!({"record": {"id": made.id}}))
        }
        ("PUT", [id, ""]) => {
            hit.members(world, &hit.json, &members);
            let record = world.by_id(id)?;
            record.value = hit.text("/data");
            record.ttl = hit.number("/ttl")?;
            record.note = hit.text("/comment");
            ok(json!({}))
        }
        ("DELETE", [id, ""]) if world.remove(id) => ok(json!({})),
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(SIMPLY).await;
}
