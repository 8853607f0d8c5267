//! cloud.google.com/dns/docs/reference/rest/v1

use ring::signature::RSA_PKCS1_2048_8192_SHA256;

use super::{signed::*, *};

const GCP: Vendor = Vendor {
    id: "gcp",
    fields: &[
        ("project", "named-archway-209418"),
        ("service_account", "lab@named-archway-209418.iam.gserviceaccount.com"),
    ],
    secret: RSA,
    prefix: "/dns/v1",
    signed_in: |request| {
        request.path == "/dns/v1/token" || request.header("authorization") == "Bearer ya29.token"
    },
    serve,
    writes: |hit| hit.segments.last() == Some(&"changes"),
    refuses,
    ttl: true,
};

fn error(status: u16, reason: &str, message: &str) -> Response {
    let one = json!({"message": message, "domain": "global", "reason": reason});
    reply(status, json!({"error": {"code": status, "message": message, "errors": [one]}}))
}

fn refuses(refusal: Refusal) -> Option<Response> {
    Some(match refusal {
        Refusal::Credential => {
            reply(400, json!({"error": "invalid_grant", "error_description": "Invalid JWT Signature."}))
        }
        Refusal::Permission => error(403, "forbidden", "Forbidden"),
        Refusal::Busy => error(403, "rateLimitExceeded", "Rate Limit Exceeded"),
        Refusal::Broken => error(503, "backendError", "Backend Error"),
        Refusal::InSuccess => return None,
        Refusal::Missing => error(404, "notFound", "The 'parameters.managedZone' resource does not exist."),
    })
}

/// developers.google.com/identity/protocols/oauth2/service-account
fn token(world: &mut World, hit: &Hit<'_>) -> Response {
    let assertion = hit.field("assertion");
    let (text, signature) = assertion.rsplit_once('.').unwrap_or_default();
    let claims: Value = {
        use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
        let claims = text.split('.').nth(1).unwrap_or_default();
        serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(claims).unwrap_or_default()).unwrap_or_default()
    };
    if hit.field("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer" || hit.form.len() != 2 {
        world.complain("grant_type");
    }
    let good = rsa_signed(&RSA_PKCS1_2048_8192_SHA256, text, signature)
        && claims["iss"] == "lab@named-archway-209418.iam.gserviceaccount.com"
        && claims["aud"] == "https://oauth2.googleapis.com/token"
        && claims["scope"] == "https://www.googleapis.com/auth/ndev.clouddns.readwrite"
        && claims["exp"].as_i64() > claims["iat"].as_i64();
    if good {
        reply(200, json!({"access_token": "ya29.token", "expires_in": 3599, "token_type": "Bearer"}))
    } else {
        refuses(Refusal::Credential).unwrap()
    }
}

fn shown(set: &[Stored]) -> Value {
    let values: Vec<&String> = set.iter().map(|record| &record.value).collect();
    let set0 = &set[0];
    json!({"kind": "dns#resourceRecordSet", "name": format!("{}.", whole(&set0.sub)), "type": set0.kind, "ttl": set0.ttl,
           "rrdatas": values, "signatureRrdatas": []})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    Some(match (hit.method, &hit.segments[..]) {
        ("POST", ["token"]) => token(world, hit),
        ("GET", ["projects", "named-archway-209418", "managedZones"]) => {
            hit.params(world, &["dnsName", "maxResults", "pageToken"]);
            let zone = |name: &str, visibility: &str| {
                json!({"kind": "dns#managedZone", "name": name, "dnsName": format!("{ZONE}."), "id": "699036609868956548",
                       "visibility": visibility})
            };
            if hit.param("dnsName") != format!("{ZONE}.") {
                return Some(reply(200, json!({"kind": "dns#managedZonesListResponse"})));
            }
            let zones = [zone("inside", "private"), zone("fullm3tal-tk", "public")];
            reply(200, json!({"kind": "dns#managedZonesListResponse", "managedZones": zones}))
        }
        ("GET", ["projects", _, "managedZones", "fullm3tal-tk", "rrsets"]) => {
            hit.params(world, &["maxResults", "pageToken", "name", "type"]);
            let from: usize = hit.request.param("pageToken").map_or(0, |token| token.parse().unwrap());
            let named = |set: &&Vec<Stored>| {
                hit.request.param("name").is_none_or(|name| name == format!("{}.", whole(&set[0].sub)))
            };
            let sets: Vec<Value> = world.rrsets().iter().filter(named).map(|set| shown(set)).collect();
            let page: Vec<_> = sets.iter().skip(from).take(100).collect();
            let mut answer = json!({"kind": "dns#resourceRecordSetsListResponse", "rrsets": page});
            if sets.len() > from + 100 {
                answer["nextPageToken"] = json!((from + 100).to_string());
            }
            reply(200, answer)
        }
        ("POST", ["projects", _, "managedZones", "fullm3tal-tk", "changes"]) => {
            hit.members(world, &hit.json, &["additions", "deletions"]);
            for set in hit.json["deletions"].as_array()? {
                let (sub, kind) = (below(&said(set, "/name"))?, said(set, "/type"));
                let now = world.rrset(&sub, &kind);
                let exact = now.first().is_some_and(|_| {
                    shown(&now)["rrdatas"] == set["rrdatas"] && shown(&now)["ttl"] == set["ttl"]
                });
                if !exact {
                    return Some(error(
                        412,
                        "conditionNotMet",
                        "Precondition not met for 'entity.change.deletions[0]'.",
                    ));
                }
                let note = now[0].note.clone();
                world.memory.insert(format!("{sub} {kind}"), note);
                world.replace(&sub, &kind, &[], 0, "");
            }
            for set in hit.json["additions"].as_array()? {
                hit.members(world, set, &["!name", "!type", "!ttl", "!rrdatas"]);
                let (sub, kind) = (below(&said(set, "/name"))?, said(set, "/type"));
                let note = world.memory.remove(&format!("{sub} {kind}")).unwrap_or_default();
                let values: Vec<String> = serde_json::from_value(set["rrdatas"].clone()).ok()?;
                world.replace(&sub, &kind, &values, said(set, "/ttl").parse().ok()?, &note);
            }
            reply(200, json!({"kind": "dns#change", "id": "212", "status": "pending"}))
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(GCP).await;
}

#[tokio::test]
async fn a_whole_key_file_and_a_wrong_clock_are_understood() {
    let file = json!({"type": "service_account", "private_key": RSA,
                      "client_email": "lab@named-archway-209418.iam.gserviceaccount.com"});
    let bench = Bench::of(Vendor { fields: &[("project", "named-archway-209418")], ..GCP });
    changed(
        &Client::with_secret(&bench, &file.to_string()).one(task("home.example.org", &["203.0.113.9"])).await,
    );
    let late = |_| {
        let said =
            "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.";
        Some(reply(400, json!({"error": "invalid_grant", "error_description": said})))
    };
    let late = Vendor { signed_in: |_| false, refuses: late, ..GCP };
    let code = Client::of(&Bench::of(late)).code(task("home.example.org", &["203.0.113.9"])).await;
    assert_eq!(code, fingerpost::core::problem::Code::WrongClock);
}
