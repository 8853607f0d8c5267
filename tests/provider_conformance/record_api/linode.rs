//! techdocs.akamai.com/linode-api/reference

use super::*;

const LINODE: Vendor = Vendor {
    id: "linode",
    fields: &[],
    secret: "71f4cafe0f1e",
    prefix: "/v4",
    signed_in: |request| request.header("authorization") == "Bearer 71f4cafe0f1e",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| {
        Some(reply(by_status(refusal)?.status, json!({"errors": [{"reason": format!("{refusal:?}")}]})))
    },
    // It knows steps alone: see below.
    ttl: false,
};

/// Anything else becomes the next of these.
fn rounded(ttl: u32) -> u32 {
    [30, 120, 300, 3600, 7200, 14_400, 28_800, 57_600, 86_400]
        .into_iter()
        .find(|step| *step >= ttl)
        .unwrap_or(86_400)
}

fn shown(record: &Stored) -> Value {
    json!({"id": record.id, "type": record.kind, "name": record.sub, "target": record.value, "ttl_sec": record.ttl,
           "priority": 0, "weight": 0, "port": 0, "service": null, "protocol": null, "tag": record.note,
           "created": "2026-01-01T00:00:00", "updated": "2026-01-01T00:00:00"})
}

fn listed(world: &mut World, hit: &Hit<'_>, items: Vec<Value>) -> Response {
    hit.params(world, &["page", "page_size"]);
    let (total, page) = (items.len(), hit.param("page").parse::<u32>().unwrap_or(1));
    let items = world.page(items, hit.param("page"), hit.param("page_size"), 500);
    reply(200, json!({"data": items, "page": page, "pages": 1, "results": total}))
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let members = ["type", "name", "!target", "ttl_sec"];
    Some(match (hit.method, &hit.segments[..]) {
        ("GET", ["domains"]) => {
            let domain = json!({"id": 77, "domain": ZONE, "type": "master", "status": "active", "tags": []});
            listed(world, hit, vec![domain])
        }
        ("GET", ["domains", "77", "records"]) => {
            let items = world.records.iter().map(shown).collect();
            listed(world, hit, items)
        }
        ("POST", ["domains", "77", "records"]) => {
            hit.members(world, &hit.json, &members);
            let ttl = rounded(hit.number("/ttl_sec")?);
            let made = world.add(&hit.text("/name"), &hit.text("/type"), &hit.text("/target"), ttl);
            reply(200, shown(made))
        }
        ("PUT", ["domains", "77", "records", id]) => {
            hit.members(world, &hit.json, &members);
            let record = world.by_id(id)?;
            record.value = hit.text("/target");
            // What was put there by hand may be a TTL of old times: it stays as long as it is not another.
            let ttl = hit.number("/ttl_sec")?;
            record.ttl = if ttl == record.ttl { ttl } else { rounded(ttl) };
            reply(200, shown(record))
        }
        ("DELETE", ["domains", "77", "records", id]) if world.remove(id) => reply(200, json!({})),
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(LINODE).await;
}

#[tokio::test]
async fn a_ttl_between_its_steps_is_set_once() {
    let bench = Bench::of(LINODE);
    bench.seed(&[row("home.example.org", "203.0.113.9", 300)]);
    let mut wanted = task("home.example.org", &["203.0.113.9"]);
    wanted.want.ttl = Some(1800);
    let mut client = Client::of(&bench);
    changed(&client.one(wanted.clone()).await);
    assert_eq!(bench.rows()[0].ttl, 3600);
    assert_eq!(client.one(wanted).await, Outcome::Unchanged);
    assert_eq!(bench.requests().1, 1);
}
