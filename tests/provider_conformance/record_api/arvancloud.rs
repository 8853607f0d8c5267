//! www.arvancloud.ir/api/cdn/4.0

use super::*;

const ARVANCLOUD: Vendor = Vendor {
    id: "arvancloud",
    fields: &[],
    secret: "71f4-cafe",
    prefix: "/cdn/4.0",
    signed_in: |request| request.header("authorization") == "Apikey 71f4-cafe",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: by_status,
    ttl: true,
};

fn shown(set: &[Stored]) -> Value {
    let each = set
        .iter()
        .map(|record| json!({"ip": record.value, "port": null, "weight": 100, "country": record.note}));
    let value =
        if set[0].kind == "CNAME" { json!({"host": set[0].value}) } else { json!(each.collect::<Vec<_>>()) };
    json!({"id": set[0].id.to_string(), "type": set[0].kind.to_lowercase(), "name": at_apex(&set[0].sub), "value": value,
           "ttl": set[0].ttl, "cloud": true, "upstream_https": "default",
           "ip_filter_mode": {"count": "single", "order": "none", "geo_filter": "none"}, "is_protected": false, "usage": [],
           "created_at": "2026-01-01T00:00:00+00:00", "updated_at": "2026-01-01T00:00:00+00:00"})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let ["domains", zone, "dns-records", rest @ ..] = &hit.segments[..] else { return None };
    if *zone != ZONE {
        return Some(reply(404, json!({"message": "The resource could not be found."})));
    }
    let members = ["!type", "!name", "!value", "!ttl", "cloud", "upstream_https", "ip_filter_mode"];
    let put = |world: &mut World, sub: &str, kind: &str| -> Option<()> {
        hit.members(world, &hit.json, &members);
        world.replace(sub, kind, &[], 0, "");
        for element in hit.json["value"].as_array()? {
            hit.members(world, element, &["!ip", "port", "weight", "country"]);
            world.add(sub, kind, &said(element, "/ip"), hit.number("/ttl")?).note = said(element, "/country");
        }
        Some(())
    };
    Some(match (hit.method, rest) {
        ("GET", []) => {
            hit.params(world, &["page", "per_page", "search", "type"]);
            let sets = world.rrsets().iter().map(|set| shown(set)).collect();
            let page = world.page(sets, hit.param("page"), hit.param("per_page"), 100);
            reply(200, json!({"data": page, "links": {}, "meta": {"current_page": 1}}))
        }
        ("POST", []) => {
            let (sub, kind) =
                (hit.text("/name").trim_matches('@').to_owned(), hit.text("/type").to_uppercase());
            put(world, &sub, &kind)?;
            reply(
                201,
                json!({"data": shown(&world.rrset(&sub, &kind)), "message": "DNS record created successfully."}),
            )
        }
        ("PUT", [id]) => {
            let set = world.by_id(id)?.clone();
            if hit.json["cloud"] != true || hit.text("/ip_filter_mode/count") != "single" {
                world.complain("what was kept beside is lost");
            }
            put(world, &set.sub, &set.kind)?;
            reply(
                200,
                json!({"data": shown(&world.rrset(&set.sub, &set.kind)), "message": "DNS record updated."}),
            )
        }
        ("DELETE", [id]) => {
            let set = world.by_id(id)?.clone();
            world.replace(&set.sub, &set.kind, &[], 0, "");
            reply(200, json!({"message": "DNS record deleted."}))
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(ARVANCLOUD).await;
}
