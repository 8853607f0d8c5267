//! developer.hosting.ionos.com/docs/dns; united-domains has the same at another address.

use super::*;

const IONOS: Vendor = Vendor {
    id: "ionos",
    fields: &[],
    secret: "71f4cafe.0f1e5eed",
    prefix: "/dns",
    signed_in: |request| request.header("x-api-key") == "71f4cafe.0f1e5eed",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| {
        let status = by_status(refusal)?.status;
        Some(reply(status, json!([{"code": format!("{refusal:?}"), "message": "It was refused."}])))
    },
    ttl: true,
};

const ID: &str = "11af3414-ebba-11e9-8df5-66fbe8a334b4";

/// The note is the priority, or that it is switched off.
fn shown(record: &Stored) -> Value {
    json!({"id": record.id.to_string(), "name": whole(&record.sub), "rootName": ZONE, "type": record.kind,
           "content": record.value, "changeDate": "2026-01-01T00:00:00.000Z", "ttl": record.ttl,
           "prio": u8::from(record.note == "kept"), "disabled": record.note == "off"})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    Some(match (hit.method, &hit.segments[..]) {
        ("GET", ["v1", "zones"]) => reply(200, json!([{"name": ZONE, "id": ID, "type": "NATIVE"}])),
        ("GET", ["v1", "zones", ID]) => {
            hit.params(world, &["suffix", "recordName", "recordType"]);
            let named = |one: &&Stored| ["", &whole(&one.sub)].contains(&hit.param("recordName"));
            let records: Vec<Value> = world.records.iter().filter(named).map(shown).collect();
            reply(200, json!({"name": ZONE, "id": ID, "type": "NATIVE", "records": records}))
        }
        ("PATCH", ["v1", "zones", ID]) => {
            let sets: Vec<Value> = hit.json.as_array()?.clone();
            for record in &sets {
                let members = ["!name", "!type", "!content", "ttl", "prio", "disabled"];
                hit.members(world, record, &members);
                world.replace(&below(&said(record, "/name"))?, &said(record, "/type"), &[], 0, "");
            }
            for record in &sets {
                let ttl = record["ttl"].as_u64()?.try_into().ok()?;
                let sub = below(&said(record, "/name"))?;
                let made = world.add(&sub, &said(record, "/type"), &said(record, "/content"), ttl);
                made.note = if record["prio"] == 1 { "kept".to_owned() } else { String::new() };
                if record["disabled"] == true {
                    "off".clone_into(&mut made.note);
                }
            }
            reply(200, "")
        }
        ("DELETE", ["v1", "zones", ID, "records", id]) if world.remove(id) => reply(200, ""),
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(IONOS).await;
}

#[tokio::test]
async fn united_domains_holds_to_the_suite() {
    run(Vendor { id: "united-domains", ..IONOS }).await;
}

/// What is off is neither taken for published nor lost with its RRset.
#[tokio::test]
async fn records_that_are_off_are_left_alone() {
    let off = |value: &str| Row { note: "off".to_owned(), ..row("home.example.org", value, 60) };
    for rows in
        [vec![off("203.0.113.9")], vec![off("203.0.113.9"), row("home.example.org", "198.51.100.7", 60)]]
    {
        let bench = Bench::of(IONOS);
        bench.seed(&rows);
        left_alone(&bench).await;
    }
}
