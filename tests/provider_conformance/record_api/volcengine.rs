//! volcengine.com/docs/6758

use super::{signed::*, *};

const SECRET: &str = "TnpCak5XWXpZV1U0WkRaaE5ERmxaR0ZpTmpjeVkyUXlZek0wTWpJMU1qWQ==";

const VOLCENGINE: Vendor = Vendor {
    id: "volcengine",
    fields: &[("access_key_id", "AKLTexample")],
    secret: SECRET,
    prefix: "",
    signed_in: signed,
    serve,
    writes: |hit| !hit.param("Action").starts_with("List"),
    refuses,
    ttl: true,
};

fn signed(request: &Request) -> bool {
    let (authorization, date) = (request.header("authorization"), request.header("x-date"));
    let names = between(authorization, "SignedHeaders=", ",");
    let body = sha256(&request.body);
    let (query, headers) = (query(request, &[]), headers(request, names));
    let canonical = format!("{}\n{}\n{query}\n{headers}\n{names}\n{body}", request.method, request.path);
    let scope = format!("{}/cn-north-1/DNS/request", date.get(..8).unwrap_or_default());
    let text = format!("HMAC-SHA256\n{date}\n{scope}\n{}", sha256(&canonical));
    let key = scope.split('/').fold(SECRET.as_bytes().to_vec(), hmac256);
    let signature = hex(hmac256(key, &text));
    let expected =
        format!("HMAC-SHA256 Credential=AKLTexample/{scope}, SignedHeaders={names}, Signature={signature}");
    authorization == expected
        && names.ends_with("host;x-content-sha256;x-date")
        && request.header("x-content-sha256") == body
}

fn error(status: u16, code: &str) -> Response {
    let error = json!({"CodeN": 100_010, "Code": code, "Message": format!("{code}.")});
    reply(status, json!({"ResponseMetadata": {"RequestId": "2023", "Service": "DNS", "Error": error}}))
}

fn refuses(refusal: Refusal) -> Option<Response> {
    Some(match refusal {
        Refusal::Credential => error(401, "SignatureDoesNotMatch"),
        Refusal::Permission => error(403, "AccessDenied"),
        Refusal::Busy => error(429, "FlowLimitExceeded"),
        Refusal::Broken => error(500, "InternalError"),
        Refusal::InSuccess => error(200, "InternalError"),
        Refusal::Missing => error(404, "InvalidActionOrVersion"),
    })
}

fn done(result: &Value) -> Response {
    reply(
        200,
        json!({"ResponseMetadata": {"RequestId": "2023", "Service": "DNS", "Region": "cn-north-1"}, "Result": result}),
    )
}

fn shown(record: &Stored) -> Value {
    let line = if record.note == "telecom" { "telecom" } else { "default" };
    json!({"RecordID": record.id.to_string(), "Host": at_apex(&record.sub), "Type": record.kind, "Value": record.value,
           "TTL": record.ttl, "Line": line, "Weight": 1, "Remark": record.note, "Enable": true, "FQDN": whole(&record.sub)})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    if hit.param("Version") != "2018-08-01" || hit.segments != [""] {
        return None;
    }
    Some(match (hit.method, hit.param("Action")) {
        ("GET", "ListZones") => {
            hit.params(world, &["Action", "Version", "Key", "PageNumber", "PageSize"]);
            let zones = vec![json!({"ZID": 1234, "ZoneName": ZONE, "Remark": "", "RecordCount": 3})];
            let zones = world.page(zones, hit.param("PageNumber"), hit.param("PageSize"), 100);
            done(&json!({"Total": 1, "Zones": zones}))
        }
        ("GET", "ListRecords") => {
            hit.params(
                world,
                &["Action", "Version", "ZID", "Host", "Type", "Line", "SearchMode", "PageNumber", "PageSize"],
            );
            let host = hit.request.param("Host");
            if host.is_some() && hit.param("SearchMode") != "exact" || hit.param("ZID") != "1234" {
                world.complain("ListRecords");
            }
            let of =
                world.records.iter().filter(|record| host.is_none_or(|host| host == at_apex(&record.sub)));
            let found: Vec<Value> = of.map(shown).collect();
            let total = found.len();
            let records = world.page(found, hit.param("PageNumber"), hit.param("PageSize"), 500);
            done(&json!({"Records": records, "TotalCount": total}))
        }
        ("POST", "CreateRecord") => {
            hit.members(
                world,
                &hit.json,
                &["!ZID", "!Host", "!Type", "!Value", "TTL", "Line", "Weight", "Remark"],
            );
            let ttl = hit.number("/TTL").unwrap_or(600);
            let made = world.add(&hit.text("/Host"), &hit.text("/Type"), &hit.text("/Value"), ttl);
            done(&shown(made))
        }
        ("POST", "UpdateRecord") => {
            hit.members(
                world,
                &hit.json,
                &["!RecordID", "!Host", "!Line", "Type", "Value", "TTL", "Weight", "Remark"],
            );
            let Some(record) = world.by_id(hit.text("/RecordID")) else {
                return Some(error(404, "ErrRecordNotFound"));
            };
            (record.value, record.ttl) = (hit.text("/Value"), hit.number("/TTL").unwrap_or(record.ttl));
            done(&shown(record))
        }
        ("POST", "DeleteRecord") => {
            hit.members(world, &hit.json, &["!RecordID"]);
            world.remove(hit.text("/RecordID"));
            done(&Value::Null)
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(VOLCENGINE).await;
}
