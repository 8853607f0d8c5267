//! www.namesilo.com/api-reference

use super::*;

const NAMESILO: Vendor = Vendor {
    id: "namesilo",
    fields: &[],
    secret: "71f4cafe0f1e",
    prefix: "/api",
    signed_in: |request| request.param("key") == Some("71f4cafe0f1e"),
    serve,
    writes: |hit| hit.segments != ["dnsListRecords"],
    refuses: |refusal| Some(refused(refusal)),
    ttl: true,
};

fn replied(code: u32, detail: &str, more: &Value) -> Response {
    let mut body = json!({"request": {"operation": "dns", "ip": "203.0.113.1"}, "reply": {"code": code, "detail": detail}});
    if let (Some(reply), Some(more)) = (body["reply"].as_object_mut(), more.as_object()) {
        reply.extend(more.clone());
    }
    reply(200, body)
}

fn refused(refusal: Refusal) -> Response {
    match refusal {
        Refusal::Credential => replied(110, "Invalid API Key", &Value::Null),
        Refusal::Permission => replied(113, "This API account cannot be accessed from your IP", &Value::Null),
        Refusal::Busy => reply(429, "Too Many Requests"),
        Refusal::Broken => replied(201, "Internal system error", &Value::Null),
        Refusal::InSuccess => replied(210, "General error", &Value::Null),
        Refusal::Missing => {
            replied(200, "Domain is not active, or does not belong to this user", &Value::Null)
        }
    }
}

fn shown(record: &Stored) -> Value {
    json!({"record_id": format!("{:032x}", record.id), "type": record.kind, "host": whole(&record.sub),
           "value": record.value, "ttl": record.ttl, "distance": 0})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let common = ["key", "version", "type", "domain"];
    if hit.method != "GET" || hit.param("version") != "1" || hit.param("type") != "json" {
        return None;
    }
    let id = u64::from_str_radix(hit.param("rrid"), 16).unwrap_or_default();
    let ttl = || hit.param("rrttl").parse().ok();
    Some(match &hit.segments[..] {
        _ if hit.param("domain") != ZONE => return Some(refused(Refusal::Missing)),
        ["dnsListRecords"] => {
            hit.params(world, &common);
            let records: Vec<Value> = world.records.iter().map(shown).collect();
            let records = if records.is_empty() { Value::Null } else { json!({"resource_record": records}) };
            replied(300, "success", &records)
        }
        ["dnsAddRecord"] => {
            hit.params(
                world,
                &[&common[..], &["rrtype", "rrhost", "rrvalue", "rrttl", "rrdistance"]].concat(),
            );
            let made = world.add(hit.param("rrhost"), hit.param("rrtype"), hit.param("rrvalue"), ttl()?);
            let made = json!({"record_id": format!("{:032x}", made.id)});
            replied(300, "success", &made)
        }
        ["dnsUpdateRecord"] => {
            hit.params(world, &[&common[..], &["rrid", "rrhost", "rrvalue", "rrttl", "rrdistance"]].concat());
            let kept = world.by_id(id)?.clone();
            if kept.sub != hit.param("rrhost") {
                return None;
            }
            // The record has another identifier from now on.
            world.remove(id);
            let made = world.add(&kept.sub, &kept.kind, hit.param("rrvalue"), ttl()?);
            made.note = kept.note;
            replied(300, "success", &json!({"record_id": format!("{:032x}", made.id)}))
        }
        ["dnsDeleteRecord"] if world.remove(id) => {
            hit.params(world, &[&common[..], &["rrid"]].concat());
            replied(300, "success", &Value::Null)
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(NAMESILO).await;
}
