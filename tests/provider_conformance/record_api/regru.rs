//! www.reg.ru/support/help/api2

use super::*;

const REGRU: Vendor = Vendor {
    id: "regru",
    fields: &[("username", "ada")],
    secret: "rr-71f4cafe",
    prefix: "/api/regru2",
    signed_in: |request| {
        let sent: BTreeMap<_, _> = request.body.split('&').filter_map(|pair| pair.split_once('=')).collect();
        request.query.is_empty()
            && sent.get("username") == Some(&"ada")
            && sent.get("password") == Some(&"rr-71f4cafe")
    },
    serve,
    writes: |hit| hit.segments.last() != Some(&"get_resource_records"),
    refuses: |refusal| match refusal {
        Refusal::Credential => Some(denied("PASSWORD_AUTH_FAILED", "Username/password Incorrect")),
        Refusal::Permission => Some(denied("ACCESS_DENIED_FROM_IP", "Access to API from this IP denied")),
        Refusal::Busy => Some(denied("IP_EXCEEDED_ALLOWED_CONNECTION_RATE", "Too many requests")),
        Refusal::Broken => Some(denied("INTERNAL_ERROR", "Internal error: timeout")),
        Refusal::InSuccess => Some(about("error", json!({"error_code": "ZONES_VARY", "error_text": "no"}))),
        Refusal::Missing => Some(denied("NO_SUCH_COMMAND", "Command not found.")),
    },
    ttl: false,
};

fn denied(code: &str, text: &str) -> Response {
    reply(
        200,
        json!({"charset": "utf-8", "error_code": code, "error_params": {"command_name": "zone"}, "error_text": text,
               "messagestore": null, "result": "error"}),
    )
}

/// What is said of the one domain.
fn about(result: &str, mut domain: Value) -> Response {
    (domain["dname"], domain["result"]) = (json!(ZONE), json!(result));
    reply(
        200,
        json!({"answer": {"domains": [domain]}, "charset": "utf-8", "messagestore": null, "result": "success"}),
    )
}

fn shown(record: &Stored) -> Value {
    // Some names come whole.
    let name = if record.id.is_multiple_of(2) {
        format!("{}.", whole(&record.sub))
    } else {
        at_apex(&record.sub).to_owned()
    };
    json!({"content": record.value, "prio": 0, "rectype": record.kind, "state": "A", "subname": name})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let ["zone", command] = hit.segments[..] else { return None };
    let own: &[&str] = match command {
        "get_resource_records" => &[],
        "add_alias" | "add_aaaa" => &["subdomain", "ipaddr"],
        "remove_record" => &["subdomain", "content", "record_type"],
        _ => return None,
    };
    let common =
        ["username", "password", "output_format", "io_encoding", "output_content_type", "domain_name"];
    for (key, _) in hit.form.iter().filter(|(key, _)| !common.contains(&&**key) && !own.contains(&&**key)) {
        world.complain(format!("{command}: {key}"));
    }
    for missing in own.iter().filter(|key| hit.field(key).is_empty()) {
        world.complain(format!("{command} without {missing}"));
    }
    match hit.field("domain_name") {
        ZONE => (),
        "org" => {
            return Some(about(
                "error",
                json!({"error_code": "INVALID_DOMAIN_NAME_FORMAT", "error_text": "bad"}),
            ));
        }
        _ => {
            let text = "Domain not found or not owned by you";
            return Some(about("error", json!({"error_code": "DOMAIN_NOT_FOUND", "error_text": text})));
        }
    }
    let (sub, kind) = (hit.field("subdomain").trim_matches('@'), hit.field("record_type"));
    match command {
        "get_resource_records" => {
            let mut domain = json!({"service_id": "12345678", "servtype": "domain", "soa": {"minimum_ttl": "3h", "ttl": "1d"}});
            if !world.records.is_empty() {
                domain["rrs"] = world.records.iter().map(shown).collect();
            }
            return Some(about("success", domain));
        }
        "remove_record" => {
            let of = |record: &Stored| {
                record.sub == sub && record.kind == kind && record.value == hit.field("content")
            };
            let before = world.records.len();
            world.records.retain(|record| !of(record));
            if before == world.records.len() {
                world.complain("removes nothing");
            }
        }
        _ => {
            let kind = if command == "add_alias" { "A" } else { "AAAA" };
            if hit.field("ipaddr").contains(':') != (kind == "AAAA") {
                return Some(about(
                    "error",
                    json!({"error_code": "IP_INVALID", "error_text": "Invalid IP address"}),
                ));
            }
            // The note is the test's own, and the TTL the zone's.
            let there = world.rrset(sub, kind);
            let (note, ttl) =
                there.first().map_or((String::new(), 86_400), |record| (record.note.clone(), record.ttl));
            let made = world.add(sub, kind, hit.field("ipaddr"), ttl);
            made.note = note;
        }
    }
    Some(about("success", json!({"service_id": "12345678"})))
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(REGRU).await;
}

/// A domain whose zone is not served there is said to be that, and not to be empty.
#[tokio::test]
async fn a_domain_on_other_name_servers_is_told() {
    let bench = Bench::of(Vendor {
        serve: |world, hit| match hit.field("domain_name") {
            ZONE => Some(about(
                "error",
                json!({"error_code": "DOMAIN_IS_NOT_USE_REGRU_NSS", "error_text": "This domain not use REG.RU name services"}),
            )),
            _ => serve(world, hit),
        },
        ..REGRU
    });
    assert_eq!(Client::of(&bench).code(task("home.example.org", &["203.0.113.9"])).await, Code::NotActive);
    assert_eq!(bench.requests().1, 0);
}
