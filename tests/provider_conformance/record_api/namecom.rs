//! docs.name.com

use super::*;

const NAMECOM: Vendor = Vendor {
    id: "namecom",
    fields: &[("username", "me")],
    secret: "71f4cafe",
    prefix: "/core/v1",
    signed_in: |request| request.header("authorization") == "Basic bWU6NzFmNGNhZmU=",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: by_status,
    ttl: true,
};

fn shown(record: &Stored) -> Value {
    json!({"id": record.id, "domainName": ZONE, "host": record.sub, "fqdn": format!("{}.", whole(&record.sub)),
           "type": record.kind, "answer": record.value, "ttl": record.ttl})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let members = ["!host", "!type", "!answer", "ttl", "priority"];
    Some(match (hit.method, &hit.segments[..]) {
        ("GET", ["domains"]) => {
            hit.params(world, &["perPage", "page"]);
            reply(200, json!({"domains": [{"domainName": ZONE, "locked": true, "autorenewEnabled": true}]}))
        }
        ("GET", ["domains", ZONE, "records"]) => {
            hit.params(world, &["perPage", "page"]);
            let records: Vec<Value> = world.records.iter().map(shown).collect();
            let (page, last) = (hit.param("page").parse().unwrap_or(1), records.len().div_ceil(100));
            let records = world.page(records, hit.param("page"), "100", 1000);
            // What there is not is not mentioned.
            let mut answer = if records.is_empty() { json!({}) } else { json!({"records": records}) };
            if page < last {
                (answer["nextPage"], answer["lastPage"]) = (json!(page + 1), json!(last));
            }
            reply(200, answer)
        }
        ("POST", ["domains", ZONE, "records"]) => {
            hit.members(world, &hit.json, &members);
            let ttl = hit.number("/ttl")?;
            let made = world.add(&hit.text("/host"), &hit.text("/type"), &hit.text("/answer"), ttl);
            reply(200, shown(made))
        }
        ("PUT", ["domains", ZONE, "records", id]) => {
            hit.members(world, &hit.json, &members);
            let kept = world.by_id(id)?;
            if (&kept.sub, &kept.kind) != (&hit.text("/host"), &hit.text("/type")) {
                return None;
            }
            (kept.value, kept.ttl) = (hit.text("/answer"), hit.number("/ttl")?);
            reply(200, shown(kept))
        }
        ("DELETE", ["domains", ZONE, "records", id]) if world.remove(id) => reply(200, json!({})),
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(NAMECOM).await;
}
