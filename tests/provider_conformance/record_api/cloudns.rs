//! www.cloudns.net/wiki/article/56

use super::*;

const CLOUDNS: Vendor = Vendor {
    id: "cloudns",
    fields: &[("sub_auth_id", "5678")],
    secret: "71f4cafe",
    prefix: "/dns",
    signed_in: |request| {
        let pairs: Vec<&str> = request.body.split('&').collect();
        pairs.contains(&"sub-auth-id=5678") && pairs.contains(&"auth-password=71f4cafe")
    },
    serve,
    writes: |hit| hit.segments != ["records.json"],
    refuses,
    // It knows steps alone, like Linode.
    ttl: false,
};

fn failed(said: &str) -> Response {
    reply(200, json!({"status": "Failed", "statusDescription": said}))
}

fn refuses(refusal: Refusal) -> Option<Response> {
    Some(match refusal {
        Refusal::Credential => failed("Invalid authentication, incorrect auth-id or auth-password."),
        Refusal::Missing => failed("Missing domain-name"),
        Refusal::InSuccess => failed("Something went wrong."),
        Refusal::Permission | Refusal::Busy | Refusal::Broken => return by_status(refusal),
    })
}

fn shown(record: &Stored) -> Value {
    json!({"id": record.id.to_string(), "type": record.kind, "host": record.sub, "record": record.value, "failover": "0",
           "ttl": record.ttl.to_string(), "status": 1})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let fields = |world: &mut World, own: &[&str]| {
        let common = ["sub-auth-id", "auth-password", "domain-name"];
        for (key, _) in hit.form.iter().filter(|(key, _)| !common.contains(&&**key) && !own.contains(&&**key))
        {
            world.complain(format!("field {key}"));
        }
    };
    let done = |said: &str| reply(200, json!({"status": "Success", "statusDescription": said}));
    if hit.method != "POST" {
        return None;
    }
    Some(match &hit.segments[..] {
        _ if hit.field("domain-name") != ZONE => return refuses(Refusal::Missing),
        ["records.json"] => {
            fields(world, &["host", "type", "rows-per-page", "page"]);
            let records: serde_json::Map<String, Value> =
                world.records.iter().map(|one| (one.id.to_string(), shown(one))).collect();
            if records.is_empty() { reply(200, "[]") } else { reply(200, json!(records)) }
        }
        ["add-record.json"] => {
            fields(world, &["record-type", "host", "record", "ttl"]);
            let ttl = hit.field("ttl").parse().ok()?;
            world.add(hit.field("host"), hit.field("record-type"), hit.field("record"), ttl);
            done("The record was added successfully.")
        }
        ["mod-record.json"] => {
            fields(world, &["record-id", "host", "record", "ttl"]);
            let kept = world.by_id(hit.field("record-id"))?;
            if kept.sub != hit.field("host") {
                return None;
            }
            (kept.value, kept.ttl) = (hit.field("record").to_owned(), hit.field("ttl").parse().ok()?);
            done("The record was modified successfully.")
        }
        ["delete-record.json"] if world.remove(hit.field("record-id")) => {
            fields(world, &["record-id"]);
            done("The record was deleted successfully.")
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(CLOUDNS).await;
}
