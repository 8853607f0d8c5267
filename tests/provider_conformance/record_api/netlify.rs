//! open-api.netlify.com, "dnsZone"

use super::*;

const NETLIFY: Vendor = Vendor {
    id: "netlify",
    fields: &[],
    secret: "nfp_71f4cafe",
    prefix: "/api/v1",
    signed_in: |request| request.header("authorization") == "Bearer nfp_71f4cafe",
    serve,
    // A change is a creation and a removal: counted once.
    writes: |hit| hit.method == "POST",
    refuses: by_status,
    ttl: true,
};

fn shown(record: &Stored) -> Value {
    json!({"id": record.id.to_string(), "hostname": whole(&record.sub), "type": record.kind, "value": record.value,
           "ttl": record.ttl, "priority": null, "dns_zone_id": "z1", "site_id": null, "flag": null, "tag": null, "managed": false})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    Some(match (hit.method, &hit.segments[..]) {
        ("GET", ["dns_zones"]) => {
            hit.params(world, &["account_slug"]);
            reply(
                200,
                json!([{"id": "z1", "name": ZONE, "account_id": "a", "site_id": null, "dns_servers": ["dns1.p01.nsone.net"],
                               "records": [], "ipv6_enabled": true, "dedicated": false}]),
            )
        }
        ("GET", ["dns_zones", "z1", "dns_records"]) => {
            reply(200, json!(world.records.iter().map(shown).collect::<Vec<_>>()))
        }
        ("POST", ["dns_zones", "z1", "dns_records"]) => {
            hit.members(
                world,
                &hit.json,
                &["!type", "!hostname", "!value", "ttl", "priority", "weight", "port", "flag", "tag"],
            );
            let (sub, kind) = (below(&hit.text("/hostname"))?, hit.text("/type"));
            // The note is the test's own: there is nothing that the service keeps beside.
            let note =
                world.rrset(&sub, &kind).first().map_or_else(String::new, |record| record.note.clone());
            let made = world.add(&sub, &kind, &hit.text("/value"), hit.number("/ttl").unwrap_or(3600));
            made.note = note;
            reply(201, shown(made))
        }
        ("DELETE", ["dns_zones", "z1", "dns_records", id]) if world.remove(id) => reply(204, ""),
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(NETLIFY).await;
}
