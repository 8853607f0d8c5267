//! rest.websupport.sk/docs/v1.zone, rest.active24.cz/docs/v1.zone

use super::{signed::*, *};

const WEBSUPPORT: Vendor = Vendor {
    id: "websupport",
    fields: &[("api_key", "ak48l3h7")],
    secret: "ajvkeo3y82ndsu2smvxy3o36496dcascksldncsq",
    prefix: "",
    signed_in: signed,
    serve,
    writes: |hit| hit.method != "GET",
    refuses,
    ttl: true,
};

/// The time in the date is the one that is signed.
fn signed(request: &Request) -> bool {
    let date = request.header("date");
    let Ok(time) = date.parse::<jiff::Timestamp>() else { return false };
    let text = format!("{} {} {}", request.method, request.path, time.as_second());
    let basic = base64(format!("ak48l3h7:{}", hex(hmac1(WEBSUPPORT.secret, &text))));
    request.header("authorization") == format!("Basic {basic}")
        && (time.as_second() - seconds()).abs() < 60
        && request.header("x-date") == date
}

fn refuses(refusal: Refusal) -> Option<Response> {
    if refusal == Refusal::InSuccess {
        return Some(reply(
            200,
            json!({"status": "error", "item": {}, "errors": {"content": ["it did not work"]}}),
        ));
    }
    let status = by_status(refusal)?.status;
    Some(reply(status, json!({"code": status, "message": format!("{refusal:?}")})))
}

fn shown(record: &Stored) -> Value {
    json!({"id": record.id, "type": record.kind, "name": at_apex(&record.sub), "content": record.value, "ttl": record.ttl,
           "prio": null, "weight": null, "port": null, "note": record.note})
}

fn done(record: &Stored) -> Response {
    let mut item = shown(record);
    item["zone"] = json!({"id": 1, "name": ZONE, "updateTime": 1_381_169_608});
    reply(200, json!({"status": "success", "item": item, "errors": {}}))
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let ["v1", "user", "self", "zone", zone, "record", rest @ ..] = &hit.segments[..] else { return None };
    if *zone != ZONE {
        return Some(reply(404, json!({"code": 404, "message": "Zone not found"})));
    }
    let ttl = hit.number("/ttl");
    if !hit.json.is_null() {
        hit.members(world, &hit.json, &["!type", "!name", "!content", "ttl", "note"]);
    }
    Some(match (hit.method, rest) {
        ("GET", []) => {
            hit.params(world, &[]);
            let items: Vec<Value> = world.records.iter().map(shown).collect();
            let pager = json!({"page": 1, "pagesize": null, "items": items.len()});
            reply(200, json!({"items": items, "pager": pager}))
        }
        ("POST", []) => {
            done(world.add(&hit.text("/name"), &hit.text("/type"), &hit.text("/content"), ttl.unwrap_or(600)))
        }
        ("PUT", [id]) => {
            let record = world.by_id(id)?;
            (record.value, record.note) = (hit.text("/content"), hit.text("/note"));
            record.ttl = ttl.unwrap_or(600);
            done(record)
        }
        ("DELETE", [id]) => {
            let gone = world.by_id(id)?.clone();
            world.remove(id);
            done(&gone)
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(WEBSUPPORT).await;
}

#[tokio::test]
async fn active24_holds_to_the_suite() {
    run(Vendor { id: "active24", ..WEBSUPPORT }).await;
}

/// What it finds wrong is said in its words.
#[tokio::test]
async fn a_wrong_record_is_explained() {
    let bench = Bench::of(Vendor {
        serve: |world, hit| match hit.method {
            "POST" => {
                let errors = json!({"content": ["Wrong IP address format"], "name": ["Invalid input."]});
                Some(reply(400, json!({"status": "error", "item": {"id": null}, "errors": errors})))
            }
            _ => serve(world, hit),
        },
        ..WEBSUPPORT
    });
    let problem = Client::of(&bench).problem(task("home.example.org", &["203.0.113.9"])).await;
    assert_eq!((problem.code, problem.said.as_deref()), (Code::BadRecord, Some("Wrong IP address format")));
}
