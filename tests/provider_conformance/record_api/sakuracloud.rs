//! manual.sakura.ad.jp/cloud-api/1.1/appliance

use super::*;

const SAKURA: Vendor = Vendor {
    id: "sakuracloud",
    fields: &[("access_token", "acc")],
    secret: "sec-71f4",
    prefix: "/cloud/1.1",
    // acc:sec-71f4
    signed_in: |request| request.header("authorization") == "Basic YWNjOnNlYy03MWY0",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| {
        let status = by_status(refusal)?.status;
        let said = format!("{refusal:?}");
        Some(reply(
            status,
            json!({"is_fatal": true, "serial": "f", "status": "refused", "error_code": "refused", "error_msg": said}),
        ))
    },
    ttl: true,
};

/// What the zone's own hash would be.
fn hash(world: &World) -> String {
    let all = world.records.iter().map(|record| (&record.sub, &record.kind, &record.value, record.ttl));
    format!("{:?}", all.collect::<Vec<_>>())
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let shown = |record: &Stored| json!({"Name": at_apex(&record.sub), "Type": record.kind, "RData": record.value, "TTL": record.ttl});
    let records: Vec<Value> = world.records.iter().map(shown).collect();
    let settings = if records.is_empty() { Value::Null } else { json!(records) };
    let zone = json!({"Index": 0, "ID": "999999999999", "Name": ZONE, "Description": "", "SettingsHash": hash(world),
        "Settings": {"DNS": {"ResourceRecordSets": settings}}, "Status": {"Zone": ZONE, "NS": ["ns1.gslb1.sakura.ne.jp"]},
        "ServiceClass": "cloud/dns", "Availability": "available", "Provider": {"ID": 1, "Class": "dns"}, "Tags": []});
    Some(match (hit.method, &hit.segments[..]) {
        ("GET", ["commonserviceitem"]) => {
            let asked: Value = serde_json::from_str(&hit.request.query[0].0).ok()?;
            if said(&asked, "/Filter/Provider.Class") != "dns" {
                world.complain(&asked);
            }
            let zones = if ZONE.contains(&said(&asked, "/Filter/Name")) { vec![zone] } else { vec![] };
            reply(
                200,
                json!({"From": 0, "Count": zones.len(), "Total": zones.len(), "CommonServiceItems": zones, "is_ok": true}),
            )
        }
        ("GET", ["commonserviceitem", "999999999999"]) => {
            reply(200, json!({"CommonServiceItem": zone, "is_ok": true}))
        }
        ("PUT", ["commonserviceitem", "999999999999"]) => {
            hit.members(world, &hit.json["CommonServiceItem"], &["!Settings", "SettingsHash"]);
            if world.memory.remove("somebody else").is_some() {
                world.add("theirs", "A", "198.51.100.200", 60);
            }
            if hit.text("/CommonServiceItem/SettingsHash") != hash(world) {
                return Some(reply(
                    409,
                    json!({"status": "409 Conflict", "error_code": "conflict", "error_msg": "changed"}),
                ));
            }
            let before = std::mem::take(&mut world.records);
            for record in
                hit.json.pointer("/CommonServiceItem/Settings/DNS/ResourceRecordSets")?.as_array()?
            {
                hit.members(world, record, &["!Name", "!Type", "!RData", "TTL"]);
                let (sub, kind) = (said(record, "/Name"), said(record, "/Type"));
                let made =
                    world.add(&sub, &kind, &said(record, "/RData"), said(record, "/TTL").parse().ok()?);
                // The note is the test's own: there is nothing that the service keeps beside.
                let same = before.iter().find(|old| (&old.sub, &old.kind) == (&made.sub, &made.kind));
                made.note = same.map_or_else(String::new, |old| old.note.clone());
            }
            reply(200, json!({"CommonServiceItem": zone, "Success": true, "is_ok": true}))
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(SAKURA).await;
}

/// What somebody else has written since the zone was read is not written over.
#[tokio::test]
async fn a_zone_that_has_changed_is_left_alone() {
    let bench = Bench::of(SAKURA);
    bench.seed(&[row("home.example.org", "198.51.100.7", 60)]);
    bench.server.service().world.memory.insert("somebody else".into(), String::new());
    let mut client = Client::of(&bench);
    let home = || task("home.example.org", &["203.0.113.9"]);
    assert_eq!(client.code(home()).await, Code::Contested);
    assert_eq!(bench.rows().len(), 2);
    changed(&client.one(home()).await);
    let world = &bench.server.service().world;
    assert_eq!(world.rrset("theirs", "A").len(), 1);
    assert_eq!(world.rrset("home", "A")[0].value, "203.0.113.9");
}

#[tokio::test]
async fn one_bad_name_does_not_stop_the_others() {
    let bench = Bench::of(Vendor {
        serve: |world, hit| {
            let bad =
                json!({"status": "400 Bad Request", "error_code": "bad_request", "error_msg": "bad name"});
            let refused = hit.method == "PUT" && hit.request.body.contains(r#""bad""#);
            if refused { Some(reply(400, bad)) } else { serve(world, hit) }
        },
        ..SAKURA
    });
    one_bad_name(&bench).await;
}
