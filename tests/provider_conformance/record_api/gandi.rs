//! api.gandi.net/docs/livedns

use super::*;

const GANDI: Vendor = Vendor {
    id: "gandi",
    fields: &[],
    secret: "pat-71f4cafe",
    prefix: "/v5/livedns",
    signed_in: |request| request.header("authorization") == "Bearer pat-71f4cafe",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: by_status,
    ttl: true,
};

fn shown(set: &[Stored]) -> Value {
    let values: Vec<&String> = set.iter().map(|record| &record.value).collect();
    json!({"rrset_name": at_apex(&set[0].sub), "rrset_type": set[0].kind, "rrset_ttl": set[0].ttl, "rrset_values": values,
           "rrset_href": "https://api.gandi.net/"})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    Some(match (hit.method, &hit.segments[..]) {
        (_, ["domains", zone, ..]) if *zone != ZONE => reply(
            404,
            json!({"cause": "Not Found", "code": 404, "message": "The resource could not be found.", "object": "Domain"}),
        ),
        ("GET", ["domains"]) => {
            hit.params(world, &["page", "per_page", "sharing_id"]);
            reply(
                200,
                json!([{"fqdn": ZONE, "domain_href": "https://api.gandi.net/v5/livedns/domains/example.org"}]),
            )
        }
        ("GET", ["domains", _, "records"]) => {
            hit.params(world, &["page", "per_page", "rrset_type"]);
            let sets = world.rrsets().iter().map(|set| shown(set)).collect();
            reply(200, json!(world.page(sets, hit.param("page"), hit.param("per_page"), 1000)))
        }
        ("GET", ["domains", _, "records", name]) => {
            let sets = world.rrsets();
            let of = sets.iter().filter(|set| at_apex(&set[0].sub) == *name);
            reply(200, json!(of.map(|set| shown(set)).collect::<Vec<_>>()))
        }
        ("PUT", ["domains", _, "records", name, kind]) => {
            hit.members(world, &hit.json, &["!rrset_values", "rrset_ttl"]);
            let values: Vec<String> = serde_json::from_value(hit.json["rrset_values"].clone()).unwrap();
            let note = world.rrset(name, kind).first().map(|record| record.note.clone()).unwrap_or_default();
            world.replace(name, kind, &values, hit.number("/rrset_ttl").unwrap_or(10_800), &note);
            reply(201, json!({"message": "DNS Record Created"}))
        }
        ("DELETE", ["domains", _, "records", name, kind]) => {
            world.replace(name, kind, &[], 0, "");
            reply(204, "")
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(GANDI).await;
}
