//! cp.servercow.de, knowledge base, "DNS API v1"

use super::*;

const SERVERCOW: Vendor = Vendor {
    id: "servercow",
    fields: &[("username", "me")],
    secret: "71f4cafe",
    prefix: "/dns/v1",
    signed_in: |request| {
        request.header("x-auth-username") == "me" && request.header("x-auth-password") == "71f4cafe"
    },
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| match refusal {
        Refusal::Credential => Some(reply(200, json!({"error": "Authentication failed"}))),
        other => by_status(other),
    },
    ttl: true,
};

/// One value is a text, several are an array.
fn shown(set: &[Stored]) -> Value {
    let values: Vec<&String> = set.iter().map(|one| &one.value).collect();
    let content = if let [one] = values[..] { json!(one) } else { json!(values) };
    json!({"name": set[0].sub, "type": set[0].kind, "ttl": set[0].ttl, "content": content})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    Some(match (hit.method, &hit.segments[..]) {
        ("GET", ["domains", zone]) if *zone != ZONE => {
            let labels = zone.split('.').count();
            let said = if labels > 2 { "domain name invalid" } else { "no such domain in user context" };
            reply(200, json!({"error": said}))
        }
        ("GET", ["domains", _]) => {
            reply(200, json!(world.rrsets().iter().map(|set| shown(set)).collect::<Vec<_>>()))
        }
        ("POST", ["domains", ZONE]) => {
            hit.members(world, &hit.json, &["!type", "!name", "!content", "ttl"]);
            let (sub, kind) = (hit.text("/name"), hit.text("/type"));
            let values: Vec<String> = match &hit.json["content"] {
                Value::String(one) => vec![one.clone()],
                several if several.as_array()?.len() > 1 => serde_json::from_value(several.clone()).ok()?,
                _ => return None,
            };
            let note = world.rrset(&sub, &kind).first().map(|one| one.note.clone()).unwrap_or_default();
            world.replace(&sub, &kind, &values, hit.number("/ttl")?, &note);
            reply(200, json!({"message": "ok"}))
        }
        ("DELETE", ["domains", ZONE]) => {
            hit.members(world, &hit.json, &["!type", "!name"]);
            world.replace(&hit.text("/name"), &hit.text("/type"), &[], 0, "");
            reply(200, json!({"message": "ok"}))
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(SERVERCOW).await;
}
