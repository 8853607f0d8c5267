//! docs.oracle.com/iaas/api, DNS API

use ring::signature::RSA_PKCS1_2048_8192_SHA256;

use super::{signed::*, *};

const ORACLE: Vendor = Vendor {
    id: "oracle",
    fields: &[
        ("region", "eu-frankfurt-1"),
        ("tenancy", "ocid1.tenancy"),
        ("user", "ocid1.user"),
        ("fingerprint", "20:3b:97"),
    ],
    secret: RSA,
    prefix: "/20180115",
    signed_in: signed,
    serve,
    writes: |hit| hit.method != "GET",
    refuses,
    ttl: true,
};

fn signed(request: &Request) -> bool {
    let authorization = request.header("authorization");
    let names = between(authorization, "headers=\"", "\"");
    let target = format!("{} {}", request.method.to_lowercase(), request.target);
    let line = |name: &str| match name {
        "(request-target)" => format!("{name}: {target}"),
        name => format!("{name}: {}", request.header(name)),
    };
    let lines: Vec<String> = names.split(' ').map(line).collect();
    let hash = base64(ring::digest::digest(&ring::digest::SHA256, request.body.as_bytes()));
    let wanted = match request.method.as_str() {
        "PUT" => "x-date (request-target) host content-length content-type x-content-sha256",
        _ => "x-date (request-target) host",
    };
    names == wanted
        && (request.body.is_empty() || request.header("x-content-sha256") == hash)
        && authorization.starts_with(
            "Signature version=\"1\",keyId=\"ocid1.tenancy/ocid1.user/20:3b:97\",algorithm=\"rsa-sha256\"",
        )
        && rsa_signed(
            &RSA_PKCS1_2048_8192_SHA256,
            &lines.join("\n"),
            between(authorization, "signature=\"", "\""),
        )
}

fn error(status: u16, code: &str, message: &str) -> Response {
    reply(status, json!({"code": code, "message": message}))
}

fn refuses(refusal: Refusal) -> Option<Response> {
    Some(match refusal {
        Refusal::Credential => error(
            401,
            "NotAuthenticated",
            "The required information to complete authentication was not provided.",
        ),
        Refusal::Missing => {
            error(404, "NotAuthorizedOrNotFound", "Authorization failed or requested resource not found.")
        }
        other => return by_status(other),
    })
}

fn shown(record: &Stored) -> Value {
    json!({"domain": whole(&record.sub), "rdata": record.value, "recordHash": format!("{:x}", record.id), "isProtected": false,
           "rrsetVersion": "5", "rtype": record.kind, "ttl": record.ttl})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let zone = "ocid1.dns-zone.oc1..aaaa";
    Some(match (hit.method, &hit.segments[..]) {
        ("GET", ["zones", name]) => {
            hit.params(world, &["scope", "viewId", "compartmentId"]);
            match *name {
                ZONE => {
                    reply(200, json!({"name": ZONE, "id": zone, "zoneType": "PRIMARY", "scope": "GLOBAL"}))
                }
                _ => refuses(Refusal::Missing)?,
            }
        }
        ("GET", ["zones", id, "records", rest @ ..]) if *id == zone => {
            hit.params(world, &["limit", "page"]);
            let from: usize = hit.request.param("page").map_or(0, |page| page.parse().unwrap());
            let of = world
                .records
                .iter()
                .filter(|record| rest.first().is_none_or(|name| *name == whole(&record.sub)));
            let found: Vec<Value> = of.map(shown).collect();
            let mut answer =
                reply(200, json!({"items": found.iter().skip(from).take(100).collect::<Vec<_>>()}));
            if found.len() > from + 100 {
                answer.headers.push(("opc-next-page", (from + 100).to_string()));
            }
            answer
        }
        ("PUT", ["zones", id, "records", name, kind]) if *id == zone => {
            hit.members(world, &hit.json, &["!items"]);
            let sub = below(name)?;
            let note = world.rrset(&sub, kind).first().map(|record| record.note.clone()).unwrap_or_default();
            let items = hit.json["items"].as_array()?;
            for item in items {
                hit.members(world, item, &["!domain", "!rtype", "!rdata", "!ttl"]);
            }
            let values: Vec<String> = items.iter().map(|item| said(item, "/rdata")).collect();
            world.replace(&sub, kind, &values, said(&items[0], "/ttl").parse().ok()?, &note);
            reply(200, json!({"items": world.rrset(&sub, kind).iter().map(shown).collect::<Vec<_>>()}))
        }
        ("DELETE", ["zones", id, "records", name, kind]) if *id == zone => {
            world.replace(&below(name)?, kind, &[], 0, "");
            reply(204, "")
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(ORACLE).await;
}
