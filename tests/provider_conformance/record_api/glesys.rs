//! github.com/glesys/API/wiki, "Domain"

use super::*;

const GLESYS: Vendor = Vendor {
    id: "glesys",
    fields: &[("project", "CL12345")],
    secret: "glesys-71f4cafe",
    prefix: "",
    // CL12345:glesys-71f4cafe
    signed_in: |request| request.header("authorization") == "Basic Q0wxMjM0NTpnbGVzeXMtNzFmNGNhZmU=",
    serve,
    writes: |hit| matches!(hit.segments[1], "addrecord" | "updaterecord" | "deleterecord"),
    refuses: |refusal| {
        let response = by_status(refusal)?;
        let status =
            json!({"code": response.status, "timestamp": "2026-01-01", "text": format!("{refusal:?}")});
        Some(reply(response.status, json!({"response": {"status": status}})))
    },
    ttl: true,
};

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let ("POST", ["domain", call]) = (hit.method, &hit.segments[..]) else { return None };
    let shown = |record: &Stored| {
        json!({"recordid": record.id, "domainname": ZONE, "host": at_apex(&record.sub), "type": record.kind,
               "data": record.value, "ttl": record.ttl})
    };
    let ok = |mut response: Value| {
        response["status"] = json!({"code": 200, "timestamp": "2026-01-01", "text": "OK"});
        Some(reply(200, json!({"response": response})))
    };
    match *call {
        "list" => {
            ok(json!({"domains": [{"domainname": ZONE, "createtime": "2026-01-01", "recordcount": 1}]}))
        }
        "listrecords" => {
            hit.members(world, &hit.json, &["!domainname"]);
            ok(json!({"records": world.records.iter().map(shown).collect::<Vec<_>>()}))
        }
        "addrecord" => {
            hit.members(world, &hit.json, &["!domainname", "!host", "!type", "!data", "ttl"]);
            let made =
                world.add(&hit.text("/host"), &hit.text("/type"), &hit.text("/data"), hit.number("/ttl")?);
            ok(json!({"record": shown(made)}))
        }
        "updaterecord" => {
            hit.members(world, &hit.json, &["!recordid", "host", "type", "data", "ttl"]);
            let record = world.by_id(hit.number("/recordid")?)?;
            record.value = hit.text("/data");
            record.ttl = hit.number("/ttl").unwrap_or(record.ttl);
            ok(json!({"record": shown(record)}))
        }
        "deleterecord" if world.remove(hit.number("/recordid")?) => ok(json!({})),
        _ => None,
    }
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(GLESYS).await;
}
