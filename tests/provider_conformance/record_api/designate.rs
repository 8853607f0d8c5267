//! docs.openstack.org/api-ref/dns, version 2, and Keystone's POST /v3/auth/tokens

use super::*;

const DESIGNATE: Vendor = Vendor {
    id: "designate",
    fields: &[("identity", "cloud.example/identity"), ("username", "fingerpost"), ("project", "dns")],
    secret: "s3rv1ce-us3r",
    prefix: "",
    signed_in: |request| {
        request.path == "/v3/auth/tokens" && request.body.contains("s3rv1ce-us3r")
            || request.header("x-auth-token") == "gAAAAtoken"
    },
    serve,
    writes: |hit| hit.method != "GET" && hit.segments[0] != "v3",
    refuses: |refusal| {
        let status = by_status(refusal)?.status;
        Some(reply(
            status,
            json!({"code": status, "type": "refused", "message": format!("{refusal:?}"), "request_id": "req-1"}),
        ))
    },
    ttl: true,
};

/// As many as this cloud gives at once.
const MOST: usize = 100;

fn shown(set: &[Stored]) -> Value {
    let values: Vec<&String> = set.iter().map(|record| &record.value).collect();
    let id = set[0].id.to_string();
    json!({"id": id, "zone_id": "2150b1bf", "zone_name": format!("{ZONE}."), "project_id": "4335d1f0", "version": 1,
           "name": format!("{}.", whole(&set[0].sub)), "type": set[0].kind,
           "ttl": Some(set[0].ttl).filter(|ttl| *ttl > 0), "records": values,
           "description": if set[0].note.is_empty() { Value::Null } else { json!(set[0].note) }, "action": "NONE",
           "status": "ACTIVE", "created_at": "2026-01-01T00:00:00.000000", "updated_at": null,
           "links": {"self": format!("https://cloud.example:9001/v2/zones/2150b1bf/recordsets/{id}")}})
}

/// Keystone's answer to a sign-in.
pub fn token() -> Response {
    let headers = vec![("X-Subject-Token", "gAAAAtoken".to_owned())];
    Response {
        headers,
        ..reply(201, json!({"token": {"methods": ["password"], "expires_at": "2026-01-02T00:00:00.000000Z"}}))
    }
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let values = || serde_json::from_value::<Vec<String>>(hit.json["records"].clone()).ok();
    Some(match (hit.method, &hit.segments[..]) {
        ("POST", ["v3", "auth", "tokens"]) => {
            let domain = json!({"name": "Default"});
            let user = json!({"name": "fingerpost", "domain": domain, "password": "s3rv1ce-us3r"});
            let identity = json!({"methods": ["password"], "password": {"user": user}});
            let scope = json!({"project": {"name": "dns", "domain": domain}});
            if hit.json != json!({"auth": {"identity": identity, "scope": scope}}) {
                world.complain(&hit.json);
            }
            token()
        }
        ("GET", ["v2", "zones"]) => {
            hit.params(world, &["name", "limit", "marker"]);
            let zone = json!({"id": "2150b1bf", "pool_id": "572ba08c", "project_id": "4335d1f0", "name": format!("{ZONE}."),
                "email": "joe@example.org", "ttl": 7200, "serial": 14_047, "status": "ACTIVE", "action": "NONE",
                "type": "PRIMARY", "version": 1, "links": {"self": "https://cloud.example:9001/v2/zones/2150b1bf"}});
            let zones = if hit.param("name") == format!("{ZONE}.") { vec![zone] } else { vec![] };
            let count = zones.len();
            reply(
                200,
                json!({"links": {"self": "https://cloud.example:9001/v2/zones"}, "zones": zones,
                              "metadata": {"total_count": count}}),
            )
        }
        ("GET", ["v2", "zones", "2150b1bf", "recordsets"]) => {
            hit.params(world, &["name", "limit", "marker"]);
            let named = |set: &Vec<Stored>| {
                hit.request.param("name").is_none_or(|name| name == format!("{}.", whole(&set[0].sub)))
            };
            let limit = match hit.param("limit") {
                "max" => MOST,
                "" => 20,
                limit => limit.parse().ok()?,
            };
            let all: Vec<Vec<Stored>> = world.rrsets().into_iter().filter(named).collect();
            let after = all.iter().position(|set| set[0].id.to_string() == hit.param("marker"));
            let page: Vec<Value> =
                all.iter().skip(after.map_or(0, |at| at + 1)).take(limit).map(|set| shown(set)).collect();
            let here = "https://cloud.example:9001/v2/zones/2150b1bf/recordsets";
            let mut links = json!({"self": here});
            // Full pages have one, even if nothing follows.
            if page.len() == limit {
                links["next"] = json!(format!("{here}?limit=max&marker={}", said(page.last()?, "/id")));
            }
            reply(200, json!({"recordsets": page, "links": links, "metadata": {"total_count": all.len()}}))
        }
        ("POST", ["v2", "zones", "2150b1bf", "recordsets"]) => {
            hit.members(world, &hit.json, &["!name", "!type", "!records", "ttl", "description"]);
            let (sub, kind) = (below(&hit.text("/name"))?, hit.text("/type"));
            let refused = |status: u16, word: &str| {
                let said = json!({"code": status, "type": word, "message": "It was refused.", "request_id": "req-1"});
                Some(reply(status, said))
            };
            if !world.rrset(&sub, "CNAME").is_empty() {
                return refused(400, "invalid_recordset_location");
            }
            if !world.rrset(&sub, &kind).is_empty() {
                return refused(409, "duplicate_recordset");
            }
            world.replace(&sub, &kind, &values()?, hit.number("/ttl")?, &hit.text("/description"));
            reply(202, shown(&world.rrset(&sub, &kind)))
        }
        (method, ["v2", "zones", "2150b1bf", "recordsets", id]) => {
            let set = world.by_id(id)?.clone();
            if method == "DELETE" {
                world.replace(&set.sub, &set.kind, &[], 0, "");
                return Some(reply(202, json!({"id": id, "status": "PENDING", "action": "DELETE"})));
            }
            if method != "PUT" {
                return None;
            }
            hit.members(world, &hit.json, &["records", "ttl", "description"]);
            let note = hit.json.get("description").map_or(set.note, |_| hit.text("/description"));
            world.replace(&set.sub, &set.kind, &values()?, hit.number("/ttl").unwrap_or(set.ttl), &note);
            reply(202, shown(&world.rrset(&set.sub, &set.kind)))
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(DESIGNATE).await;
}

/// Null there is the zone's own TTL, and stays so.
#[tokio::test]
async fn a_ttl_that_is_the_zones_was_set_with_the_first_change() {
    let bench = Bench::of(DESIGNATE);
    bench.seed(&[row("home.example.org", "198.51.100.7", 0)]);
    changed(&Client::of(&bench).one(task("home.example.org", &["203.0.113.9"])).await);
    let now = bench.rows();
    assert_eq!((now[0].value.to_string(), now[0].ttl), ("203.0.113.9".to_owned(), 0));
    assert_eq!(bench.complaints(), [""; 0]);
}
