//! cloud.tencent.com/document/api/1552

use super::{
    tencentcloud::{SECRET, done, error, refuses, signed},
    *,
};

const EDGEONE: Vendor = Vendor {
    id: "edgeone",
    fields: &[("secret_id", "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE")],
    secret: SECRET,
    prefix: "",
    signed_in: |request| signed(request, "teo", "2022-09-01"),
    serve,
    writes: |hit| !hit.request.header("x-tc-action").starts_with("Describe"),
    refuses,
    ttl: true,
};

fn shown(record: &Stored) -> Value {
    let location = if record.note == "elsewhere" { "CN.GD" } else { "Default" };
    json!({"ZoneId": "zone-2o0l8g7", "RecordId": format!("record-{}", record.id), "Name": whole(&record.sub), "Type": record.kind,
           "Location": location, "Content": record.value, "TTL": record.ttl, "Priority": 0, "Status": "enable",
           "Weight": if record.note.is_empty() { -1 } else { 7 }, "CreatedOn": "", "ModifiedOn": ""})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let action = hit.request.header("x-tc-action");
    let id = |text: String| text.trim_start_matches("record-").to_owned();
    if action != "DescribeZones" && hit.text("/ZoneId") != "zone-2o0l8g7" {
        return Some(error("InvalidParameter.ZoneNotFound", "The zone does not exist."));
    }
    Some(match action {
        "DescribeZones" => {
            hit.members(world, &hit.json, &["Offset", "Limit", "Filters"]);
            let asked = hit.text("/Filters/0/Values/0");
            let zones: Vec<Value> = [ZONE, "other.example"]
                .iter()
                .filter(|zone| **zone == asked)
                .map(|zone| json!({"ZoneId": "zone-2o0l8g7", "ZoneName": zone, "Status": "active"}))
                .collect();
            done(json!({"TotalCount": zones.len(), "Zones": zones}))
        }
        "DescribeDnsRecords" => {
            hit.members(
                world,
                &hit.json,
                &["!ZoneId", "Offset", "Limit", "Filters", "SortBy", "SortOrder", "Match"],
            );
            let (size, from) = (hit.number("/Limit").unwrap_or(20), hit.number("/Offset").unwrap_or(0));
            let asked = hit.text("/Filters/0/Values/0");
            let of =
                world.records.iter().filter(|record| ["", &whole(&record.sub)].contains(&asked.as_str()));
            let found: Vec<Value> = of.map(shown).collect();
            let (total, page) = (found.len(), format!("{}", 1 + from / size));
            done(
                json!({"TotalCount": total, "DnsRecords": world.page(found, &page, &size.to_string(), 1000)}),
            )
        }
        "CreateDnsRecord" => {
            let members = ["!ZoneId", "!Name", "!Type", "!Content", "Location", "TTL", "Weight", "Priority"];
            hit.members(world, &hit.json, &members);
            let sub = below(&hit.text("/Name"))?;
            let made =
                world.add(&sub, &hit.text("/Type"), &hit.text("/Content"), hit.number("/TTL").unwrap_or(300));
            done(json!({"RecordId": format!("record-{}", made.id)}))
        }
        "ModifyDnsRecords" => {
            for changed in hit.json["DnsRecords"].as_array()? {
                let members =
                    ["!RecordId", "Name", "Type", "Content", "Location", "TTL", "Weight", "Priority"];
                hit.members(world, changed, &members);
                let Some(record) = world.by_id(id(said(changed, "/RecordId"))) else {
                    return Some(error("ResourceNotFound", "The record does not exist."));
                };
                (record.value, record.ttl) = (said(changed, "/Content"), said(changed, "/TTL").parse().ok()?);
                record.note = if changed["Weight"] == 7 { "kept".to_owned() } else { String::new() };
            }
            done(json!({}))
        }
        "DeleteDnsRecords" => {
            hit.members(world, &hit.json, &["!ZoneId", "!RecordIds"]);
            world.remove(id(hit.text("/RecordIds/0")));
            done(json!({}))
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(EDGEONE).await;
}
