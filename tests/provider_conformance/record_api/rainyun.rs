//! api.v2.rainyun.com

use super::*;

const RAINYUN: Vendor = Vendor {
    id: "rainyun",
    fields: &[],
    secret: "71f4cafe",
    prefix: "",
    signed_in: |request| request.header("x-api-key") == "71f4cafe",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| {
        let status = by_status(refusal).map_or(200, |refused| refused.status);
        Some(reply(status, json!({"code": 30_000, "message": format!("{refusal:?}")})))
    },
    ttl: true,
};

/// The note is the level.
fn shown(record: &Stored) -> Value {
    json!({"record_id": record.id, "host": at_apex(&record.sub), "type": record.kind, "value": record.value,
           "line": "DEFAULT", "ttl": record.ttl, "level": record.note})
}

fn listed(records: &[Value], total: usize) -> Response {
    reply(200, json!({"code": 200, "data": {"TotalRecords": total, "Records": records}}))
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let members = ["!host", "!line", "level", "!ttl", "!type", "!value", "!record_id"];
    let done = || reply(200, json!({"code": 200, "data": null}));
    if hit.method != "GET" && hit.method != "DELETE" && hit.text("/line") != "DEFAULT" {
        return None;
    }
    Some(match (hit.method, &hit.segments[..]) {
        ("GET", ["product", "domain"]) => {
            hit.params(world, &["options"]);
            let options: Value = serde_json::from_str(hit.param("options")).ok()?;
            let known =
                json!({"columnFilters": {"domains.Domain": ""}, "sort": [], "page": 1, "perPage": 100});
            if options != known {
                world.complain(options);
            }
            listed(&[json!({"id": 31, "domain": ZONE})], 1)
        }
        ("GET", ["product", "domain", "31", "dns"]) => {
            hit.params(world, &["limit", "page_no"]);
            let records = world.records.iter().map(shown).collect();
            let records = world.page(records, hit.param("page_no"), hit.param("limit"), 100);
            listed(&records, world.records.len())
        }
        ("POST", ["product", "domain", "31", "dns"]) => {
            hit.members(world, &hit.json, &members);
            world.add(&hit.text("/host"), &hit.text("/type"), &hit.text("/value"), hit.number("/ttl")?);
            done()
        }
        ("PATCH", ["product", "domain", "31", "dns"]) => {
            hit.members(world, &hit.json, &members);
            let kept = world.by_id(hit.number("/record_id")?)?;
            if (at_apex(&kept.sub), &kept.kind) != (&*hit.text("/host"), &hit.text("/type")) {
                return None;
            }
            (kept.value, kept.ttl, kept.note) = (hit.text("/value"), hit.number("/ttl")?, hit.text("/level"));
            done()
        }
        ("DELETE", ["product", "domain", "31", "dns"]) if world.remove(hit.number("/record_id")?) => done(),
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(RAINYUN).await;
}
