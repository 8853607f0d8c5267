//! NS1 (IBM NS1 Connect): developer.ibm.com/apis/catalog/ns1--ibm-ns1-connect-api, "Records".

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "ns1",
    display: "NS1",
    secret: secret("API key", "my.nsone.net, Account, API keys: with \"View zones\" and \"Manage zones\" for the zone alone."),
    ttl: Some((1, 2_147_483_647)),
    // ibm.com/docs, "API rate limiting": what is named there for reading
    rate: Some(at_most(900, 300)),
    base: "https://api.nsone.net/v1",
    auth: Auth::Header("X-NSONE-Key", ""),
    zones: Zones { list: list(get("/zones/{zone}?records=false"), ""), name: "/zone", id: "", by: By::Suffix },
    records: Records {
        all: None,
        // The list of a zone has no more than the bare answers.
        one: Some(list(get("/zones/{zone}/{fqdn}/{type}"), "")),
        id: "",
        name: "/domain",
        value: "/answers",
        each: "/answer/0",
        ..RECORDS
    },
    write: Write::Rrset {
        create: Some(put(
            "/zones/{zone}/{fqdn}/{type}",
            r#"{"zone":"{zone}","domain":"{fqdn}","type":"{type}","ttl":"{#ttl}","answers":[{"answer":"{[each]}"}]}"#,
        )),
        // Members that are not said stay, but not those of an answer.
        replace: post(
            "/zones/{zone}/{fqdn}/{type}",
            r#"{"ttl":"{#ttl}","answers":[{"answer":"{[each]}","meta":"{/meta}","region":"{/region}"}]}"#,
        ),
        delete: delete("/zones/{zone}/{fqdn}/{type}"),
    },
    answers: Answers { code: &[], refusals: &[("zone not found", Code::NoZone)], ..ANSWERS },
    ..PLAIN
};
