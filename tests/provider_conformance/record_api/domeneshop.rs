//! api.domeneshop.no/docs

use super::*;

const DOMENESHOP: Vendor = Vendor {
    id: "domeneshop",
    fields: &[("api_token", "tok")],
    secret: "ds-71f4cafe",
    prefix: "/v0",
    // tok:ds-71f4cafe
    signed_in: |request| request.header("authorization") == "Basic dG9rOmRzLTcxZjRjYWZl",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| {
        let response = by_status(refusal)?;
        Some(reply(response.status, json!({"code": "some:code", "help": format!("{refusal:?}")})))
    },
    ttl: true,
};

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let shown = |record: &Stored| json!({"id": record.id, "host": at_apex(&record.sub), "type": record.kind, "data": record.value, "ttl": record.ttl});
    let members = ["!host", "!type", "!data", "ttl"];
    Some(match (hit.method, &hit.segments[..]) {
        ("GET", ["domains"]) => {
            hit.params(world, &["domain"]);
            reply(
                200,
                json!([{"id": 1, "domain": ZONE, "expiry_date": "2030-01-01", "registered_date": "2020-01-01", "renew": true,
                "registrant": "Ada", "status": "active", "nameservers": ["ns1.hyp.net"], "services": {"dns": true}}]),
            )
        }
        ("GET", ["domains", "1", "dns"]) => {
            hit.params(world, &["host", "type"]);
            let named = |record: &&Stored| ["", at_apex(&record.sub)].contains(&hit.param("host"));
            reply(200, json!(world.records.iter().filter(named).map(shown).collect::<Vec<_>>()))
        }
        ("POST", ["domains", "1", "dns"]) => {
            hit.members(world, &hit.json, &members);
            let made =
                world.add(&hit.text("/host"), &hit.text("/type"), &hit.text("/data"), hit.number("/ttl")?);
            reply(201, json!({"id": made.id}))
        }
        ("PUT", ["domains", "1", "dns", id]) => {
            hit.members(world, &hit.json, &members);
            let record = world.by_id(id)?;
            record.value = hit.text("/data");
            record.ttl = hit.number("/ttl")?;
            reply(204, "")
        }
        ("DELETE", ["domains", "1", "dns", id]) if world.remove(id) => reply(204, ""),
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(DOMENESHOP).await;
}
