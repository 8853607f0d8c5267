//! libcloud.readthedocs.io/en/stable/dns/drivers/auroradns.html

use super::{signed::*, *};

const AURORA: Vendor = Vendor {
    id: "auroradns",
    fields: &[("api_key", "0123456789abcdef")],
    secret: "fedcba9876543210-secret",
    prefix: "",
    signed_in: |request| {
        let date = request.header("x-auroradns-date");
        let signature = base64(hmac256(AURORA.secret, &format!("{}{}{date}", request.method, request.path)));
        let token = base64(format!("0123456789abcdef:{signature}"));
        date.len() == 16 && request.header("authorization") == format!("AuroraDNSv1 {token}")
    },
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| {
        let error = json!({"error": format!("{refusal:?}"), "errormsg": "It is refused"});
        Some(reply(by_status(refusal)?.status, error))
    },
    ttl: true,
};

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let zone = "15a7a42b-9f1b-4ba5-af3d-6e4b15dbf05e";
    Some(match (hit.method, &hit.segments[..]) {
        ("GET", ["zones"]) => {
            reply(200, json!([{"id": zone, "name": ZONE, "cluster_id": "c", "account_id": "a"}]))
        }
        ("GET", ["zones", id, "records"]) if *id == zone => {
            let shown = |record: &Stored| {
                json!({"id": record.id.to_string(), "type": record.kind, "name": record.sub, "content": record.value,
                       "ttl": record.ttl, "prio": null, "disabled": false, "health_check_id": record.note})
            };
            reply(200, json!(world.records.iter().map(shown).collect::<Vec<_>>()))
        }
        ("POST", ["zones", id, "records"]) if *id == zone => {
            hit.members(world, &hit.json, &["!type", "!name", "!content", "ttl", "prio", "disabled"]);
            let ttl = hit.number("/ttl").unwrap_or(3600);
            let made = world.add(&hit.text("/name"), &hit.text("/type"), &hit.text("/content"), ttl);
            reply(201, json!({"id": made.id.to_string()}))
        }
        ("PUT", ["zones", id, "records", record]) if *id == zone => {
            hit.members(world, &hit.json, &["type", "name", "content", "ttl", "prio", "disabled"]);
            let record = world.by_id(record)?;
            (record.value, record.ttl) = (hit.text("/content"), hit.number("/ttl").unwrap_or(record.ttl));
            reply(200, json!({"id": record.id.to_string()}))
        }
        ("DELETE", ["zones", id, "records", record]) if *id == zone && world.remove(record) => {
            reply(200, json!({}))
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(AURORA).await;
}
