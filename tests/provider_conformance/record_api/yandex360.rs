//! yandex.ru/dev/api360/doc, "DomainDNSService"

use super::*;

const YANDEX360: Vendor = Vendor {
    id: "yandex360",
    fields: &[("org_id", "1234567")],
    secret: "y0_71f4cafe",
    prefix: "/directory/v1/org/1234567",
    signed_in: |request| request.header("authorization") == "OAuth y0_71f4cafe",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| {
        let status = by_status(refusal)?.status;
        Some(reply(status, json!({"code": status, "message": format!("{refusal:?}"), "details": []})))
    },
    ttl: true,
};

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let ["domains", zone, "dns", rest @ ..] = &hit.segments[..] else { return None };
    if *zone != ZONE {
        return Some(reply(404, json!({"code": 5, "message": "Domain not found", "details": []})));
    }
    let shown = |record: &Stored| json!({"recordId": record.id, "name": at_apex(&record.sub), "type": record.kind, "ttl": record.ttl, "address": record.value});
    let members = ["!type", "!name", "!address", "ttl"];
    Some(match (hit.method, rest) {
        ("GET", []) => {
            hit.params(world, &["page", "perPage"]);
            let records: Vec<Value> = world.records.iter().map(shown).collect();
            let total = records.len();
            let page = world.page(records, hit.param("page"), hit.param("perPage"), 10);
            reply(
                200,
                json!({"page": 1, "pages": total.div_ceil(10), "perPage": 10, "total": total, "records": page}),
            )
        }
        ("POST", []) => {
            hit.members(world, &hit.json, &members);
            let made =
                world.add(&hit.text("/name"), &hit.text("/type"), &hit.text("/address"), hit.number("/ttl")?);
            reply(200, shown(made))
        }
        ("POST", [id]) => {
            hit.members(world, &hit.json, &members);
            let record = world.by_id(id)?;
            record.value = hit.text("/address");
            record.ttl = hit.number("/ttl")?;
            reply(200, shown(record))
        }
        ("DELETE", [id]) if world.remove(id) => reply(200, "{}"),
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(YANDEX360).await;
}
