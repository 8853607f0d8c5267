//! api.neodigit.net, "DNS"

use super::*;

pub const NEODIGIT: Vendor = Vendor {
    id: "neodigit",
    fields: &[],
    secret: "tc-71f4cafe",
    prefix: "/v1",
    signed_in: |request| request.header("x-tcpanel-token") == "tc-71f4cafe",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: by_status,
    ttl: true,
};

fn shown(record: &Stored) -> Value {
    // Some names come whole.
    let name = if record.id.is_multiple_of(2) { whole(&record.sub) } else { at_apex(&record.sub).to_owned() };
    json!({"id": record.id, "name": name, "type": record.kind, "content": record.value, "ttl": record.ttl, "prio": null})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let (record, members) = (&hit.json["record"], ["!name", "!type", "!content", "ttl", "prio"]);
    if hit.method == "POST" || hit.method == "PUT" {
        hit.members(world, &hit.json, &["!record"]);
        hit.members(world, record, &members);
    }
    Some(match (hit.method, &hit.segments[..]) {
        ("GET", ["dns", "zones"]) => reply(200, json!([{"id": 7, "name": ZONE, "human_name": ZONE}])),
        ("GET", ["dns", "zones", "7", "records"]) => {
            hit.params(world, &["type"]);
            reply(200, json!(world.records.iter().map(shown).collect::<Vec<_>>()))
        }
        ("POST", ["dns", "zones", "7", "records"]) => {
            let ttl = hit.number("/record/ttl")?;
            reply(
                201,
                shown(world.add(
                    &said(record, "/name"),
                    &said(record, "/type"),
                    &said(record, "/content"),
                    ttl,
                )),
            )
        }
        ("PUT", ["dns", "zones", "7", "records", id]) => {
            let stored = world.by_id(id)?;
            stored.value = said(record, "/content");
            stored.ttl = hit.number("/record/ttl")?;
            reply(200, shown(stored))
        }
        ("DELETE", ["dns", "zones", "7", "records", id]) if world.remove(id) => reply(204, ""),
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(NEODIGIT).await;
}

/// Which of two zones of one name is served nobody knows: nothing is written into either.
#[tokio::test]
async fn two_zones_of_one_name_are_a_problem() {
    let bench = Bench::of(Vendor {
        serve: |world, hit| match hit.segments[..] {
            ["dns", "zones"] => Some(reply(200, json!([{"id": 7, "name": ZONE}, {"id": 8, "name": ZONE}]))),
            _ => serve(world, hit),
        },
        ..NEODIGIT
    });
    assert_eq!(Client::of(&bench).code(task("home.example.org", &["203.0.113.9"])).await, Code::Conflict);
    assert_eq!(bench.requests().1, 0);
}
