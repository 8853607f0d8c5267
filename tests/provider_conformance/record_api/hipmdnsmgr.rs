//! The server of HiPM DNSMgr.

use super::*;

const HIPM: Vendor = Vendor {
    id: "hipmdnsmgr",
    fields: &[],
    secret: "71f4cafe",
    prefix: "/api",
    signed_in: |request| request.header("authorization") == "Bearer 71f4cafe",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| {
        let status = by_status(refusal).map_or(200, |refused| refused.status);
        Some(reply(status, json!({"code": -1, "msg": format!("{refusal:?}")})))
    },
    ttl: true,
};

fn shown(record: &Stored) -> Value {
    json!({"id": record.id.to_string(), "name": at_apex(&record.sub), "type": record.kind, "value": record.value,
           "line": "0", "ttl": record.ttl, "mx": 0, "weight": 0, "status": 1, "remark": record.note,
           "updated_at": "", "proxiable": false})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let members = ["!name", "!type", "!value", "!ttl", "!line", "weight", "remark"];
    let done = |data: Value| reply(200, json!({"code": 0, "data": data, "msg": "success"}));
    Some(match (hit.method, &hit.segments[..]) {
        ("GET", ["domains"]) => {
            hit.params(world, &["page", "pageSize", "keyword"]);
            done(json!({"total": 1, "list": [{"id": 3, "name": ZONE, "account_id": 1, "third_id": "x"}]}))
        }
        ("GET", ["domains", "3", "records"]) => {
            hit.params(world, &["page", "pageSize", "subdomain", "type"]);
            let records = world.records.iter().map(shown).collect();
            let records = world.page(records, hit.param("page"), hit.param("pageSize"), 100);
            done(json!({"total": world.records.len(), "list": records}))
        }
        ("POST", ["domains", "3", "records"]) => {
            hit.members(world, &hit.json, &members);
            let made =
                world.add(&hit.text("/name"), &hit.text("/type"), &hit.text("/value"), hit.number("/ttl")?);
            done(shown(made))
        }
        ("PUT", ["domains", "3", "records", id]) => {
            hit.members(world, &hit.json, &members);
            let kept = world.by_id(id)?;
            if (at_apex(&kept.sub), &kept.kind) != (&*hit.text("/name"), &hit.text("/type")) {
                return None;
            }
            (kept.value, kept.ttl, kept.note) =
                (hit.text("/value"), hit.number("/ttl")?, hit.text("/remark"));
            done(json!(null))
        }
        ("DELETE", ["domains", "3", "records", id]) if world.remove(id) => done(json!(null)),
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(HIPM).await;
}
