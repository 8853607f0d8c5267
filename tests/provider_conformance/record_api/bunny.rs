//! docs.bunny.net/api-reference/core/dns-zone

use super::*;

const BUNNY: Vendor = Vendor {
    id: "bunny",
    fields: &[],
    secret: "71f4cafe-0f1e",
    prefix: "",
    signed_in: |request| request.header("accesskey") == "71f4cafe-0f1e",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| {
        let said = json!({"ErrorKey": format!("{refusal:?}"), "Field": "", "Message": "It was refused."});
        Some(reply(by_status(refusal)?.status, said))
    },
    ttl: true,
};

fn shown(record: &Stored) -> Value {
    let kind = ["A", "AAAA", "CNAME"].iter().position(|kind| *kind == record.kind);
    json!({"Id": record.id, "Type": kind, "Ttl": record.ttl, "Value": record.value, "Name": record.sub, "Weight": 100,
           "Priority": 0, "Port": 0, "Flags": 0, "Tag": "", "Accelerated": false, "AcceleratedPullZoneId": 0,
           "LinkName": "", "IPGeoLocationInfo": null, "GeolocationInfo": null, "MonitorStatus": 0, "MonitorType": 0,
           "GeolocationLatitude": 0.0, "GeolocationLongitude": 0.0, "EnviromentalVariables": [], "LatencyZone": null,
           "SmartRoutingType": 0, "Disabled": record.note == "off", "Comment": record.note, "AutoSslIssuance": true})
}

const MEMBERS: [&str; 17] = [
    "Id",
    "Type",
    "Ttl",
    "Value",
    "Name",
    "Weight",
    "Priority",
    "Accelerated",
    "MonitorType",
    "GeolocationLatitude",
    "GeolocationLongitude",
    "LatencyZone",
    "SmartRoutingType",
    "Disabled",
    "EnviromentalVariables",
    "Comment",
    "AutoSslIssuance",
];

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let kind = || ["A", "AAAA", "CNAME"].get(hit.number("/Type")? as usize).copied();
    Some(match (hit.method, &hit.segments[..]) {
        ("GET", ["dnszone"]) => {
            hit.params(world, &["page", "perPage", "search"]);
            if !(5..=1000).contains(&hit.param("perPage").parse().unwrap_or(0)) {
                world.complain("perPage");
            }
            let zone = json!({"Id": 9, "Domain": ZONE, "Records": [], "NameserversDetected": true});
            reply(200, json!({"Items": [zone], "CurrentPage": 1, "TotalItems": 1, "HasMoreItems": false}))
        }
        ("GET", ["dnszone", "9"]) => {
            let records: Vec<Value> = world.records.iter().map(shown).collect();
            reply(200, json!({"Id": 9, "Domain": ZONE, "Records": records}))
        }
        ("PUT", ["dnszone", "9", "records"]) => {
            hit.members(world, &hit.json, &MEMBERS);
            let (value, ttl) = (hit.text("/Value"), hit.number("/Ttl")?);
            let made = world.add(&hit.text("/Name"), kind()?, &value, ttl);
            reply(201, shown(made))
        }
        ("POST", ["dnszone", "9", "records", id]) => {
            hit.members(world, &hit.json, &MEMBERS);
            let (kind, kept) = (kind()?, world.by_id(id)?);
            if (&*kept.kind, &*kept.sub) != (kind, &hit.text("/Name")) {
                return None;
            }
            (kept.value, kept.ttl, kept.note) =
                (hit.text("/Value"), hit.number("/Ttl")?, hit.text("/Comment"));
            reply(204, "")
        }
        ("DELETE", ["dnszone", "9", "records", id]) if world.remove(id) => reply(204, ""),
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(BUNNY).await;
}

#[tokio::test]
async fn records_that_are_off_are_left_alone() {
    let bench = Bench::of(BUNNY);
    let off = |value: &str| Row { note: "off".to_owned(), ..row("home.example.org", value, 60) };
    bench.seed(&[off("203.0.113.9")]);
    left_alone(&bench).await;
    // The other family is not off.
    changed(&Client::of(&bench).one(task("home.example.org", &["2001:db8::9"])).await);
    // Nor is the name, where another record is on.
    bench.seed(&[off("203.0.113.9"), row("home.example.org", "198.51.100.7", 60)]);
    changed(&Client::of(&bench).one(task("home.example.org", &["203.0.113.9"])).await);
    let on = bench.rows().into_iter().find(|row| row.note.is_empty()).unwrap();
    assert_eq!((on.value.to_string(), bench.rows().len()), ("203.0.113.9".to_owned(), 2));
}
