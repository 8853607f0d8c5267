//! porkbun.com/api/json/v3/documentation

use super::*;

const PORKBUN: Vendor = Vendor {
    id: "porkbun",
    fields: &[("api_key", "pk1_0f1e")],
    secret: "sk1_71f4cafe",
    prefix: "/api/json/v3",
    signed_in: |request| {
        let body: Value = serde_json::from_str(&request.body).unwrap_or_default();
        said(&body, "/apikey") == "pk1_0f1e" && said(&body, "/secretapikey") == "sk1_71f4cafe"
    },
    serve,
    writes: |hit| hit.segments.get(1) != Some(&"retrieve"),
    refuses: |refusal| Some(refused(refusal)),
    ttl: true,
};

fn refused(refusal: Refusal) -> Response {
    let (status, message) = match refusal {
        Refusal::Credential => (400, "Invalid API key. (001)"),
        Refusal::Permission => (400, "Domain is not opted in to API access."),
        Refusal::Busy => (429, "Too many requests."),
        Refusal::Broken => (503, "Service unavailable."),
        Refusal::InSuccess => (200, "Something went wrong."),
        Refusal::Missing => (400, "Invalid domain."),
    };
    let next = json!({"type": "none", "hint": "", "url": "https://porkbun.com"});
    reply(status, json!({"status": "ERROR", "message": message, "next_action": next}))
}

fn shown(record: &Stored) -> Value {
    json!({"id": record.id.to_string(), "name": whole(&record.sub), "type": record.kind, "content": record.value,
           "ttl": record.ttl.to_string(), "prio": "0", "notes": record.note})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let keys = ["!apikey", "!secretapikey"];
    let record = ["!apikey", "!secretapikey", "name", "!type", "!content", "ttl", "prio", "notes"];
    if hit.method != "POST" {
        return None;
    }
    Some(match &hit.segments[..] {
        ["dns", _, zone, ..] if zone.matches('.').count() > 1 => {
            let said = "This key may not be used for that domain.";
            reply(403, json!({"status": "ERROR", "code": "DOMAIN_NOT_ALLOWED", "message": said}))
        }
        ["dns", _, zone, ..] if *zone != ZONE => return Some(refused(Refusal::Missing)),
        ["dns", "retrieve", _] => {
            hit.members(world, &hit.json, &keys);
            let records: Vec<Value> = world.records.iter().map(shown).collect();
            reply(200, json!({"status": "SUCCESS", "cloudflare": "enabled", "records": records}))
        }
        ["dns", "create", _] => {
            hit.members(world, &hit.json, &record);
            let ttl = hit.number("/ttl")?;
            let id = world.add(&hit.text("/name"), &hit.text("/type"), &hit.text("/content"), ttl).id;
            reply(200, json!({"status": "SUCCESS", "id": id}))
        }
        ["dns", "edit", _, id] => {
            hit.members(world, &hit.json, &record);
            let (note, value, ttl) = (hit.text("/notes"), hit.text("/content"), hit.number("/ttl")?);
            let kept = world.by_id(id)?;
            if (&kept.sub, &kept.kind) != (&hit.text("/name"), &hit.text("/type")) {
                return None;
            }
            (kept.note, kept.value, kept.ttl) = (note, value, ttl);
            reply(200, json!({"status": "SUCCESS"}))
        }
        ["dns", "delete", _, id] if world.remove(id) => {
            hit.members(world, &hit.json, &keys);
            reply(200, json!({"status": "SUCCESS"}))
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(PORKBUN).await;
}
