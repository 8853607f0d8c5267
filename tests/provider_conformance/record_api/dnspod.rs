//! docs.dnspod.cn/api

use super::*;

const DNSPOD: Vendor = Vendor {
    id: "dnspod",
    fields: &[("token_id", "13490")],
    secret: "6b5976c68aba5b14a0558b77c17c3932",
    prefix: "",
    signed_in: |request| {
        let token = "login_token=13490%2C6b5976c68aba5b14a0558b77c17c3932";
        request.body.split('&').any(|pair| pair == token)
    },
    serve,
    writes: |hit| hit.segments != ["Record.List"],
    refuses,
    ttl: true,
};

fn answer(code: &str, message: &str, more: Value) -> Response {
    let mut body = more;
    body["status"] = json!({"code": code, "message": message, "created_at": "2026-11-01 00:00:00"});
    reply(200, body)
}

fn refuses(refusal: Refusal) -> Option<Response> {
    let said = |code: &str, message: &str| Some(answer(code, message, json!({})));
    match refusal {
        Refusal::Credential => said("10002", "The login token ID is invalid"),
        Refusal::Permission => said("21", "Domain is locked"),
        Refusal::Missing => said("13", "Domain is not exists"),
        Refusal::InSuccess => said("99", "Something went wrong"),
        Refusal::Busy | Refusal::Broken => by_status(refusal),
    }
}

/// The note is the weight.
fn shown(record: &Stored) -> Value {
    let weight = if record.note.is_empty() { Value::Null } else { json!(record.note) };
    json!({"id": record.id.to_string(), "name": at_apex(&record.sub), "line": "默认", "type": record.kind,
           "ttl": record.ttl.to_string(), "value": record.value, "weight": weight, "mx": "0", "enabled": "1",
           "status": "enabled", "monitor_status": "", "remark": "", "use_aqb": "no"})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let common = ["login_token", "format", "domain"];
    let fields = |world: &mut World, own: &[&str]| {
        for (key, _) in hit.form.iter().filter(|(key, _)| !common.contains(&&**key) && !own.contains(&&**key))
        {
            world.complain(format!("field {key}"));
        }
    };
    if hit.method != "POST" || hit.field("format") != "json" {
        return None;
    }
    let (ttl, line) = (hit.field("ttl").parse(), hit.field("record_line"));
    Some(match &hit.segments[..] {
        _ if hit.field("domain") != ZONE => return refuses(Refusal::Missing),
        ["Record.List"] => {
            fields(world, &["sub_domain", "offset", "length", "error_on_empty", "record_type", "keyword"]);
            let named = |one: &&Stored| ["", at_apex(&one.sub)].contains(&hit.field("sub_domain"));
            let records: Vec<Value> = world.records.iter().filter(named).map(shown).collect();
            if records.is_empty() {
                return Some(answer("10", "No records", json!({})));
            }
            // One of another line is nobody's business.
            let mut foreign = records[0].clone();
            (foreign["line"], foreign["value"]) = (json!("电信"), json!("198.51.100.200"));
            let records = [records, vec![foreign]].concat();
            answer("1", "Action completed successful", json!({"domain": {"name": ZONE}, "records": records}))
        }
        ["Record.Create"] if line == "默认" => {
            fields(world, &["sub_domain", "record_type", "record_line", "value", "ttl", "status", "weight"]);
            let made =
                world.add(hit.field("sub_domain"), hit.field("record_type"), hit.field("value"), ttl.ok()?);
            answer("1", "Action completed successful", json!({"record": {"id": made.id.to_string()}}))
        }
        ["Record.Modify"] if line == "默认" => {
            fields(
                world,
                &["record_id", "sub_domain", "record_type", "record_line", "value", "ttl", "weight"],
            );
            let kept = world.by_id(hit.field("record_id"))?;
            if at_apex(&kept.sub) != hit.field("sub_domain") || kept.kind != hit.field("record_type") {
                return None;
            }
            hit.field("value").clone_into(&mut kept.value);
            (kept.ttl, kept.note) = (ttl.ok()?, hit.field("weight").to_owned());
            answer("1", "Action completed successful", json!({"record": {"id": kept.id}}))
        }
        ["Record.Remove"] if world.remove(hit.field("record_id")) => {
            fields(world, &["record_id"]);
            answer("1", "Action completed successful", json!({}))
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(DNSPOD).await;
}
