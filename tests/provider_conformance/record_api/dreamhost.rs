//! help.dreamhost.com, "DNS API commands"

use super::*;

const DREAMHOST: Vendor = Vendor {
    id: "dreamhost",
    fields: &[],
    secret: "6SHU5P2HLDAYECUM",
    prefix: "",
    signed_in: |request| request.param("key") == Some("6SHU5P2HLDAYECUM"),
    serve,
    // A record is added, then another goes: to the suite, that is one change, but for the one that is made to
    // be removed.
    writes: |hit| match hit.param("cmd") {
        "dns-remove_record" => hit.param("value") == "192.0.2.1",
        other => other == "dns-add_record",
    },
    refuses,
    ttl: false,
};

fn answer(result: &str, data: &Value) -> Response {
    reply(200, json!({"data": data, "result": result}))
}

fn refuses(refusal: Refusal) -> Option<Response> {
    let said = match refusal {
        Refusal::Credential => "invalid_api_key",
        Refusal::Permission => "this_key_cannot_access_this_cmd",
        Refusal::Broken => "internal_error_updating_zone",
        Refusal::InSuccess => "something_else",
        Refusal::Missing => "no_such_zone",
        Refusal::Busy => return by_status(refusal),
    };
    Some(answer("error", &json!(said)))
}

fn shown(record: &Stored) -> Value {
    json!({"account_id": "8", "comment": record.note, "editable": "1", "record": whole(&record.sub), "type": record.kind,
           "value": record.value, "zone": ZONE})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let common = ["key", "cmd", "format", "unique_id"];
    if hit.method != "GET" || hit.param("format") != "json" || hit.segments != [""] {
        return None;
    }
    let new = world.memory.insert(hit.param("unique_id").to_owned(), String::new()).is_none();
    if !new || hit.param("unique_id").is_empty() || hit.param("unique_id").len() > 64 {
        world.complain(format!("unique_id {}", hit.param("unique_id")));
    }
    let same = |record: &Stored| {
        (&*whole(&record.sub), &*record.kind, &*record.value)
            == (hit.param("record"), hit.param("type"), hit.param("value"))
    };
    Some(match hit.param("cmd") {
        "dns-list_records" => {
            hit.params(world, &common);
            let mut records: Vec<Value> = world.records.iter().map(shown).collect();
            // The house's own: it shows which zones there are, and is not to be touched.
            records.push(
                json!({"account_id": "8", "comment": "", "editable": "0", "record": "home.example.org",
                                "type": "A", "value": "198.51.100.250", "zone": ZONE}),
            );
            answer("success", &json!(records))
        }
        "dns-add_record" => {
            hit.params(world, &[&common[..], &["record", "type", "value", "comment"]].concat());
            if world.records.iter().any(same) {
                return Some(answer("error", &json!("record_already_exists_remove_first")));
            }
            let sub = below(hit.param("record"))?;
            // It has the TTL of all others.
            let ttl = world.records.first().map_or(14_400, |record| record.ttl);
            let made = world.add(&sub, hit.param("type"), hit.param("value"), ttl);
            hit.param("comment").clone_into(&mut made.note);
            answer("success", &json!("record_added"))
        }
        "dns-remove_record" => {
            hit.params(world, &[&common[..], &["record", "type", "value"]].concat());
            let before = world.records.len();
            world.records.retain(|record| !same(record));
            let gone = world.rrset(&below(hit.param("record"))?, hit.param("type")).is_empty();
            if gone && hit.param("value") != "192.0.2.1" {
                world.complain("a moment without a record");
            }
            if world.records.len() == before {
                return Some(answer("error", &json!("no_such_record")));
            }
            answer("success", &json!("record_removed"))
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(DREAMHOST).await;
}
