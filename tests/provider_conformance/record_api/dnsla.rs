//! www.dns.la/docs/ApiDoc

use super::*;

const DNSLA: Vendor = Vendor {
    id: "dnsla",
    fields: &[("api_id", "me")],
    secret: "71f4cafe",
    prefix: "/api",
    signed_in: |request| request.header("authorization") == "Basic bWU6NzFmNGNhZmU=",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| {
        let said = |status, code| Some(reply(status, json!({"code": code, "msg": format!("{refusal:?}")})));
        match refusal {
            Refusal::Credential => said(200, 401),
            Refusal::InSuccess => said(200, 500),
            other => said(by_status(other)?.status, 400),
        }
    },
    ttl: true,
};

const KINDS: [(&str, u64); 3] = [("A", 1), ("AAAA", 28), ("CNAME", 5)];

/// The note is the weight.
fn shown(record: &Stored) -> Value {
    let kind = KINDS.iter().find(|(kind, _)| *kind == record.kind).map(|(_, number)| number);
    json!({"id": record.id.to_string(), "domainId": "d1", "host": at_apex(&record.sub), "type": kind, "lineId": "0",
           "data": record.value, "displayData": record.value, "ttl": record.ttl, "weight": record.note, "disable": false})
}

fn done(data: &Value) -> Response {
    reply(200, json!({"code": 200, "msg": "", "data": data}))
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let number = u64::from(hit.number("/type").unwrap_or(0));
    let kind = || KINDS.iter().find(|(_, known)| *known == number).map(|(kind, _)| *kind);
    Some(match (hit.method, &hit.segments[..]) {
        ("GET", ["domainList"]) => {
            hit.params(world, &["pageIndex", "pageSize"]);
            done(
                &json!({"total": 1, "results": [{"id": "d1", "domain": "example.org.", "displayDomain": ZONE}]}),
            )
        }
        ("GET", ["recordList"]) if hit.param("domainId") == "d1" => {
            hit.params(world, &["pageIndex", "pageSize", "domainId", "host", "type"]);
            let records = world.records.iter().map(shown).collect();
            let records = world.page(records, hit.param("pageIndex"), hit.param("pageSize"), 999);
            done(&json!({"total": world.records.len(), "results": records}))
        }
        ("POST", ["record"]) if hit.text("/domainId") == "d1" => {
            hit.members(world, &hit.json, &["!domainId", "!type", "!host", "!data", "ttl"]);
            let ttl = hit.number("/ttl")?;
            let made = world.add(&hit.text("/host"), kind()?, &hit.text("/data"), ttl);
            done(&json!({"id": made.id.to_string()}))
        }
        ("PUT", ["record"]) => {
            hit.members(world, &hit.json, &["!id", "!type", "!host", "!data", "ttl", "lineId", "weight"]);
            let (kind, kept) = (kind()?, world.by_id(hit.text("/id"))?);
            if (at_apex(&kept.sub), &*kept.kind) != (&hit.text("/host"), kind) {
                return None;
            }
            (kept.value, kept.ttl, kept.note) = (hit.text("/data"), hit.number("/ttl")?, hit.text("/weight"));
            done(&json!({}))
        }
        ("DELETE", ["record"]) if world.remove(hit.param("id")) => done(&json!({})),
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(DNSLA).await;
}
