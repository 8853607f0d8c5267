//! github.com/TechnitiumSoftware/DnsServer, APIDOCS.md

use super::*;

const TECHNITIUM: Vendor = Vendor {
    id: "technitium",
    fields: &[],
    secret: "932b2a3495852c15af01598f62563ae534460388b6a370bfbbb8bb6094b698e9",
    prefix: "",
    signed_in: |request| {
        request.body.contains("token=932b2a3495852c15af01598f62563ae534460388b6a370bfbbb8bb6094b698e9")
            && request.header("content-type") == "application/x-www-form-urlencoded"
    },
    serve,
    writes: |hit| !matches!(hit.segments.last(), Some(&"list" | &"get")),
    refuses,
    ttl: true,
};

fn refuses(refusal: Refusal) -> Option<Response> {
    let (status, said) = match refusal {
        Refusal::Credential => ("invalid-token", "Invalid token or session expired."),
        Refusal::Permission => ("error", "Access was denied."),
        Refusal::Missing => ("error", "No such zone was found: elsewhere.example"),
        Refusal::InSuccess => ("error", "Object reference not set to an instance of an object."),
        Refusal::Busy | Refusal::Broken => return by_status(refusal),
    };
    Some(reply(
        200,
        json!({"status": status, "errorMessage": said, "stackTrace": "at DnsServerCore", "innerErrorMessage": ""}),
    ))
}

fn shown(record: &Stored) -> Value {
    let data = if record.kind == "CNAME" {
        json!({"cname": record.value})
    } else {
        json!({"ipAddress": record.value})
    };
    let mut shown = json!({"disabled": false, "name": whole(&record.sub), "type": record.kind, "ttl": record.ttl,
        "rData": data, "dnssecStatus": "Unknown", "lastUsedOn": "0001-01-01T00:00:00", "expiryTtl": 0});
    if !record.note.is_empty() {
        shown["comments"] = json!(record.note);
    }
    shown
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let ["api", "zones", rest @ ..] = &hit.segments[..] else { return None };
    let known: &[&str] = match rest {
        ["list"] => &["pageNumber", "zonesPerPage"],
        ["records", "get"] => &["domain", "zone", "listZone"],
        ["records", "add"] => {
            &["domain", "zone", "type", "ttl", "overwrite", "comments", "expiryTtl", "ipAddress"]
        }
        ["records", "update"] => &[
            "domain",
            "zone",
            "type",
            "newDomain",
            "ttl",
            "disable",
            "comments",
            "expiryTtl",
            "ipAddress",
            "newIpAddress",
        ],
        ["records", "delete"] => &["domain", "zone", "type", "ipAddress"],
        _ => return None,
    };
    for (key, _) in hit.form.iter().filter(|(key, _)| key != "token" && !known.contains(&key.as_str())) {
        world.complain(format!("{rest:?}: {key}"));
    }
    let ok = |response: Value| reply(200, json!({"response": response, "status": "ok"}));
    if *rest == ["list"] {
        return Some(ok(json!({"pageNumber": 1, "totalPages": 1, "totalZones": 2, "zones": [
            {"name": "0.in-addr.arpa", "type": "Primary", "internal": true, "dnssecStatus": "Unsigned", "disabled": false},
            {"name": ZONE, "type": "Primary", "internal": false, "dnssecStatus": "Unsigned", "disabled": false}]})));
    }
    if hit.field("zone") != ZONE {
        return refuses(Refusal::Missing);
    }
    let sub = below(hit.field("domain"))?;
    let (kind, address, ttl) =
        (hit.field("type"), hit.field("ipAddress"), hit.field("ttl").parse().unwrap_or(3600));
    let at = world.records.iter().position(|r| r.sub == sub && r.kind == kind && r.value == address);
    match (rest[1], at) {
        ("get", _) => {
            let all = hit.field("listZone") == "true";
            let found: Vec<Value> = world.records.iter().filter(|r| all || r.sub == sub).map(shown).collect();
            return Some(ok(
                json!({"zone": {"name": ZONE, "type": "Primary"}, "name": hit.field("domain"), "records": found}),
            ));
        }
        ("add", None) => {
            world.add(&sub, kind, address, ttl);
        }
        ("update", Some(at)) => {
            let record = &mut world.records[at];
            hit.field("newIpAddress").clone_into(&mut record.value);
            hit.field("comments").clone_into(&mut record.note);
            record.ttl = ttl;
        }
        ("delete", Some(at)) => drop(world.records.remove(at)),
        _ => world.complain(format!("{rest:?} of {address}")),
    }
    Some(ok(json!({})))
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(TECHNITIUM).await;
}
