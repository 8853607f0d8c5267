//! internetbs.net/ResellerRegistrarDomainNameAPI

use super::*;

const INTERNET_BS: Vendor = Vendor {
    id: "internet-bs",
    fields: &[("api_key", "K1")],
    secret: "ibs-71f4cafe",
    prefix: "",
    signed_in: |request| {
        request.body.contains("ApiKey=K1&Password=ibs-71f4cafe&ResponseFormat=JSON")
            && request.query.is_empty()
    },
    serve,
    writes: |hit| hit.segments.last() != Some(&"List"),
    refuses: |refusal| {
        let said = match refusal {
            Refusal::Credential => "Invalid API key and/or Password",
            Refusal::InSuccess => "It did not work",
            Refusal::Permission | Refusal::Busy | Refusal::Broken | Refusal::Missing => {
                return by_status(refusal);
            }
        };
        let code = if refusal == Refusal::Credential { 107_002 } else { 100_005 };
        Some(reply(200, json!({"transactid": "t", "status": "FAILURE", "message": said, "code": code})))
    },
    ttl: true,
};

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let ok = |mut more: Value| {
        (more["transactid"], more["status"]) = (json!("t"), json!("SUCCESS"));
        Some(reply(200, more))
    };
    let known: &[&str] = match &hit.segments[..] {
        ["Domain", "List"] => &["CompactList", "SearchTermFilter", "RangeFrom", "RangeTo"],
        ["Domain", "DnsRecord", "List"] => &["Domain", "FilterType"],
        ["Domain", "DnsRecord", "Add"] => &["FullRecordName", "Type", "Value", "Ttl", "Priority"],
        ["Domain", "DnsRecord", "Update"] => {
            &["FullRecordName", "Type", "CurrentValue", "NewValue", "NewTtl"]
        }
        ["Domain", "DnsRecord", "Remove"] => &["FullRecordName", "Type", "Value"],
        _ => return None,
    };
    for (key, _) in
        hit.form.iter().filter(|(key, _)| !["ApiKey", "Password", "ResponseFormat"].contains(&key.as_str()))
    {
        if !known.contains(&key.as_str()) {
            world.complain(format!("{:?}: {key}", hit.segments));
        }
    }
    let shown = |record: &Stored| json!({"name": whole(&record.sub), "value": record.value, "ttl": record.ttl, "type": record.kind});
    let call = *hit.segments.last()?;
    match (call, hit.segments.len()) {
        ("List", 2) => return ok(json!({"domaincount": 1, "domain": [ZONE]})),
        ("List", _) => {
            let records: Vec<Value> = world.records.iter().map(shown).collect();
            return ok(json!({"total_records": records.len(), "records": records}));
        }
        _ => (),
    }
    let (sub, kind) = (below(hit.field("FullRecordName"))?, hit.field("Type"));
    let value = if call == "Update" { hit.field("CurrentValue") } else { hit.field("Value") };
    let at = world.records.iter().position(|r| r.sub == sub && r.kind == kind && r.value == value);
    match (call, at) {
        ("Add", None) => drop(world.add(&sub, kind, value, hit.field("Ttl").parse().ok()?)),
        ("Update", Some(at)) => {
            hit.field("NewValue").clone_into(&mut world.records[at].value);
            world.records[at].ttl = hit.field("NewTtl").parse().ok()?;
        }
        ("Remove", Some(at)) => drop(world.records.remove(at)),
        _ => return None,
    }
    ok(json!({}))
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(INTERNET_BS).await;
}
