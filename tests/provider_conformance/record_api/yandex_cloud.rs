//! yandex.cloud/docs/dns/api-ref

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::signature::RSA_PSS_2048_8192_SHA256;

use super::{signed::*, *};

const YANDEX: Vendor = Vendor {
    id: "yandex-cloud",
    fields: &[
        ("folder_id", "b1gvmob95yysaplct532"),
        ("service_account_id", "aje6o61dvog2h6g9a33s"),
        ("key_id", "ajefhe0o8uas24k10qo2"),
    ],
    secret: RSA,
    prefix: "/dns/v1",
    signed_in: |request| {
        request.path.ends_with("/tokens") || request.header("authorization") == "Bearer t1.token"
    },
    serve,
    writes: |hit| hit.method == "POST" && hit.segments.last() != Some(&"tokens"),
    refuses,
    ttl: true,
};

fn refuses(refusal: Refusal) -> Option<Response> {
    let error = |status, code: u8, message: &str| {
        reply(status, json!({"code": code, "message": message, "details": []}))
    };
    Some(match refusal {
        Refusal::Credential => error(401, 16, "The token is invalid"),
        Refusal::Permission => error(403, 7, "Permission denied"),
        Refusal::Busy => error(429, 8, "Quota exceeded"),
        Refusal::Broken => error(503, 14, "Unavailable"),
        Refusal::InSuccess => return None,
        Refusal::Missing => error(404, 5, "DNS zone not found"),
    })
}

fn token(hit: &Hit<'_>) -> Option<Response> {
    let jwt = hit.text("/jwt");
    let (text, signature) = jwt.rsplit_once('.')?;
    let part = |at: usize| -> Option<Value> {
        serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(text.split('.').nth(at)?).ok()?).ok()
    };
    let (header, claims) = (part(0)?, part(1)?);
    let good = rsa_signed(&RSA_PSS_2048_8192_SHA256, text, signature)
        && header["kid"] == "ajefhe0o8uas24k10qo2"
        && header["alg"] == "PS256"
        && claims["iss"] == "aje6o61dvog2h6g9a33s"
        && claims["aud"] == "https://iam.api.cloud.yandex.net/iam/v1/tokens";
    if good {
        Some(reply(200, json!({"iamToken": "t1.token", "expiresAt": "2026-11-23T08:00:00.000Z"})))
    } else {
        refuses(Refusal::Credential)
    }
}

fn shown(set: &[Stored]) -> Value {
    let values: Vec<&String> = set.iter().map(|record| &record.value).collect();
    json!({"name": format!("{}.", whole(&set[0].sub)), "type": set[0].kind, "ttl": set[0].ttl.to_string(), "data": values})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    Some(match (hit.method, &hit.segments[..]) {
        ("POST", ["iam", "v1", "tokens"]) => token(hit)?,
        ("GET", ["zones"]) => {
            hit.params(world, &["folderId", "pageSize", "pageToken", "filter"]);
            let zone = |id: &str, view: &str| json!({"id": id, "folderId": "b1g", "zone": format!("{ZONE}."), view: {}});
            let zones =
                [zone("dns0private", "privateVisibility"), zone("dns9mt2rrpuqp5jpf7bn", "publicVisibility")];
            reply(200, json!({"dnsZones": zones}))
        }
        ("GET", ["zones", "dns9mt2rrpuqp5jpf7bn:listRecordSets"]) => {
            hit.params(world, &["pageSize", "pageToken"]);
            let from: usize = hit.request.param("pageToken").map_or(0, |token| token.parse().unwrap());
            let sets: Vec<Value> = world.rrsets().iter().map(|set| shown(set)).collect();
            let mut answer = json!({"recordSets": sets.iter().skip(from).take(100).collect::<Vec<_>>()});
            if sets.len() > from + 100 {
                answer["nextPageToken"] = json!((from + 100).to_string());
            }
            reply(200, answer)
        }
        ("GET", ["zones", "dns9mt2rrpuqp5jpf7bn:getRecordSet"]) => {
            hit.params(world, &["name", "type"]);
            let set = world.rrset(&below(hit.param("name"))?, hit.param("type"));
            if set.is_empty() { refuses(Refusal::Missing)? } else { reply(200, shown(&set)) }
        }
        ("POST", ["zones", "dns9mt2rrpuqp5jpf7bn:updateRecordSets"]) => {
            hit.members(world, &hit.json, &["deletions", "additions"]);
            for set in hit.json["deletions"].as_array()? {
                let (sub, kind) = (below(&said(set, "/name"))?, said(set, "/type"));
                let now = world.rrset(&sub, &kind);
                if now.is_empty() || shown(&now) != *set {
                    return Some(reply(
                        400,
                        json!({"code": 9, "message": "Record set differs", "details": []}),
                    ));
                }
                let note = now[0].note.clone();
                world.memory.insert(format!("{sub} {kind}"), note);
                world.replace(&sub, &kind, &[], 0, "");
            }
            for set in hit.json["additions"].as_array()? {
                hit.members(world, set, &["!name", "!type", "!ttl", "!data"]);
                let (sub, kind) = (below(&said(set, "/name"))?, said(set, "/type"));
                let note = world.memory.remove(&format!("{sub} {kind}")).unwrap_or_default();
                let values: Vec<String> = serde_json::from_value(set["data"].clone()).ok()?;
                world.replace(&sub, &kind, &values, said(set, "/ttl").parse().ok()?, &note);
            }
            reply(200, json!({"done": false, "id": "dqs0", "description": "Update record sets"}))
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(YANDEX).await;
}

#[tokio::test]
async fn a_whole_key_file_is_understood() {
    let file = json!({"id": "ajefhe0o8uas24k10qo2", "service_account_id": "aje6o61dvog2h6g9a33s", "key_algorithm": "RSA_2048",
                      "private_key": format!("PLEASE DO NOT REMOVE THIS LINE! Yandex.Cloud SA Key ID <x>\n{RSA}")});
    let bench = Bench::of(Vendor { fields: &[("folder_id", "b1gvmob95yysaplct532")], ..YANDEX });
    changed(
        &Client::with_secret(&bench, &file.to_string()).one(task("home.example.org", &["203.0.113.9"])).await,
    );
}
