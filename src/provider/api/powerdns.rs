//! PowerDNS Authoritative Server: doc.powerdns.com/authoritative/http-api, "Zones".

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "powerdns",
    display: "PowerDNS Authoritative Server",
    secret: secret(
        "API key",
        "In pdns.conf: webserver=yes, api=yes and api-key. The key may change every zone of the \
         server, so let webserver-allow-from name this machine alone.",
    ),
    fields: &[optional(
        "server",
        "The server's id in the API, which is localhost unless something between says otherwise.",
        "localhost",
    )],
    ttl: Some((1, 604_800)),
    endpoint: Endpoint::Own("http://127.0.0.1:8081"),
    max_batch: 500,
    atomic: true,
    base: "",
    auth: Auth::Header("X-API-Key", ""),
    zones: Zones { list: list(get("/api/v1/servers/{server|localhost}/zones?zone={zone_dot}"), ""), by: By::Suffix, ..ZONES },
    records: Records {
        // Asked for one name, it says nothing of what is disabled there.
        all: Some(list(get("/api/v1/servers/{server|localhost}/zones/{zone_id}"), "/rrsets")),
        id: "",
        value: "/records",
        each: "/content",
        off: Some(("/disabled", "true")),
        ..RECORDS
    },
    // Without `comments` in it, a replacement leaves those as they are.
    write: Write::Batch {
        call: patch("/api/v1/servers/{server|localhost}/zones/{zone_id}", r#"{"rrsets":"{items}"}"#),
        set: r#"{"name":"{fqdn_dot}","type":"{type}","ttl":"{#ttl}","changetype":"REPLACE",
                 "records":[{"content":"{each}","disabled":false}]}"#,
        delete: r#"{"name":"{fqdn_dot}","type":"{type}","changetype":"DELETE"}"#,
    },
    answers: Answers {
        code: &[],
        message: &["/error"],
        refusals: &[("Conflicts with", Code::Conflict), ("Could not find domain", Code::NoZone)],
        ..ANSWERS
    },
    ..PLAIN
};
