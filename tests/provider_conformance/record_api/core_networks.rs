//! beta.api.core-networks.de/doc

use super::*;

const CORE_NETWORKS: Vendor = Vendor {
    id: "core-networks",
    fields: &[("login", "api_user")],
    secret: "c0re-71f4",
    prefix: "",
    signed_in: |request| {
        request.path == "/auth/token" && request.body.contains("c0re-71f4")
            || request.header("authorization") == "Bearer jwt-1"
    },
    serve,
    // A change is a creation and a removal: counted once.
    writes: |hit| hit.method != "GET" && hit.segments.last() == Some(&""),
    refuses: by_status,
    ttl: false,
};

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let record = || (hit.text("/name").trim_matches('@').to_owned(), hit.text("/type"), hit.text("/data"));
    Some(match (hit.method, &hit.segments[..]) {
        ("POST", ["auth", "token"]) => {
            hit.members(world, &hit.json, &["!login", "!password"]);
            reply(200, json!({"token": "jwt-1", "expires": 3600}))
        }
        ("GET", ["dnszones", ""]) => reply(200, json!([{"name": ZONE, "type": "master"}])),
        ("GET", ["dnszones", ZONE, "records", ""]) => {
            hit.params(world, &["name", "type", "data", "ttl"]);
            let named = |record: &&Stored| ["", at_apex(&record.sub)].contains(&hit.param("name"));
            let shown = |record: &Stored| json!({"name": at_apex(&record.sub), "ttl": record.ttl, "type": record.kind, "data": record.value});
            reply(200, json!(world.records.iter().filter(named).map(shown).collect::<Vec<_>>()))
        }
        ("POST", ["dnszones", ZONE, "records", ""]) => {
            hit.members(world, &hit.json, &["!name", "!type", "!data", "!ttl"]);
            let (sub, kind, value) = record();
            // The note is the test's own: there is nothing that the service keeps beside.
            let note =
                world.rrset(&sub, &kind).first().map_or_else(String::new, |record| record.note.clone());
            world.add(&sub, &kind, &value, hit.number("/ttl")?).note = note;
            world.memory.insert("open".into(), String::new());
            reply(204, "")
        }
        ("POST", ["dnszones", ZONE, "records", "delete"]) => {
            hit.members(world, &hit.json, &["!name", "!type", "!data"]);
            let (sub, kind, value) = record();
            world.memory.insert("open".into(), String::new());
            world
                .records
                .retain(|record| (&record.sub, &record.kind, &record.value) != (&sub, &kind, &value));
            world.memory.insert("open".into(), String::new());
            reply(204, "")
        }
        ("POST", ["dnszones", ZONE, "records", "commit"]) => {
            world.memory.remove("open");
            reply(204, "")
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(CORE_NETWORKS).await;
}
