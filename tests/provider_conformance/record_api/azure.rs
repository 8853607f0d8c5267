//! learn.microsoft.com/rest/api/dns

use super::{signed::encoded, *};

const AZURE: Vendor = Vendor {
    id: "azure",
    fields: &[
        ("tenant_id", "72f988bf"),
        ("client_id", "11112222"),
        ("subscription_id", "aaaa0a0a"),
        ("resource_group", "dns"),
    ],
    secret: "A1b~C2d~E3f",
    prefix: "",
    signed_in: |request| {
        request.path.ends_with("/token") || request.header("authorization") == "Bearer eyJ0.token"
    },
    serve,
    writes: |hit| ["PUT", "PATCH", "DELETE"].contains(&hit.method),
    refuses,
    ttl: true,
};

fn error(status: u16, code: &str, message: &str) -> Response {
    reply(status, json!({"error": {"code": code, "message": message}}))
}

fn refuses(refusal: Refusal) -> Option<Response> {
    Some(match refusal {
        Refusal::Credential => reply(
            401,
            json!({"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret provided.",
                   "error_codes": [7_000_215]}),
        ),
        Refusal::Permission => {
            error(403, "AuthorizationFailed", "The client does not have authorization to perform action")
        }
        Refusal::Busy => error(429, "TooManyRequests", "The request is being throttled."),
        Refusal::Broken => error(503, "ServiceUnavailable", "The service is unavailable."),
        Refusal::InSuccess => return None,
        Refusal::Missing => error(404, "ResourceNotFound", "The Resource was not found."),
    })
}

fn shown(set: &[Stored]) -> Value {
    let (kind, name) = (&set[0].kind, at_apex(&set[0].sub));
    let mut properties = json!({"fqdn": format!("{}.", whole(&set[0].sub)), "TTL": set[0].ttl, "targetResource": {},
                                "provisioningState": "Succeeded", "metadata": {"note": set[0].note}});
    let values =
        |member: &str| json!(set.iter().map(|record| json!({member: record.value})).collect::<Vec<_>>());
    match kind.as_str() {
        "A" => properties["ARecords"] = values("ipv4Address"),
        "AAAA" => properties["AAAARecords"] = values("ipv6Address"),
        _ => properties["CNAMERecord"] = json!({"cname": set[0].value}),
    }
    if set[0].note == "alias" {
        properties["ARecords"] = json!([]);
    }
    json!({"id": format!("/subscriptions/x/{kind}/{name}"), "name": name, "type": format!("Microsoft.Network/dnsZones/{kind}"),
           "etag": "00000000-0000-0000-0000-000000000000", "properties": properties})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    if let ("POST", ["72f988bf", "oauth2", "v2.0", "token"]) = (hit.method, &hit.segments[..]) {
        let wanted = [("grant_type", "client_credentials"), ("client_id", "11112222")];
        world.memory.insert("scope".to_owned(), hit.field("scope").to_owned());
        if wanted.iter().any(|(key, value)| hit.field(key) != *value) {
            world.complain("sign-in");
        }
        return if hit.field("client_secret") == AZURE.secret {
            Some(reply(
                200,
                json!({"token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599, "access_token": "eyJ0.token"}),
            ))
        } else {
            refuses(Refusal::Credential)
        };
    }
    let [
        "subscriptions",
        "aaaa0a0a",
        "resourceGroups",
        "dns",
        "providers",
        "Microsoft.Network",
        "dnsZones",
        zone,
        rest @ ..,
    ] = &hit.segments[..]
    else {
        return None;
    };
    hit.params(world, &["api-version", "$skipToken", "$top"]);
    if hit.param("api-version") != "2018-05-01" {
        world.complain("api-version");
    }
    if *zone != ZONE {
        return refuses(Refusal::Missing);
    }
    Some(match (hit.method, rest) {
        ("GET", []) => reply(
            200,
            json!({"id": "/subscriptions/x", "name": ZONE, "type": "Microsoft.Network/dnsZones", "location": "global"}),
        ),
        ("GET", ["all"]) => {
            let from: usize = hit.request.param("$skipToken").map_or(0, |token| token.parse().unwrap());
            let sets: Vec<Value> = world.rrsets().iter().map(|set| shown(set)).collect();
            let page: Vec<_> = sets.iter().skip(from).take(100).collect();
            let mut answer = json!({"value": page});
            if sets.len() > from + 100 {
                let next = format!(
                    "https://management.azure.com/x?api-version=2018-05-01&{}={}",
                    encoded("$skipToken"),
                    from + 100
                );
                answer["nextLink"] = json!(next);
            }
            reply(200, answer)
        }
        ("GET", [kind, name]) => {
            let set = world.rrset(name, kind);
            if set.is_empty() {
                return Some(error(404, "NotFound", "The resource record was not found."));
            }
            reply(200, shown(&set))
        }
        ("PUT", [kind, name]) => {
            hit.members(world, &hit.json, &["!properties"]);
            let (list, value) =
                if *kind == "A" { ("ARecords", "/ipv4Address") } else { ("AAAARecords", "/ipv6Address") };
            let properties = &hit.json["properties"];
            hit.members(world, properties, &["metadata", "!TTL", &format!("!{list}")]);
            let values: Vec<String> =
                properties[list].as_array()?.iter().map(|one| said(one, value)).collect();
            let ttl = u32::try_from(properties["TTL"].as_u64()?).ok()?;
            world.replace(name, kind, &values, ttl, &said(properties, "/metadata/note"));
            reply(200, shown(&world.rrset(name, kind)))
        }
        ("DELETE", [kind, name]) => {
            world.replace(name, kind, &[], 0, "");
            reply(200, "")
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(AZURE).await;
}

#[tokio::test]
async fn an_alias_of_its_own_making_stays() {
    let bench = Bench::of(AZURE);
    bench.server.service().world.add("home", "A", "198.51.100.7", 600).note = "alias".to_owned();
    let code = Client::of(&bench).code(task("home.example.org", &["203.0.113.9"])).await;
    assert_eq!((code, bench.requests().1), (fingerpost::core::problem::Code::Conflict, 0));
}

/// The token is asked for the cloud that is managed: one for another is not taken.
#[tokio::test]
async fn a_cloud_of_its_own_is_signed_in_to() {
    let own = [
        AZURE.fields,
        &[("management", "management.usgovcloudapi.net"), ("sign_in", "login.microsoftonline.us")],
    ];
    for (fields, host) in
        [(AZURE.fields, "management.azure.com"), (own.concat().leak(), "management.usgovcloudapi.net")]
    {
        let bench = Bench::of(Vendor { fields, ..AZURE });
        changed(&Client::of(&bench).one(task("home.example.org", &["203.0.113.9"])).await);
        let scope = bench.server.service().world.memory["scope"].clone();
        assert_eq!(scope, format!("https://{host}/.default"));
        assert_eq!(bench.complaints(), [""; 0]);
    }
}
