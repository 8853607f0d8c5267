//! docs.hetzner.cloud/reference/cloud

use super::*;

const HETZNER: Vendor = Vendor {
    id: "hetzner-cloud",
    fields: &[],
    secret: "jEheVytlAoFl7F8MqUQ7jAo2hOXASztX",
    prefix: "/v1",
    signed_in: |request| request.header("authorization") == "Bearer jEheVytlAoFl7F8MqUQ7jAo2hOXASztX",
    serve,
    writes: |hit| hit.method != "GET",
    refuses: |refusal| Some(refused(refusal)),
    ttl: true,
};

fn refused(refusal: Refusal) -> Response {
    let (status, code) = match refusal {
        Refusal::Credential => (401, "unauthorized"),
        Refusal::Permission => (403, "token_readonly"),
        Refusal::Busy => (429, "rate_limit_exceeded"),
        Refusal::Broken => (503, "unavailable"),
        Refusal::Missing => (404, "not_found"),
        Refusal::InSuccess => {
            let failed = json!({"code": "action_failed", "message": "Action failed"});
            return reply(201, json!({"action": {"id": 1, "status": "error", "error": failed}}));
        }
    };
    let message = format!("{refusal:?}");
    reply(status, json!({"error": {"code": code, "message": message, "details": null}}))
}

fn shown(set: &[Stored]) -> Value {
    let comment = |note: &str| if note.is_empty() { Value::Null } else { json!(note) };
    let records: Vec<Value> =
        set.iter().map(|one| json!({"value": one.value, "comment": comment(&one.note)})).collect();
    let name = at_apex(&set[0].sub);
    json!({"id": format!("{name}/{}", set[0].kind), "name": name, "type": set[0].kind, "ttl": set[0].ttl, "labels": {},
           "protection": {"change": false}, "records": records, "zone": 42})
}

fn running(command: &str) -> Response {
    let action = json!({"id": 6, "status": "running", "command": command, "progress": 0, "started": "2026-11-01T00:00:00Z",
                        "finished": null, "error": null, "resources": [{"id": 42, "type": "zone"}]});
    reply(201, json!({"action": action}))
}

/// Records of an RRset, with what is kept beside each.
fn put(world: &mut World, hit: &Hit<'_>, sub: &str, kind: &str, ttl: u32) -> Option<()> {
    world.replace(sub, kind, &[], 0, "");
    for record in hit.json["records"].as_array()? {
        hit.members(world, record, &["!value", "comment"]);
        world.add(sub, kind, &said(record, "/value"), ttl).note = said(record, "/comment");
    }
    Some(())
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    Some(match (hit.method, &hit.segments[..]) {
        (_, ["zones", zone, ..]) if *zone != ZONE => return Some(refused(Refusal::Missing)),
        ("GET", ["zones", _, "rrsets"]) => {
            hit.params(world, &["name", "type", "page", "per_page", "label_selector", "sort"]);
            let named = |set: &&Vec<Stored>| ["", at_apex(&set[0].sub)].contains(&hit.param("name"));
            let sets: Vec<Value> = world.rrsets().iter().filter(named).map(|set| shown(set)).collect();
            let total = sets.len();
            let sets = world.page(sets, hit.param("page"), hit.param("per_page"), 50);
            reply(200, json!({"rrsets": sets, "meta": {"pagination": {"page": 1, "total_entries": total}}}))
        }
        ("POST", ["zones", _, "rrsets"]) => {
            hit.members(world, &hit.json, &["!name", "!type", "ttl", "!records", "labels"]);
            let (sub, kind) = (hit.text("/name"), hit.text("/type"));
            if !world.rrset(&sub, &kind).is_empty() {
                return Some(reply(409, json!({"error": {"code": "uniqueness_error", "message": "exists"}})));
            }
            put(world, hit, &sub, &kind, hit.number("/ttl")?)?;
            running("create_rrset")
        }
        ("POST", ["zones", _, "rrsets", sub, kind, "actions", action]) => {
            let ttl = world.rrset(sub, kind).first()?.ttl;
            match *action {
                "set_records" => {
                    hit.members(world, &hit.json, &["!records"]);
                    put(world, hit, sub, kind, ttl)?;
                }
                "change_ttl" => {
                    hit.members(world, &hit.json, &["!ttl"]);
                    let set = world.rrset(sub, kind);
                    for record in set {
                        world.by_id(record.id)?.ttl = hit.number("/ttl")?;
                    }
                }
                _ => return None,
            }
            running(action)
        }
        ("DELETE", ["zones", _, "rrsets", sub, kind]) => {
            world.replace(sub, kind, &[], 0, "");
            running("delete_rrset")
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(HETZNER).await;
}

/// Some say "not permitted" of names that are no zones of the account.
#[tokio::test]
async fn a_name_that_may_not_be_asked_for_is_passed_over() {
    let serve = |world: &mut World, hit: &Hit<'_>| {
        if hit.segments[1] == ZONE { serve(world, hit) } else { Some(refused(Refusal::Permission)) }
    };
    let bench = Bench::of(Vendor { serve, ..HETZNER });
    let mut client = Client::of(&bench);
    changed(&client.one(task("home.example.org", &["203.0.113.9"])).await);
    let code = client.code(task("home.elsewhere.example", &["203.0.113.9"])).await;
    assert_eq!(code, fingerpost::core::problem::Code::NotPermitted);
}
