//! docs.spaceship.dev

use super::*;

const SPACESHIP: Vendor = Vendor {
    id: "spaceship",
    fields: &[("api_key", "JdIS8QYF")],
    secret: "F3brvQluT4s8aDB7",
    prefix: "/api/v1",
    signed_in: |request| {
        request.header("x-api-key") == "JdIS8QYF" && request.header("x-api-secret") == "F3brvQluT4s8aDB7"
    },
    serve,
    // A record is added, then another goes: to the suite, that is one change, but for the one that is made to
    // be removed.
    writes: |hit| hit.method == "PUT" || hit.method == "DELETE" && hit.text("/0/address") == "192.0.2.1",
    refuses: |refusal| {
        let refused = |status| Some(reply(status, json!({"detail": format!("{refusal:?}"), "data": []})));
        refused(by_status(refusal)?.status)
    },
    ttl: true,
};

fn shown(record: &Stored) -> Value {
    let mut shown = json!({"type": record.kind, "name": at_apex(&record.sub), "ttl": record.ttl, "group": {"type": "custom"}});
    let value = if record.kind == "CNAME" { "cname" } else { "address" };
    shown[value] = json!(record.value);
    shown
}

fn same(record: &Stored, item: &Value) -> bool {
    at_apex(&record.sub) == said(item, "/name")
        && record.kind == said(item, "/type")
        && record.value == said(item, "/address")
}

fn listed(world: &mut World, hit: &Hit<'_>, items: &[Value], most: usize) -> Option<Response> {
    hit.params(world, &["take", "skip", "orderBy"]);
    let (take, skip): (usize, usize) = (hit.param("take").parse().ok()?, hit.param("skip").parse().ok()?);
    if take > most {
        world.complain(format!("take {take}"));
    }
    let page: Vec<&Value> = items.iter().skip(skip).take(take).collect();
    Some(reply(200, json!({"items": page, "total": items.len()})))
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    match (hit.method, &hit.segments[..]) {
        ("GET", ["domains"]) => {
            let domain = json!({"name": ZONE, "unicodeName": ZONE, "lifecycleStatus": "registered"});
            listed(world, hit, &[domain], 100)
        }
        ("GET", ["dns", "records", ZONE]) => {
            let records: Vec<Value> = world.records.iter().map(shown).collect();
            listed(world, hit, &records, 500)
        }
        ("PUT", ["dns", "records", ZONE]) => {
            hit.members(world, &hit.json, &["force", "!items"]);
            for item in hit.json["items"].as_array()? {
                hit.members(world, item, &["!type", "!name", "!address", "ttl"]);
                let ttl = item["ttl"].as_u64()?.try_into().ok()?;
                if let Some(kept) = world.records.iter_mut().find(|record| same(record, item)) {
                    kept.ttl = ttl;
                    continue;
                }
                let (name, kind, value) = (said(item, "/name"), said(item, "/type"), said(item, "/address"));
                // What stands beside it is of that name: here, its note.
                let note = world.rrset(&name, &kind).first().map(|one| one.note.clone()).unwrap_or_default();
                world.add(&name, &kind, &value, ttl).note = note;
            }
            Some(reply(204, ""))
        }
        ("DELETE", ["dns", "records", ZONE]) => {
            for item in hit.json.as_array()? {
                hit.members(world, item, &["!type", "!name", "!address"]);
                let before = world.records.len();
                world.records.retain(|record| !same(record, item));
                let others = world.rrset(&said(item, "/name"), &said(item, "/type"));
                if world.records.len() == before || others.is_empty() && said(item, "/address") != "192.0.2.1"
                {
                    world.complain(format!("{item} was not there, or the last of its name"));
                }
            }
            Some(reply(204, ""))
        }
        _ => None,
    }
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(SPACESHIP).await;
}
