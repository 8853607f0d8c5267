//! alibabacloud.com/help/en/edge-security-acceleration/esa, API reference

use super::{signed::*, *};

const SECRET: &str = "yourAccessKeySecretOfTheLab";

const ALIESA: Vendor = Vendor {
    id: "aliesa",
    fields: &[("access_key_id", "LTAI5tExampleExample")],
    secret: SECRET,
    prefix: "",
    signed_in: signed,
    serve,
    writes: |hit| hit.method == "POST",
    refuses,
    ttl: true,
};

fn signed(request: &Request) -> bool {
    let authorization = request.header("authorization");
    let names = between(authorization, "SignedHeaders=", ",");
    let (query, headers) = (query(request, &[]), headers(request, names));
    let canonical = format!("{}\n/\n{query}\n{headers}\n{names}\n{}", request.method, sha256(&request.body));
    let signature = hex(hmac256(SECRET, &format!("ACS3-HMAC-SHA256\n{}", sha256(&canonical))));
    authorization
        == format!(
            "ACS3-HMAC-SHA256 Credential=LTAI5tExampleExample,SignedHeaders={names},Signature={signature}"
        )
        && request.header("x-acs-version") == "2024-09-10"
}

fn error(status: u16, code: &str) -> Response {
    reply(
        status,
        json!({"RequestId": "1", "HostId": "esa.cn-hangzhou.aliyuncs.com", "Code": code, "Message": "No."}),
    )
}

fn refuses(refusal: Refusal) -> Option<Response> {
    Some(match refusal {
        Refusal::Credential => error(404, "InvalidAccessKeyId.NotFound"),
        Refusal::Permission => error(403, "Forbidden.RAM"),
        Refusal::Busy => error(400, "Throttling.User"),
        Refusal::Broken | Refusal::InSuccess => error(503, "ServiceUnavailable"),
        Refusal::Missing => error(404, "InvalidAction.NotFound"),
    })
}

/// The addresses of a name are one record; the lab keeps them apart, each with its own TTL, of which the first
/// is shown.
fn shown(of: &[Stored]) -> Value {
    let values: Vec<&str> = of.iter().map(|record| record.value.as_str()).collect();
    let kind = if of[0].kind == "CNAME" { "CNAME" } else { "A/AAAA" };
    json!({"RecordId": of[0].id, "RecordName": whole(&of[0].sub), "RecordType": kind, "Ttl": of[0].ttl, "SiteId": 1234,
           "Data": {"Value": values.join(",")}, "Proxied": true, "BizName": "web", "Comment": of[0].note})
}

fn records(world: &World) -> Vec<Vec<Stored>> {
    let mut names: BTreeMap<String, Vec<Stored>> = BTreeMap::new();
    for record in &world.records {
        let kind = if record.kind == "CNAME" { " alias" } else { "" };
        names.entry(format!("{}{kind}", record.sub)).or_default().push(record.clone());
    }
    names.into_values().collect()
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let action = hit.request.header("x-acs-action");
    let (method, allowed): (&str, &[&str]) = match action {
        "ListSites" => ("GET", &["SiteName", "SiteSearchType", "PageNumber", "PageSize"]),
        "ListRecords" => {
            ("GET", &["SiteId", "RecordName", "RecordMatchType", "Type", "PageNumber", "PageSize"])
        }
        "CreateRecord" => {
            ("POST", &["SiteId", "RecordName", "Type", "Data", "Ttl", "Proxied", "BizName", "Comment"])
        }
        "UpdateRecord" => ("POST", &["RecordId", "Type", "Data", "Ttl", "Proxied", "BizName", "Comment"]),
        "DeleteRecord" => ("POST", &["RecordId"]),
        _ => return None,
    };
    hit.params(world, allowed);
    if hit.method != method || hit.segments != [""] || !hit.request.body.is_empty() {
        return None;
    }
    let data: Value = serde_json::from_str(hit.param("Data")).unwrap_or_default();
    let values: Vec<String> = said(&data, "/Value").split(',').map(str::to_owned).collect();
    let of_kind = |value: &str| if value.contains(':') { "AAAA" } else { "A" };
    Some(match action {
        "ListSites" => {
            let is = hit.param("SiteName") == ZONE && hit.param("SiteSearchType") == "exact";
            let sites =
                if is { json!([{"SiteId": 1234, "SiteName": ZONE, "Status": "active"}]) } else { json!([]) };
            reply(200, json!({"RequestId": "1", "TotalCount": 1, "Sites": sites}))
        }
        "ListRecords" => {
            let name = hit.request.param("RecordName");
            let all = records(world);
            let of = all.iter().filter(|of| name.is_none_or(|name| name == whole(&of[0].sub)));
            let found: Vec<Value> = of.map(|of| shown(of)).collect();
            let total = found.len();
            let page = world.page(found, hit.param("PageNumber"), hit.param("PageSize"), 500);
            reply(200, json!({"RequestId": "1", "TotalCount": total, "Records": page}))
        }
        "CreateRecord" => {
            for value in values {
                world.add(
                    &below(hit.param("RecordName"))?,
                    of_kind(&value),
                    &value,
                    hit.param("Ttl").parse().ok()?,
                );
            }
            reply(200, json!({"RequestId": "1", "RecordId": 7}))
        }
        "UpdateRecord" => {
            let all = records(world);
            let of = all.iter().find(|of| of[0].id.to_string() == hit.param("RecordId"))?;
            let (first, ttl): (&Stored, u32) = (&of[0], hit.param("Ttl").parse().ok()?);
            if hit.param("Proxied") != "true"
                || hit.param("BizName") != "web"
                || hit.param("Comment") != first.note
            {
                world.complain("what is kept beside is lost");
            }
            world.records.retain(|record| record.sub != first.sub || values.contains(&record.value));
            for value in &values {
                match world
                    .records
                    .iter_mut()
                    .find(|record| record.sub == first.sub && record.value == *value)
                {
                    Some(record) if ttl != first.ttl => record.ttl = ttl,
                    Some(_) => (),
                    None => {
                        first.note.clone_into(&mut world.add(&first.sub, of_kind(value), value, ttl).note);
                    }
                }
            }
            reply(200, json!({"RequestId": "1"}))
        }
        _ => {
            let all = records(world);
            let of = all.iter().find(|of| of[0].id.to_string() == hit.param("RecordId"))?;
            world.records.retain(|record| record.sub != of[0].sub);
            reply(200, json!({"RequestId": "1"}))
        }
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(ALIESA).await;
}
