//! developer.ibm.com/apis/catalog/ns1--ibm-ns1-connect-api

use super::*;

const NS1: Vendor = Vendor {
    id: "ns1",
    fields: &[],
    secret: "71f4cafe",
    prefix: "/v1",
    signed_in: |request| request.header("x-nsone-key") == "71f4cafe",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: by_status,
    ttl: true,
};

/// The note is metadata of the answer.
fn shown(set: &[Stored]) -> Value {
    let one =
        |one: &Stored| json!({"id": one.id.to_string(), "answer": [one.value], "meta": {"note": one.note}});
    let answers: Vec<Value> = set.iter().map(one).collect();
    json!({"zone": ZONE, "domain": whole(&set[0].sub), "type": set[0].kind, "ttl": set[0].ttl, "answers": answers,
           "filters": [], "regions": {}, "meta": {}, "tier": 1, "use_client_subnet": true, "link": null, "id": "5f"})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let missing = |what: &str| reply(404, json!({"message": format!("{what} not found")}));
    Some(match (hit.method, &hit.segments[..]) {
        (_, ["zones", zone, ..]) if *zone != ZONE => missing("zone"),
        ("GET", ["zones", _]) => {
            hit.params(world, &["records"]);
            reply(200, json!({"zone": ZONE, "id": "5e", "ttl": 3600, "dns_servers": []}))
        }
        (method, ["zones", _, name, kind]) => {
            let sub = below(name)?;
            let set = world.rrset(&sub, kind);
            match (method, set.is_empty()) {
                ("GET", true) => return Some(missing("record")),
                ("GET", false) => return Some(reply(200, shown(&set))),
                ("DELETE", false) => world.replace(&sub, kind, &[], 0, ""),
                ("PUT", true) | ("POST", false) => {
                    let members: &[&str] = if method == "PUT" {
                        &["!zone", "!domain", "!type", "ttl", "!answers"]
                    } else {
                        &["ttl", "answers"]
                    };
                    hit.members(world, &hit.json, members);
                    world.replace(&sub, kind, &[], 0, "");
                    for answer in hit.json["answers"].as_array()? {
                        hit.members(world, answer, &["!answer", "meta", "region", "id"]);
                        let made = world.add(&sub, kind, &said(answer, "/answer/0"), hit.number("/ttl")?);
                        made.note = said(answer, "/meta/note");
                    }
                }
                _ => return None,
            }
            reply(200, json!({}))
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(NS1).await;
}
