//! Gcore Managed DNS: gcore.com/docs/api-reference/dns, "RRsets". Others have its service at addresses of their own.

use crate::provider::record_api::prelude::*;

pub const API: Api = Api {
    id: "gcore",
    display: "Gcore",
    secret: secret("permanent API token", "portal.gcore.com, Profile, API tokens: a token of a user with the role Engineer."),
    ttl: Some((60, 2_147_483_647)),
    base: "https://api.gcore.com/dns",
    auth: Auth::Header("Authorization", "APIKey "),
    zones: Zones { list: list(get("/v2/zones/{zone}"), ""), name: "/name", id: "", by: By::Suffix },
    records: Records {
        all: Some(paged(get("/v2/zones/{zone}/rrsets?limit={size}&offset={offset}"), "/rrsets", 0, 100)),
        one: Some(list(get("/v2/zones/{zone}/{fqdn}/{type}"), "")),
        id: "",
        value: "/resource_records",
        each: "/content/0",
        ..RECORDS
    },
    write: Write::Rrset {
        create: Some(post(
            "/v2/zones/{zone}/{fqdn}/{type}",
            r#"{"ttl":"{#ttl}","resource_records":[{"content":"{[each]}","enabled":true}]}"#,
        )),
        // With what decides who gets which of the values.
        replace: put(
            "/v2/zones/{zone}/{fqdn}/{type}",
            r#"{"ttl":"{#ttl}","pickers":"{/pickers}","filters":"{/filters}","meta":"{/meta}","resource_records":
                [{"content":"{[each]}","enabled":"{/enabled}","meta":"{/meta}"}]}"#,
        ),
        delete: delete("/v2/zones/{zone}/{fqdn}/{type}"),
    },
    answers: Answers { code: &[], message: &["/error"], ..ANSWERS },
    ..PLAIN
};
