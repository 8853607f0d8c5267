//! api.ionos.com/docs/dns/v1

use super::*;

const IONOS_CLOUD: Vendor = Vendor {
    id: "ionos-cloud",
    fields: &[],
    secret: "ey-71f4cafe",
    prefix: "",
    signed_in: |request| request.header("authorization") == "Bearer ey-71f4cafe",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| {
        let status = by_status(refusal)?.status;
        let message = json!({"errorCode": format!("paas-{status}"), "message": format!("{refusal:?}")});
        Some(reply(status, json!({"httpStatus": status, "messages": [message]})))
    },
    ttl: true,
};

fn shown(record: &Stored) -> Value {
    json!({"id": record.id.to_string(), "type": "record", "href": "/zones/z/records/r",
           "metadata": {"createdDate": "2026-01-01T00:00:00Z", "state": "AVAILABLE", "fqdn": whole(&record.sub), "zoneId": "z-1"},
           "properties": {"name": record.sub, "type": record.kind, "content": record.value, "ttl": record.ttl, "enabled": true}})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let list = |items: Vec<Value>| {
        reply(
            200,
            json!({"id": "1", "type": "collection", "href": "/", "offset": 0, "limit": 1000, "items": items}),
        )
    };
    let properties = &hit.json["properties"];
    Some(match (hit.method, &hit.segments[..]) {
        ("GET", ["zones"]) => {
            hit.params(world, &["filter.state", "filter.zoneName", "offset", "limit"]);
            let zone = json!({"id": "z-1", "type": "zone", "href": "/", "metadata": {"nameservers": ["ns-ic.ui-dns.com"]},
                              "properties": {"zoneName": ZONE, "description": "", "enabled": true}});
            list(if ZONE.contains(hit.param("filter.zoneName")) { vec![zone] } else { vec![] })
        }
        ("GET", ["zones", "z-1", "records"]) => {
            hit.params(world, &["filter.name", "offset", "limit"]);
            let (offset, limit): (usize, usize) =
                (hit.param("offset").parse().ok()?, hit.param("limit").parse().ok()?);
            list(world.records.iter().skip(offset).take(limit.min(1000)).map(shown).collect())
        }
        (method @ ("POST" | "PUT"), ["zones", "z-1", "records", rest @ ..]) => {
            hit.members(world, &hit.json, &["!properties"]);
            hit.members(world, properties, &["!name", "!type", "!content", "ttl", "priority", "enabled"]);
            let (ttl, value) = (hit.number("/properties/ttl")?, said(properties, "/content"));
            let record = match (method, rest) {
                ("POST", []) => {
                    world.add(&said(properties, "/name"), &said(properties, "/type"), &value, ttl)
                }
                ("PUT", [id]) => world.by_id(id)?,
                _ => return None,
            };
            (record.ttl, record.value) = (ttl, value);
            reply(202, shown(record))
        }
        ("DELETE", ["zones", "z-1", "records", id]) if world.remove(id) => reply(202, "{}"),
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(IONOS_CLOUD).await;
}
