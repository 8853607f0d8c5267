//! ccp.netcup.net/run/webservice/servers/endpoint.php

use super::*;

const NETCUP: Vendor = Vendor {
    id: "netcup",
    fields: &[("customer_number", "123456"), ("api_key", "abcd0f1e")],
    secret: "71f4cafe",
    prefix: "/run/webservice/servers/endpoint.php",
    signed_in: |request| {
        let body: Value = serde_json::from_str(&request.body).unwrap_or_default();
        let session = match said(&body, "/action").as_str() {
            "login" => said(&body, "/param/apipassword") == "71f4cafe",
            _ => said(&body, "/param/apisessionid") == "c2Vzc2lvbg",
        };
        session
            && said(&body, "/param/customernumber") == "123456"
            && said(&body, "/param/apikey") == "abcd0f1e"
    },
    serve,
    writes: |hit| hit.text("/action") == "updateDnsRecords",
    refuses,
    ttl: false,
};

fn answer(status: &str, code: u32, message: &str, data: &Value) -> Response {
    reply(
        200,
        json!({"serverrequestid": "x", "clientrequestid": "", "action": "", "status": status, "statuscode": code,
               "shortmessage": message, "longmessage": message, "responsedata": data}),
    )
}

fn refuses(refusal: Refusal) -> Option<Response> {
    let (code, message) = match refusal {
        Refusal::Credential => (4001, "The session id is not in a valid format."),
        Refusal::Permission | Refusal::Missing => (5029, "Can not get DNS records for zone."),
        Refusal::Busy => (4013, "More than 180 requests per minute. Please wait and retry later."),
        Refusal::Broken => return by_status(refusal),
        Refusal::InSuccess => (4000, "Something went wrong."),
    };
    let status = match refusal {
        Refusal::Permission => return by_status(refusal),
        // What is too much for the front of the house.
        Refusal::Busy => 429,
        _ => 200,
    };
    Some(Response { status, ..answer("error", code, message, &json!("")) })
}

fn shown(record: &Stored) -> Value {
    json!({"id": record.id.to_string(), "hostname": at_apex(&record.sub), "type": record.kind, "priority": "0",
           "destination": record.value, "deleterecord": false, "state": if record.note.is_empty() { "yes" } else { &record.note }})
}

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    if hit.method != "POST" || hit.request.param("JSON").is_none() {
        return None;
    }
    hit.members(world, &hit.json, &["!action", "!param"]);
    let param = &hit.json["param"];
    let session = ["!customernumber", "!apikey", "!apisessionid", "!domainname"];
    let action = hit.text("/action");
    Some(match action.as_str() {
        "login" => {
            hit.members(world, param, &["!customernumber", "!apikey", "!apipassword"]);
            answer("success", 2000, "Login successful", &json!({"apisessionid": "c2Vzc2lvbg"}))
        }
        // A name that cannot be registered is no domain name to it.
        _ if said(param, "/domainname").matches('.').count() > 1 => {
            let said = "Value in field domainname does not match requirements of type: domainname.";
            answer("error", 4013, said, &json!(""))
        }
        _ if said(param, "/domainname") != ZONE => return refuses(Refusal::Missing),
        "infoDnsRecords" => {
            hit.members(world, param, &session);
            let records: Vec<Value> = world.records.iter().map(shown).collect();
            answer("success", 2000, "DNS records found", &json!({"dnsrecords": records}))
        }
        "updateDnsRecords" => {
            hit.members(world, param, &[&session[..], &["!dnsrecordset"]].concat());
            for record in param["dnsrecordset"]["dnsrecords"].as_array()? {
                let (id, value) = (said(record, "/id"), said(record, "/destination"));
                hit.members(
                    world,
                    record,
                    &["id", "!hostname", "!type", "priority", "!destination", "deleterecord", "state"],
                );
                if record["deleterecord"] == true {
                    world.remove(&id);
                } else if id.is_empty() {
                    world.add(&said(record, "/hostname"), &said(record, "/type"), &value, 3600);
                } else {
                    let kept = world.by_id(&id)?;
                    kept.value = value;
                    kept.note = said(record, "/state").replace("yes", "");
                }
            }
            answer("success", 2000, "DNS records successful updated", &json!({"dnsrecords": []}))
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(NETCUP).await;
}

/// It has few codes and says the rest in words.
#[tokio::test]
async fn refusals_are_told_apart_by_their_words() {
    type Refuses = fn(Refusal) -> Option<Response>;
    let cases: [(Refuses, Code); 6] = [
        (
            |_| words("Can not update (all) DNS records for zone. The zone x.de could not be found."),
            Code::NoZone,
        ),
        (
            |_| Some(answer("error", 5028, "Can not update (all) DNS records for zone.", &json!(""))),
            Code::Outage,
        ),
        (|_| words("More than 180 requests per minute. Please wait and retry later."), Code::RateLimited),
        (|_| words("Too many error messages, please check your commands."), Code::LongOutage),
        (|_| words("Customer account not found. JSON decode failed."), Code::BadCredential),
        (|_| words("Value in field apikey does not match requirements."), Code::BadCredential),
    ];
    for (refuses, code) in cases {
        let bench = Bench::of(Vendor { refuses, signed_in: |_| false, ..NETCUP });
        assert_eq!(Client::of(&bench).code(task("home.example.org", &["203.0.113.9"])).await, code);
    }
}

#[expect(clippy::unnecessary_wraps, reason = "as the vendor's refusals are")]
fn words(message: &str) -> Option<Response> {
    Some(answer("error", 4013, message, &json!("")))
}

/// A session that is refused says nothing of the credential, which was good enough to get it.
#[tokio::test]
async fn a_session_that_is_refused_does_not_stop_the_account() {
    let bench = Bench::of(Vendor {
        serve: |world, hit| {
            let refused = hit.text("/action") != "login" && world.memory.contains_key("refused");
            if world.memory.get("refused").is_some_and(|how| how == "once") && refused {
                world.memory.remove("refused");
            }
            if refused { refuses(Refusal::Credential) } else { serve(world, hit) }
        },
        ..NETCUP
    });
    let home = |value: &str| task("home.example.org", &[value]);
    let refuse = |how: &str| {
        bench.server.service().world.memory.insert("refused".to_owned(), how.to_owned());
    };
    refuse("once");
    let mut client = Client::of(&bench);
    changed(&client.one(home("203.0.113.9")).await);
    refuse("always");
    let problem = client.problem(home("203.0.113.10")).await;
    assert_eq!((problem.code, problem.code.remedy()), (Code::Outage, Remedy::Retry));
    bench.server.service().world.memory.clear();
    changed(&client.one(home("203.0.113.10")).await);
}

#[tokio::test]
async fn one_bad_name_does_not_stop_the_others() {
    let bench = Bench::of(Vendor {
        serve: |world, hit| {
            let bad = hit.text("/action") == "updateDnsRecords" && hit.request.body.contains(r#""bad""#);
            if bad { words("Value in field hostname does not match.") } else { serve(world, hit) }
        },
        ..NETCUP
    });
    one_bad_name(&bench).await;
}
