//! techdocs.akamai.com/edge-dns/reference

use super::{signed::*, *};

const SECRET: &str = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=";

const AKAMAI: Vendor = Vendor {
    id: "akamai-edgedns",
    fields: &[
        ("host", "akab-x.luna.akamaiapis.net"),
        ("client_token", "akab-client"),
        ("access_token", "akab-access"),
    ],
    secret: SECRET,
    prefix: "/config-dns/v2",
    signed_in: signed,
    serve,
    writes: |hit| hit.method != "GET",
    refuses,
    ttl: true,
};

fn signed(request: &Request) -> bool {
    let authorization = request.header("authorization");
    let Some((unsigned, signature)) = authorization.split_once("signature=") else { return false };
    let (date, nonce) = (between(unsigned, "timestamp=", ";"), between(unsigned, "nonce=", ";"));
    let hash = match request.method.as_str() {
        "POST" => base64(ring::digest::digest(&ring::digest::SHA256, request.body.as_bytes())),
        _ => String::new(),
    };
    let text =
        [&request.method, "https", request.header("host"), &request.target, "", &hash, unsigned].join("\t");
    let key = base64(hmac256(SECRET, date));
    unsigned
        == format!(
            "EG1-HMAC-SHA256 client_token=akab-client;access_token=akab-access;timestamp={date};nonce={nonce};"
        )
        && nonce.len() == 36
        && date.len() == 22
        && signature == base64(hmac256(key, &text))
}

fn error(status: u16, title: &str, detail: &str) -> Response {
    reply(
        status,
        json!({"type": "https://problems.luna.akamaiapis.net/-/pep", "title": title, "status": status, "detail": detail}),
    )
}

fn refuses(refusal: Refusal) -> Option<Response> {
    Some(match refusal {
        Refusal::Credential => error(401, "Not authorized", "The signature does not match"),
        Refusal::Permission => {
            error(403, "Forbidden", "The client does not have the grant needed for the request")
        }
        Refusal::Busy => error(429, "Too Many Requests", "Hit rate limit"),
        Refusal::Broken => error(503, "Service Unavailable", "Try again"),
        Refusal::InSuccess => return None,
        Refusal::Missing => error(404, "Not Found", "Could not find it"),
    })
}

fn shown(set: &[Stored]) -> Value {
    let written = |record: &Stored| match record.value.parse::<std::net::Ipv6Addr>() {
        // Not shortened.
        Ok(value) => value.segments().map(|segment| format!("{segment:x}")).join(":"),
        Err(_) => record.value.clone(),
    };
    json!({"name": whole(&set[0].sub), "type": set[0].kind, "ttl": set[0].ttl, "rdata": set.iter().map(written).collect::<Vec<_>>()})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    Some(match (hit.method, &hit.segments[..]) {
        (_, ["zones", zone, ..]) if *zone != ZONE => refuses(Refusal::Missing)?,
        ("GET", ["zones", _]) => {
            reply(200, json!({"zone": ZONE, "type": "PRIMARY", "contractId": "1-2AB34C", "comment": ""}))
        }
        ("GET", ["zones", _, "recordsets"]) => {
            hit.params(world, &["page", "pageSize", "showAll", "types", "search", "sortBy"]);
            let (all, kinds) = (hit.param("showAll") == "true", hit.param("types"));
            let sets = world.rrsets();
            let of = sets
                .iter()
                .filter(|set| kinds.is_empty() || kinds.split(',').any(|kind| kind == set[0].kind));
            let found: Vec<Value> =
                of.take(if all { usize::MAX } else { 25 }).map(|set| shown(set)).collect();
            reply(
                200,
                json!({"metadata": {"showAll": all, "totalElements": found.len()}, "recordsets": found}),
            )
        }
        ("GET", ["zones", _, "names", name, "types", kind]) => {
            let set = world.rrset(&below(name)?, kind);
            if set.is_empty() { refuses(Refusal::Missing)? } else { reply(200, shown(&set)) }
        }
        (method @ ("POST" | "PUT"), ["zones", _, "names", name, "types", kind]) => {
            hit.members(world, &hit.json, &["!name", "!type", "!ttl", "!rdata"]);
            let sub = below(name)?;
            let before = world.rrset(&sub, kind);
            if (method == "POST") != before.is_empty() {
                return Some(error(409, "Record Set Conflict", "It is there, or it is not"));
            }
            let values: Vec<String> = serde_json::from_value(hit.json["rdata"].clone()).ok()?;
            let note = before.first().map(|record| record.note.clone()).unwrap_or_default();
            world.replace(&sub, kind, &values, hit.number("/ttl")?, &note);
            reply(if method == "POST" { 201 } else { 200 }, shown(&world.rrset(&sub, kind)))
        }
        ("DELETE", ["zones", _, "names", name, "types", kind]) => {
            world.replace(&below(name)?, kind, &[], 0, "");
            reply(204, "")
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(AKAMAI).await;
}
