//! openapi-v2.exoscale.com

use super::{signed::*, *};

const EXOSCALE: Vendor = Vendor {
    id: "exoscale",
    fields: &[("api_key", "EXO0123456789abcdef")],
    secret: "c29tZSBzZWNyZXQgb2YgdGhlIGxhYg",
    prefix: "/v2",
    signed_in: signed,
    serve,
    writes: |hit| hit.method != "GET",
    refuses: by_status,
    ttl: true,
};

fn signed(request: &Request) -> bool {
    let expires = between(request.header("authorization"), "expires=", ",");
    let text = format!("{} {}\n{}\n\n\n{expires}", request.method, request.path, request.body);
    let signature = base64(hmac256(EXOSCALE.secret, &text));
    let expected =
        format!("EXO2-HMAC-SHA256 credential=EXO0123456789abcdef,expires={expires},signature={signature}");
    request.header("authorization") == expected
        && expires.parse::<i64>().is_ok_and(|expires| expires > seconds())
}

fn operation(id: &str) -> Response {
    reply(200, json!({"id": "a1b2", "state": "pending", "reference": {"id": id, "link": "/v2/dns-domain"}}))
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let members = ["!name", "!content", "ttl", "priority"];
    Some(match (hit.method, &hit.segments[..]) {
        ("GET", ["dns-domain"]) => reply(
            200,
            json!({"dns-domains": [{"id": "89083a5c", "unicode-name": ZONE, "created-at": "2026-01-01T00:00:00Z"}]}),
        ),
        ("GET", ["dns-domain", "89083a5c", "record"]) => {
            let shown = |record: &Stored| {
                json!({"id": format!("r-{}", record.id), "name": record.sub, "type": record.kind, "content": record.value,
                       "ttl": record.ttl, "system-record": false})
            };
            reply(200, json!({"dns-domain-records": world.records.iter().map(shown).collect::<Vec<_>>()}))
        }
        ("POST", ["dns-domain", "89083a5c", "record"]) => {
            hit.members(world, &hit.json, &[&members[..], &["!type"]].concat());
            let ttl = hit.number("/ttl").unwrap_or(3600);
            world.add(&hit.text("/name"), &hit.text("/type"), &hit.text("/content"), ttl);
            operation("new")
        }
        ("PUT", ["dns-domain", "89083a5c", "record", id]) => {
            hit.members(world, &hit.json, &members);
            let Some(record) = world.by_id(id.trim_start_matches("r-")) else {
                return by_status(Refusal::Missing);
            };
            (record.value, record.ttl) = (hit.text("/content"), hit.number("/ttl").unwrap_or(record.ttl));
            operation(id)
        }
        ("DELETE", ["dns-domain", "89083a5c", "record", id]) if world.remove(id.trim_start_matches("r-")) => {
            operation(id)
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(EXOSCALE).await;
}
