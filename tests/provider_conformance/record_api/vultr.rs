//! www.vultr.com/api

use super::*;

const VULTR: Vendor = Vendor {
    id: "vultr",
    fields: &[],
    secret: "71F4CAFE0F1E",
    prefix: "/v2",
    signed_in: |request| request.header("authorization") == "Bearer 71F4CAFE0F1E",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| {
        let status = by_status(refusal)?.status;
        Some(reply(status, json!({"error": format!("{refusal:?}"), "status": status})))
    },
    ttl: true,
};

fn shown(record: &Stored) -> Value {
    json!({"id": format!("cb676a46-{}", record.id), "type": record.kind, "name": record.sub, "data": record.value,
           "priority": 0, "ttl": record.ttl})
}

/// A page, and the cursor of the next: here the number of the item that it begins with.
fn listed(world: &mut World, hit: &Hit<'_>, key: &str, items: &[Value]) -> Response {
    hit.params(world, &["per_page", "cursor"]);
    let size: usize = hit.param("per_page").parse().unwrap_or(100);
    if size > 500 {
        world.complain(format!("per_page {size}"));
    }
    // Shorter than it may be, so that there are several.
    let start: usize = hit.param("cursor").trim_start_matches("bmV4dA==").parse().unwrap_or(0);
    let end = items.len().min(start + size.min(100));
    let next = if end < items.len() { format!("bmV4dA=={end}") } else { String::new() };
    let meta = json!({"total": items.len(), "links": {"next": next, "prev": ""}});
    reply(200, json!({key: items[start..end], "meta": meta}))
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let id = |id: &str| id.trim_start_matches("cb676a46-").to_owned();
    Some(match (hit.method, &hit.segments[..]) {
        ("GET", ["domains"]) => {
            let domain =
                json!({"domain": ZONE, "date_created": "2026-01-01T00:00:00+00:00", "dns_sec": "disabled"});
            listed(world, hit, "domains", &[domain])
        }
        ("GET", ["domains", ZONE, "records"]) => {
            let records: Vec<Value> = world.records.iter().map(shown).collect();
            listed(world, hit, "records", &records)
        }
        ("POST", ["domains", ZONE, "records"]) => {
            hit.members(world, &hit.json, &["!type", "!name", "!data", "ttl", "priority"]);
            let ttl = hit.number("/ttl")?;
            let made = world.add(&hit.text("/name"), &hit.text("/type"), &hit.text("/data"), ttl);
            reply(201, json!({"record": shown(made)}))
        }
        ("PATCH", ["domains", ZONE, "records", record]) => {
            hit.members(world, &hit.json, &["name", "data", "ttl", "priority"]);
            let record = world.by_id(id(record))?;
            (record.value, record.ttl) = (hit.text("/data"), hit.number("/ttl")?);
            reply(204, "")
        }
        ("DELETE", ["domains", ZONE, "records", record]) if world.remove(id(record)) => reply(204, ""),
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(VULTR).await;
}

#[tokio::test]
async fn an_address_that_may_not_ask_is_no_bad_key() {
    let refuses = |refusal| {
        let said = json!({"error": "Unauthorized IP address: 203.0.113.1", "status": 401});
        (refusal == Refusal::Credential).then(|| reply(401, said))
    };
    let bench = Bench::of(Vendor { refuses, signed_in: |_| false, ..VULTR });
    let code = Client::of(&bench).code(task("home.example.org", &["203.0.113.9"])).await;
    assert_eq!(code, fingerpost::core::problem::Code::NotPermitted);
}
