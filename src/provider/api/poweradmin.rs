//! Poweradmin: docs.poweradmin.org, API version 2, "rrsets".

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "poweradmin",
    display: "Poweradmin",
    secret: secret(
        "API key",
        "In Poweradmin as a user that may edit the one zone: API keys, Add, held to that zone where the version offers it.",
    ),
    ttl: Some((1, 604_800)),
    endpoint: Endpoint::Own("https://poweradmin.example"),
    base: "",
    auth: Auth::Header("X-API-Key", ""),
    headers: &[("Accept", "application/json")],
    zones: Zones { list: list(get("/api/v2/zones"), "/data/zones"), ..ZONES },
    records: Records {
        all: Some(list(get("/api/v2/zones/{zone_id}/rrsets"), "/data/rrsets")),
        id: "",
        value: "/records",
        each: "/content",
        off: Some(("/disabled", "true")),
        ..RECORDS
    },
    write: Write::Rrset {
        create: None,
        replace: put(
            "/api/v2/zones/{zone_id}/rrsets",
            r#"{"name":"{sub}","type":"{type}","ttl":"{#ttl}","records":[{"content":"{each}","disabled":false}]}"#,
        ),
        delete: delete("/api/v2/zones/{zone_id}/rrsets/{sub}/{type}"),
    },
    answers: Answers { code: &[], message: &["/message", "/error"], refusals: &[("CNAME", Code::Conflict)], ..ANSWERS },
    ..PLAIN
};
