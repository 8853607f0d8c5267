//! The WAPI documentation of every appliance (/wapidoc)

use super::*;

const INFOBLOX: Vendor = Vendor {
    id: "infoblox",
    fields: &[("username", "acc")],
    secret: "sec-71f4",
    prefix: "/wapi/v2.11",
    // acc:sec-71f4
    signed_in: |request| request.header("authorization") == "Basic YWNjOnNlYy03MWY0",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| match refusal {
        Refusal::Credential => {
            Some(reply(401, "<!DOCTYPE HTML PUBLIC><title>401 Authorization Required</title>"))
        }
        other => {
            let status = by_status(other)?.status;
            Some(reply(
                status,
                json!({"Error": "AdmConProtoError: refused", "code": "Client.Ibap.Proto", "text": format!("{other:?}")}),
            ))
        }
    },
    ttl: true,
};

/// The number of the record that a reference names: `ZG5z70001:home.example.org`.
fn id_of(reference: &str) -> Option<&str> {
    reference.strip_prefix("ZG5z")?.split(':').next()
}

fn shown(record: &Stored) -> Value {
    let (kind, member) = if record.kind == "A" { ("a", "ipv4addr") } else { ("aaaa", "ipv6addr") };
    let reference = format!("record:{kind}/ZG5z{}:{}/default", record.id, whole(&record.sub));
    let mut shown = json!({"_ref": reference, "name": whole(&record.sub), "ttl": record.ttl, "use_ttl": true, "disable": false});
    shown[member] = json!(record.value);
    shown
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let kind = hit.segments[0].strip_prefix("record:").map(str::to_uppercase);
    let member = if kind.as_deref() == Some("AAAA") { "ipv6addr" } else { "ipv4addr" };
    Some(match (hit.method, &hit.segments[..], kind) {
        ("GET", ["zone_auth"], _) => {
            hit.params(world, &["fqdn", "view"]);
            let zone =
                json!({"_ref": "zone_auth/ZG5zLnpvbmU:example.org/default", "fqdn": ZONE, "view": "default"});
            reply(200, if hit.param("fqdn") == ZONE { json!([zone]) } else { json!([]) })
        }
        ("GET", [_], Some(kind)) => {
            let all = hit.request.param("zone").is_some();
            let paging = ["_paging", "_return_as_object", "_max_results", "_page_id"];
            let known: Vec<&str> =
                ["name", "zone", "view", "_return_fields"].into_iter().chain(paging).collect();
            hit.params(world, &known);
            if !hit.param("_return_fields").contains(member) || hit.param("view") != "default" {
                world.complain(format!("{:?}", hit.request.query));
            }
            let named =
                |record: &&Stored| record.kind == kind && (all || hit.param("name") == whole(&record.sub));
            let found: Vec<Value> = world.records.iter().filter(named).map(shown).collect();
            if !all {
                return Some(reply(200, json!(found)));
            }
            // Pages of 100, as where an administrator has set that.
            let from: usize = hit.param("_page_id").trim_start_matches('p').parse().unwrap_or(0);
            let mut answer = json!({"result": found.iter().skip(from).take(100).collect::<Vec<_>>()});
            if found.len() > from + 100 {
                answer["next_page_id"] = json!(format!("p{}", from + 100));
            }
            reply(200, answer)
        }
        ("POST", [_], Some(kind)) => {
            hit.members(
                world,
                &hit.json,
                &["!name", &format!("!{member}"), "view", "ttl", "use_ttl", "comment"],
            );
            if kind == "A" && !world.rrset(&below(&hit.text("/name"))?, "CNAME").is_empty() {
                let text = "The record 'home.example.org' already exists.";
                return Some(reply(
                    400,
                    json!({"Error": text, "code": "Client.Ibap.Data.Conflict", "text": text}),
                ));
            }
            let (sub, value) = (below(&hit.text("/name"))?, hit.text(&format!("/{member}")));
            let made = shown(world.add(&sub, &kind, &value, hit.number("/ttl")?));
            reply(201, &made["_ref"])
        }
        ("PUT", [_, reference, _], Some(_)) => {
            hit.members(world, &hit.json, &[&format!("!{member}"), "ttl", "use_ttl", "comment"]);
            let record = world.by_id(id_of(reference)?)?;
            record.value = hit.text(&format!("/{member}"));
            record.ttl = hit.number("/ttl")?;
            let shown = shown(record);
            reply(200, &shown["_ref"])
        }
        ("DELETE", [_, reference, _], Some(_)) if world.remove(id_of(reference)?) => {
            reply(200, json!(reference))
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(INFOBLOX).await;
}
