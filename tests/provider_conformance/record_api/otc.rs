//! docs.otc.t-systems.com/domain-name-service/api-ref, and IAM's POST /v3/auth/tokens

use super::*;

pub const OTC: Vendor = Vendor {
    id: "otc",
    fields: &[("username", "fingerpost"), ("domain", "OTC-EU-DE-00000000001000012345"), ("project", "eu-de")],
    secret: "s3rv1ce-us3r",
    prefix: "",
    signed_in: |request| {
        request.path == "/v3/auth/tokens" && request.body.contains("s3rv1ce-us3r")
            || request.header("x-auth-token") == "gAAAAtoken"
    },
    serve,
    writes: |hit| hit.method != "GET" && hit.segments[0] != "v3",
    refuses: |refusal| {
        Some(match refusal {
            Refusal::Credential => {
                let said = "The username or password is wrong.";
                reply(401, json!({"error": {"message": said, "code": 401, "title": "Unauthorized"}}))
            }
            Refusal::Missing => {
                reply(404, json!({"code": "DNS.0302", "message": "This zone does not exist."}))
            }
            other => {
                reply(by_status(other)?.status, json!({"code": "DNS.0000", "message": format!("{other:?}")}))
            }
        })
    },
    ttl: true,
};

const ID: &str = "2c9eb155587194ec01587224c9f90149";

fn shown(set: &[Stored]) -> Value {
    let values: Vec<&String> = set.iter().map(|record| &record.value).collect();
    let status = if set[0].note == "off" { "DISABLE" } else { "ACTIVE" };
    json!({"id": set[0].id.to_string(), "name": format!("{}.", whole(&set[0].sub)), "description": set[0].note,
           "type": set[0].kind, "ttl": set[0].ttl, "records": values, "status": status, "zone_id": ID,
           "zone_name": format!("{ZONE}."), "create_at": "2016-11-17T11:56:03.439", "update_at": null,
           "default": false, "project_id": "e55c6f3dc4e34c9f86353b664ae0e70c",
           "links": {"self": format!("https://dns.example/v2/zones/{ID}/recordsets/{}", set[0].id)}})
}

/// The part of a list that is asked for.
fn listed(world: &mut World, hit: &Hit<'_>, called: &str, items: Vec<Value>) -> Response {
    hit.params(world, &["type", "limit", "marker", "offset", "tags", "name", "status", "id"]);
    let (count, offset): (usize, usize) = (items.len(), hit.param("offset").parse().unwrap_or(0));
    let limit: usize = hit.param("limit").parse().unwrap_or(500);
    if limit > 500 {
        world.complain("limit");
    }
    let page: Vec<Value> = items.into_iter().skip(offset).take(limit).collect();
    let mut body = json!({"links": {"self": "https://dns.example/v2"}, "metadata": {"total_count": count}});
    body[called] = json!(page);
    reply(200, body)
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    // A name finds all that contain it.
    let named = |item: &Value| said(item, "/name").contains(hit.param("name"));
    let values = || serde_json::from_value::<Vec<String>>(hit.json["records"].clone()).ok();
    Some(match (hit.method, &hit.segments[..]) {
        ("POST", ["v3", "auth", "tokens"]) => {
            let auth = &hit.json["auth"];
            let user = &auth["identity"]["password"]["user"];
            hit.members(world, user, &["!name", "!password", "!domain"]);
            hit.members(world, &auth["scope"]["project"], &["!name"]);
            if auth["identity"]["methods"] != json!(["password"]) || said(user, "/domain/name").is_empty() {
                world.complain(&hit.json);
            }
            designate::token()
        }
        ("GET", ["v2", "zones"]) => {
            let zone = |name: &str, id: &str| {
                json!({"id": id, "name": name, "description": "", "email": "", "ttl": 300, "serial": 0, "status": "ACTIVE",
                       "pool_id": "00000000570e54ee01570e9939b20019", "zone_type": "public", "record_num": 2})
            };
            let zones = vec![zone(&format!("my{ZONE}."), "other"), zone(&format!("{ZONE}."), ID)];
            let zones = zones.into_iter().filter(named).collect();
            listed(world, hit, "zones", zones)
        }
        ("GET", ["v2", "zones", ID, "recordsets"]) => {
            let sets = world.rrsets().iter().map(|set| shown(set)).filter(named).collect();
            listed(world, hit, "recordsets", sets)
        }
        ("POST", ["v2", "zones", ID, "recordsets"]) => {
            hit.members(world, &hit.json, &["!name", "!type", "!records", "ttl", "description", "tags"]);
            let (sub, kind) = (below(&hit.text("/name"))?, hit.text("/type"));
            world.replace(&sub, &kind, &values()?, hit.number("/ttl")?, "");
            reply(202, shown(&world.rrset(&sub, &kind)))
        }
        ("PUT", ["v2", "zones", ID, "recordsets", id]) => {
            hit.members(world, &hit.json, &["!name", "!type", "records", "ttl", "description"]);
            let set = world.by_id(id)?.clone();
            if (below(&hit.text("/name"))?, hit.text("/type")) != (set.sub.clone(), set.kind.clone()) {
                return None;
            }
            world.replace(&set.sub, &set.kind, &values()?, hit.number("/ttl")?, &set.note);
            reply(202, shown(&world.rrset(&set.sub, &set.kind)))
        }
        ("DELETE", ["v2", "zones", ID, "recordsets", id]) => {
            let set = world.by_id(id)?.clone();
            world.replace(&set.sub, &set.kind, &[], 0, "");
            reply(202, json!({"id": id, "status": "PENDING_DELETE"}))
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(OTC).await;
}

#[tokio::test]
async fn record_sets_that_are_off_are_left_alone() {
    let bench = Bench::of(OTC);
    bench.seed(&[Row { note: "off".to_owned(), ..row("home.example.org", "203.0.113.9", 300) }]);
    left_alone(&bench).await;
}
