//! doc.powerdns.com/authoritative/http-api/zone.html

use super::*;

const POWERDNS: Vendor = Vendor {
    id: "powerdns",
    fields: &[],
    secret: "pdns-71f4cafe",
    prefix: "",
    signed_in: |request| request.header("x-api-key") == "pdns-71f4cafe",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| match refusal {
        Refusal::Credential => Some(reply(401, "Unauthorized")),
        other => Some(reply(by_status(other)?.status, json!({"error": format!("{other:?}")}))),
    },
    ttl: true,
};

/// The address that is kept but switched off, if the test put one there.
const OFF: &str = "off";

fn shown(world: &World, set: &[Stored]) -> Value {
    let each = set.iter().map(|record| json!({"content": record.value, "disabled": false}));
    let mut records: Vec<Value> = each.collect();
    if let Some(off) = world.memory.get(OFF).filter(|_| set[0].sub == "home" && set[0].kind == "A") {
        records.push(json!({"content": off, "disabled": true}));
    }
    records.retain(|record| record["content"] != "");
    let note = json!({"content": set[0].note, "account": "", "modified_at": 1_700_000_000});
    let comments = if set[0].note.is_empty() { json!([]) } else { json!([note]) };
    json!({"name": format!("{}.", whole(&set[0].sub)), "type": set[0].kind, "ttl": set[0].ttl, "records": records,
           "comments": comments})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let ["api", "v1", "servers", "localhost", "zones", rest @ ..] = &hit.segments[..] else { return None };
    let zone = json!({"account": "", "api_rectify": false, "dnssec": false, "edited_serial": 1, "id": "example.org.",
        "kind": "Native", "last_check": 0, "masters": [], "name": "example.org.", "notified_serial": 0, "serial": 1,
        "url": "/api/v1/servers/localhost/zones/example.org."});
    Some(match (hit.method, rest) {
        ("GET", []) => {
            hit.params(world, &["zone", "dnssec"]);
            reply(200, if hit.param("zone") == "example.org." { json!([zone]) } else { json!([]) })
        }
        ("GET", ["example.org."]) => {
            hit.params(world, &["rrsets"]);
            let mut sets = world.rrsets();
            if world.memory.contains_key(OFF) && world.rrset("home", "A").is_empty() {
                let empty = Stored {
                    id: 0,
                    sub: "home".into(),
                    kind: "A".into(),
                    value: String::new(),
                    ttl: 60,
                    note: String::new(),
                };
                sets.push(vec![empty]);
            }
            let wanted = hit.request.param("rrset_name");
            let named =
                |set: &&Vec<Stored>| wanted.is_none_or(|name| name == format!("{}.", whole(&set[0].sub)));
            let sets: Vec<Value> = sets.iter().filter(named).map(|set| shown(world, set)).collect();
            let mut zone = zone;
            zone["rrsets"] = json!(sets);
            reply(200, zone)
        }
        ("PATCH", ["example.org."]) => {
            hit.members(world, &hit.json, &["!rrsets"]);
            for set in hit.json["rrsets"].as_array()? {
                let (sub, kind) = (below(&said(set, "/name"))?, said(set, "/type"));
                if said(set, "/changetype") == "DELETE" {
                    hit.members(world, set, &["!name", "!type", "!changetype"]);
                    world.replace(&sub, &kind, &[], 0, "");
                    continue;
                }
                hit.members(world, set, &["!name", "!type", "!ttl", "!changetype", "!records"]);
                if said(set, "/changetype") != "REPLACE" || !said(set, "/name").ends_with('.') {
                    world.complain("changetype or name");
                }
                let (off, on): (Vec<&Value>, Vec<&Value>) =
                    set["records"].as_array()?.iter().partition(|record| record["disabled"] == true);
                if (&*sub, &*kind) == ("home", "A") {
                    let kept = off.first().map(|record| said(record, "/content"));
                    world.memory.retain(|key, value| key != OFF || kept.as_ref() == Some(value));
                }
                let values: Vec<String> = on.iter().map(|record| said(record, "/content")).collect();
                let note =
                    world.rrset(&sub, &kind).first().map_or_else(String::new, |record| record.note.clone());
                world.replace(&sub, &kind, &values, said(set, "/ttl").parse().ok()?, &note);
            }
            reply(204, "")
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(POWERDNS).await;
}

/// Alone or beside others, a disabled record is neither taken for an address nor removed.
#[tokio::test]
async fn what_is_switched_off_stays() {
    for alone in [true, false] {
        let bench = Bench::of(POWERDNS);
        if !alone {
            bench.seed(&[row("home.example.org", "198.51.100.7", 60)]);
        }
        bench.server.service().world.memory.insert(OFF.into(), "198.51.100.50".into());
        changed(&Client::of(&bench).one(task("home.example.org", &["203.0.113.9"])).await);
        let world = &bench.server.service().world;
        assert_eq!(world.memory[OFF], "198.51.100.50");
        assert_eq!(
            world.rrset("home", "A").iter().map(|record| &*record.value).collect::<Vec<_>>(),
            ["203.0.113.9"]
        );
    }
}
