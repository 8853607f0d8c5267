//! www.mythic-beasts.com/support/api/dnsv2

use super::*;

const MYTHIC: Vendor = Vendor {
    id: "mythic-beasts",
    fields: &[("key_id", "key1")],
    secret: "s3cr3t-of-the-key",
    prefix: "/dns/v2",
    // key1:s3cr3t-of-the-key
    signed_in: |request| request.header("authorization") == "Basic a2V5MTpzM2NyM3Qtb2YtdGhlLWtleQ==",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| {
        let said = format!("{refusal:?}");
        by_status(refusal).map(|response| reply(response.status, json!({"error": said})))
    },
    ttl: true,
};

fn shown(record: &Stored) -> Value {
    json!({"host": at_apex(&record.sub), "type": record.kind, "ttl": record.ttl, "data": record.value})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    Some(match (hit.method, &hit.segments[..]) {
        (_, ["zones", zone, ..]) if *zone != ZONE => reply(404, json!({"error": "Zone not found"})),
        ("GET", ["zones", _, "records"]) => {
            hit.params(world, &["host", "type", "data", "exclude-template", "exclude-generated"]);
            let host = |record: &&Stored| ["", at_apex(&record.sub)].contains(&hit.param("host"));
            let found: Vec<Value> = world.records.iter().filter(host).map(shown).collect();
            reply(200, json!({"records": found}))
        }
        ("PUT", ["zones", _, "records", host, kind]) => {
            hit.members(world, &hit.json, &["!records"]);
            let note = world.rrset(host, kind).first().map_or_else(String::new, |record| record.note.clone());
            let mut values = Vec::new();
            for record in hit.json["records"].as_array()? {
                hit.members(world, record, &["host", "type", "ttl", "!data"]);
                if said(record, "/host") != *host || said(record, "/type") != *kind {
                    world.complain("a record outside the selection");
                }
                values.push(said(record, "/data"));
            }
            let removed = world.rrset(host, kind).len();
            world.replace(host, kind, &values, hit.number("/records/0/ttl")?, &note);
            reply(
                200,
                json!({"records_added": values.len(), "records_removed": removed, "message": "replaced"}),
            )
        }
        ("DELETE", ["zones", _, "records", host, kind]) => {
            world.replace(host, kind, &[], 0, "");
            reply(200, json!({"records_removed": 1}))
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(MYTHIC).await;
}
