//! es.dinahosting.com/api/documentation

use super::*;

const DINAHOSTING: Vendor = Vendor {
    id: "dinahosting",
    fields: &[("username", "me")],
    secret: "71f4cafe",
    prefix: "/special/api.php",
    signed_in: |request| {
        let pairs: Vec<&str> = request.body.split('&').collect();
        pairs.contains(&"AUTH_USER=me") && pairs.contains(&"AUTH_PWD=71f4cafe")
    },
    serve,
    // A record is added, then another goes: to the suite, that is one change, but for the one that is made to
    // be removed.
    writes: |hit| {
        let command = hit.field("command");
        command.starts_with("Domain_Zone_Add")
            || command.starts_with("Domain_Zone_Delete") && hit.field("ip") == "192.0.2.1"
    },
    refuses,
    ttl: false,
};

fn refuses(refusal: Refusal) -> Option<Response> {
    let (code, said) = match refusal {
        Refusal::Credential => (2200, "Authentication error."),
        Refusal::Permission => (2201, "Authorization error."),
        Refusal::Missing => (2303, "Object does not exist."),
        Refusal::InSuccess => (2400, "Command failed."),
        Refusal::Busy | Refusal::Broken => return by_status(refusal),
    };
    let error = json!({"message": said, "code": code, "parameter": ""});
    Some(reply(200, json!({"trId": "dh1", "responseCode": code, "errors": [error], "command": "x"})))
}

fn done(data: &Value) -> Response {
    reply(
        200,
        json!({"trId": "dh1", "responseCode": 1000, "message": "Success.", "data": data, "command": "x"}),
    )
}

fn shown(record: &Stored) -> Value {
    let value = if record.kind == "CNAME" { "destinationHostname" } else { "ip" };
    json!({"type": record.kind, "hostname": at_apex(&record.sub), value: record.value})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let fields = ["AUTH_USER", "AUTH_PWD", "command", "responseType", "domain", "hostname", "ip"];
    for (key, _) in hit.form.iter().filter(|(key, _)| !fields.contains(&&**key)) {
        world.complain(format!("field {key}"));
    }
    if hit.method != "POST" || hit.field("responseType") != "Json" {
        return None;
    }
    let (sub, value) = (hit.field("hostname"), hit.field("ip"));
    Some(match hit.field("command") {
        "Services_GetDomains" => done(&json!([{"domain": ZONE, "tld": "org", "startDate": "2026-01-01"}])),
        _ if hit.field("domain") != ZONE => return refuses(Refusal::Missing),
        "Domain_Zone_GetAll" => done(&json!(world.records.iter().map(shown).collect::<Vec<_>>())),
        "Domain_Zone_AddTypeA" | "Domain_Zone_AddTypeAAAA" => {
            let kind = hit.field("command").trim_start_matches("Domain_Zone_AddType").to_owned();
            let of = world.rrset(sub, &kind);
            if of.iter().any(|one| one.value == value) {
                return refuses(Refusal::InSuccess);
            }
            let (ttl, note) = of.first().map(|one| (one.ttl, one.note.clone())).unwrap_or_default();
            world.add(sub, &kind, value, ttl).note = note;
            done(&Value::Null)
        }
        "Domain_Zone_DeleteTypeA" | "Domain_Zone_DeleteTypeAAAA" => {
            let kind = hit.field("command").trim_start_matches("Domain_Zone_DeleteType").to_owned();
            let of = world.rrset(sub, &kind);
            let record = of.iter().find(|one| one.value == value)?;
            if of.len() == 1 && value != "192.0.2.1" {
                world.complain("a moment without a record");
            }
            world.remove(record.id);
            done(&Value::Null)
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(DINAHOSTING).await;
}
