//! Hetzner DNS Console, for zones that were not moved to Hetzner Cloud yet: dns.hetzner.com/api-docs, "Records".

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "hetzner",
    display: "Hetzner DNS Console",
    secret: secret(
        "API token",
        "dns.hetzner.com/settings/api-token; once a zone is moved to Hetzner Cloud, take `hetzner-cloud` for it.",
    ),
    ttl: Some((60, 2_592_000)),
    // What its answers say: 42 in a minute.
    rate: Some(at_most(42, 60)),
    base: "https://dns.hetzner.com/api/v1",
    auth: Auth::Header("Auth-API-Token", ""),
    zones: Zones { list: paged(get("/zones?page={page}&per_page={size}"), "/zones", 1, 100), ..ZONES },
    records: Records {
        all: Some(paged(get("/records?zone_id={zone_id}&page={page}&per_page={size}"), "/records", 1, 100)),
        form: Form::Relative,
        value: "/value",
        ..RECORDS
    },
    write: Write::Records {
        create: post("/records", r#"{"zone_id":"{zone_id}","type":"{type}","name":"{sub}","value":"{value}","ttl":"{#ttl}"}"#),
        update: Some(put(
            "/records/{id}",
            r#"{"zone_id":"{zone_id}","type":"{type}","name":"{sub}","value":"{value}","ttl":"{#ttl}"}"#,
        )),
        delete: delete("/records/{id}"),
    },
    answers: Answers {
        good: Some(("/error/code", &[])),
        code: &["/error/code"],
        message: &["/error/message", "/message"],
        ..ANSWERS
    },
    ..PLAIN
};
