//! cloud.tencent.com/document/api/1427

use super::{signed::*, *};

pub const SECRET: &str = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE";

const TENCENTCLOUD: Vendor = Vendor {
    id: "tencentcloud",
    fields: &[("secret_id", "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE")],
    secret: SECRET,
    prefix: "",
    signed_in: |request| signed(request, "dnspod", "2021-03-23"),
    serve,
    writes: |hit| !hit.request.header("x-tc-action").starts_with("Describe"),
    refuses,
    ttl: true,
};

/// cloud.tencent.com/document/api/1427/56189
pub fn signed(request: &Request, service: &str, version: &str) -> bool {
    let names = between(request.header("authorization"), "SignedHeaders=", ",");
    let canonical =
        format!("POST\n/\n\n{}\n{names}\n{}", headers(request, names).to_lowercase(), sha256(&request.body));
    let time: i64 = request.header("x-tc-timestamp").parse().unwrap_or(0);
    let scope = between(request.header("authorization"), "EXAMPLE/", ",");
    let day = scope.split('/').next().unwrap();
    let text = format!("TC3-HMAC-SHA256\n{time}\n{scope}\n{}", sha256(&canonical));
    let key = [day, service, "tc3_request"]
        .iter()
        .fold(format!("TC3{SECRET}").into_bytes(), |key, step| hmac256(key, step));
    let expected = format!(
        "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/{day}/{service}/tc3_request, \
         SignedHeaders={names}, Signature={}",
        hex(hmac256(key, &text))
    );
    request.header("authorization") == expected
        && names.contains("content-type;host")
        && request.header("x-tc-version") == version
        && (time - seconds()).abs() < 300
        && request.method == "POST"
}

pub fn error(code: &str, message: &str) -> Response {
    let error = json!({"Code": code, "Message": message});
    reply(200, json!({"Response": {"Error": error, "RequestId": "ed93f3cb-f35e-473f-b9f3-0d451b8b79c6"}}))
}

pub fn done(mut body: Value) -> Response {
    body["RequestId"] = json!("ab4f1426-ea15-42ea-8183-dc1b44151166");
    reply(200, json!({"Response": body}))
}

/// All with status 200.
pub fn refuses(refusal: Refusal) -> Option<Response> {
    Some(match refusal {
        Refusal::Credential => {
            error("AuthFailure.SignatureFailure", "The provided credentials could not be validated.")
        }
        Refusal::Permission => {
            error("AuthFailure.UnauthorizedOperation", "You are not authorized to perform this operation.")
        }
        Refusal::Busy => {
            error("RequestLimitExceeded", "Your current request times equals to 21 in a second.")
        }
        Refusal::Broken | Refusal::InSuccess => error("InternalError", "An internal error has occurred."),
        Refusal::Missing => error("InvalidAction", "The request action is invalid."),
    })
}

fn shown(record: &Stored) -> Value {
    let (line, id) = if record.note == "telecom" { ("电信", "10=0") } else { ("默认", "0") };
    json!({"RecordId": record.id, "Value": record.value, "Status": "ENABLE", "UpdatedOn": "2026-01-01 00:00:00",
           "Name": at_apex(&record.sub), "Line": line, "LineId": id, "Type": record.kind, "MonitorStatus": "",
           "Remark": "", "TTL": record.ttl, "MX": 0, "DefaultNS": false,
           "Weight": if record.note.is_empty() { Value::Null } else { json!(7) }})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let action = hit.request.header("x-tc-action");
    let allowed: &[&str] = match action {
        "DescribeDomainList" => &["Type", "Offset", "Limit", "GroupId", "Keyword"],
        "DescribeRecordList" => &["!Domain", "Subdomain", "RecordType", "RecordLine", "Offset", "Limit"],
        "CreateRecord" => &[
            "!Domain",
            "!RecordType",
            "!RecordLine",
            "!Value",
            "SubDomain",
            "RecordLineId",
            "TTL",
            "Weight",
            "Status",
            "Remark",
        ],
        "ModifyRecord" => &[
            "!Domain",
            "!RecordType",
            "!RecordLine",
            "!Value",
            "!RecordId",
            "SubDomain",
            "RecordLineId",
            "TTL",
            "Weight",
            "Status",
        ],
        "DeleteRecord" => &["!Domain", "!RecordId"],
        _ => return None,
    };
    hit.members(world, &hit.json, allowed);
    if action != "DescribeDomainList" && hit.text("/Domain") != ZONE {
        return Some(error("InvalidParameterValue.DomainNotExists", "The domain does not exist."));
    }
    let (size, from) = (hit.number("/Limit").unwrap_or(100), hit.number("/Offset").unwrap_or(0));
    let page = format!("{}", 1 + from / size.max(1));
    let weight = if hit.json.get("Weight") == Some(&json!(7)) { "kept" } else { "" };
    Some(match action {
        "DescribeDomainList" => {
            let domains = vec![
                json!({"DomainId": 1, "Name": "例.cn", "Punycode": "xn--fsq.cn", "Grade": "DP_FREE"}),
                json!({"DomainId": 2, "Name": ZONE, "Punycode": ZONE, "Grade": "DP_FREE", "Status": "ENABLE"}),
            ];
            done(
                json!({"DomainCountInfo": {"AllTotal": 2}, "DomainList": world.page(domains, &page, &size.to_string(), 3000)}),
            )
        }
        "DescribeRecordList" => {
            let named =
                |record: &&Stored| hit.json.get("Subdomain").is_none_or(|sub| sub == at_apex(&record.sub));
            let found: Vec<Value> = world.records.iter().filter(named).map(shown).collect();
            if found.is_empty() {
                return Some(error("ResourceNotFound.NoDataOfRecord", "There is no record."));
            }
            let total = found.len();
            done(
                json!({"RecordCountInfo": {"TotalCount": total}, "RecordList": world.page(found, &page, &size.to_string(), 3000)}),
            )
        }
        "CreateRecord" => {
            let made = world.add(
                &hit.text("/SubDomain"),
                &hit.text("/RecordType"),
                &hit.text("/Value"),
                hit.number("/TTL").unwrap_or(600),
            );
            done(json!({"RecordId": made.id}))
        }
        "ModifyRecord" => {
            let (value, ttl) = (hit.text("/Value"), hit.number("/TTL").unwrap_or(600));
            let Some(record) = world.by_id(hit.number("/RecordId")?) else {
                return Some(error("InvalidParameter.RecordIdInvalid", "The record ID is invalid."));
            };
            (record.value, record.ttl, record.note) = (value, ttl, weight.to_owned());
            done(json!({"RecordId": record.id}))
        }
        _ => {
            world.remove(hit.number("/RecordId")?);
            done(json!({}))
        }
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(TENCENTCLOUD).await;
}

#[tokio::test]
async fn other_lines_are_other_peoples_and_a_wrong_clock_is_told() {
    let bench = Bench::of(TENCENTCLOUD);
    bench.server.service().world.add("home", "A", "198.51.100.7", 600).note = "telecom".to_owned();
    changed(&Client::of(&bench).one(task("home.example.org", &["203.0.113.9"])).await);
    let values: Vec<String> = bench.rows().iter().map(|row| row.value.to_string()).collect();
    assert_eq!(values, ["198.51.100.7", "203.0.113.9"]);
    let expired = |_| Some(error("AuthFailure.SignatureExpire", "Signature expired."));
    let late = Vendor { signed_in: |_| false, refuses: expired, ..TENCENTCLOUD };
    let code = Client::of(&Bench::of(late)).code(task("home.example.org", &["203.0.113.9"])).await;
    assert_eq!(code, fingerpost::core::problem::Code::WrongClock);
}
