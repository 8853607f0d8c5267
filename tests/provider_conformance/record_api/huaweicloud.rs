//! support.huaweicloud.com/api-dns

use super::{signed::*, *};

const SECRET: &str = "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc";

const HUAWEICLOUD: Vendor = Vendor {
    id: "huaweicloud",
    fields: &[("access_key_id", "QTWAOYTTINDUT2QVKYUC")],
    secret: SECRET,
    prefix: "",
    signed_in: signed,
    serve,
    writes: |hit| hit.method != "GET",
    refuses,
    ttl: true,
};

fn signed(request: &Request) -> bool {
    let (authorization, date) = (request.header("authorization"), request.header("x-sdk-date"));
    let names = between(authorization, "SignedHeaders=", ",");
    let (query, headers) = (query(request, &[]), headers(request, names));
    let canonical = format!(
        "{}\n{}/\n{query}\n{headers}\n{names}\n{}",
        request.method,
        request.path,
        sha256(&request.body)
    );
    let text = format!("SDK-HMAC-SHA256\n{date}\n{}", sha256(&canonical));
    let expected = format!(
        "SDK-HMAC-SHA256 Access=QTWAOYTTINDUT2QVKYUC, SignedHeaders={names}, Signature={}",
        hex(hmac256(SECRET, &text))
    );
    authorization == expected && names.ends_with("host;x-sdk-date")
}

fn refuses(refusal: Refusal) -> Option<Response> {
    let said = "Incorrect IAM authentication information: verify aksk signature fail";
    Some(match refusal {
        Refusal::Credential => {
            reply(401, json!({"error_msg": said, "error_code": "APIGW.0301", "request_id": "1"}))
        }
        Refusal::Busy => reply(
            429,
            json!({"error_msg": "The throttling threshold has been reached", "error_code": "APIGW.0308"}),
        ),
        Refusal::Missing => reply(404, json!({"code": "DNS.0101", "message": "The zone does not exist."})),
        other => return by_status(other),
    })
}

fn shown(set: &[Stored]) -> Value {
    let values: Vec<&String> = set.iter().map(|record| &record.value).collect();
    let line = if set[0].note == "telecom" { "Dianxin" } else { "default_view" };
    json!({"id": set[0].id.to_string(), "name": format!("{}.", whole(&set[0].sub)), "description": set[0].note, "zone_id": "ff8080",
           "zone_name": format!("{ZONE}."), "type": set[0].kind, "ttl": set[0].ttl, "records": values, "status": "ACTIVE",
           "line": line, "weight": Value::Null, "default": false})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let (size, from) =
        (hit.param("limit").parse().unwrap_or(500), hit.param("offset").parse::<usize>().unwrap_or(0));
    let page = format!("{}", 1 + from / size);
    Some(match (hit.method, &hit.segments[..]) {
        ("GET", ["v2", "zones"]) => {
            hit.params(world, &["type", "limit", "offset", "name", "search_mode"]);
            reply(
                200,
                json!({"zones": [{"id": "ff8080", "name": format!("{ZONE}."), "zone_type": "public"}],
                              "metadata": {"total_count": 1}}),
            )
        }
        ("GET", ["v2.1", "zones", "ff8080", "recordsets"]) => {
            hit.params(world, &["limit", "offset", "name", "search_mode", "type"]);
            let name = |set: &&Vec<Stored>| {
                hit.request.param("name").is_none_or(|name| name == format!("{}.", whole(&set[0].sub)))
            };
            if hit.request.param("name").is_some() && hit.param("search_mode") != "equal" {
                world.complain("a name without search_mode=equal finds more");
            }
            let sets: Vec<Value> = world.rrsets().iter().filter(name).map(|set| shown(set)).collect();
            let total = sets.len();
            let sets = world.page(sets, &page, &size.to_string(), 500);
            reply(200, json!({"recordsets": sets, "metadata": {"total_count": total}}))
        }
        ("POST", ["v2.1", "zones", "ff8080", "recordsets"]) => {
            hit.members(
                world,
                &hit.json,
                &["!name", "!type", "!records", "ttl", "description", "line", "weight"],
            );
            let values: Vec<String> = serde_json::from_value(hit.json["records"].clone()).unwrap();
            let sub = below(&hit.text("/name"))?;
            world.replace(
                &sub,
                &hit.text("/type"),
                &values,
                hit.number("/ttl").unwrap_or(300),
                &hit.text("/description"),
            );
            reply(202, shown(&world.rrset(&sub, &hit.text("/type"))))
        }
        ("PUT", ["v2.1", "zones", "ff8080", "recordsets", id]) => {
            hit.members(world, &hit.json, &["name", "type", "records", "ttl", "description", "weight"]);
            let Some(record) = world.by_id(id).cloned() else { return refuses(Refusal::Missing) };
            let values: Vec<String> = serde_json::from_value(hit.json["records"].clone()).unwrap();
            let ttl = hit.number("/ttl").unwrap_or(300);
            world.replace(&record.sub, &record.kind, &values, ttl, &record.note);
            reply(202, shown(&world.rrset(&record.sub, &record.kind)))
        }
        ("DELETE", ["v2.1", "zones", "ff8080", "recordsets", id]) => {
            let Some(record) = world.by_id(id).cloned() else { return refuses(Refusal::Missing) };
            world.replace(&record.sub, &record.kind, &[], 0, "");
            reply(202, json!({"id": id, "status": "PENDING_DELETE"}))
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(HUAWEICLOUD).await;
}
