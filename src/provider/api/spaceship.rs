//! Spaceship: docs.spaceship.dev, "DNS records".

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "spaceship",
    display: "Spaceship",
    secret: secret("API secret", "www.spaceship.com, API Manager: a key with domains:read, dnsrecords:read and dnsrecords:write."),
    fields: &[required("api_key", "The API key that was created together with the secret.", "JdIS8QYFMZpVKupJtdc3")],
    ttl: Some((60, 3600)),
    max_batch: 100,
    // "Rate Limits"
    rate: Some(at_most(300, 300)),
    base: "https://spaceship.dev/api/v1",
    auth: Auth::Header("X-API-Secret", ""),
    headers: &[("X-API-Key", "{api_key}")],
    zones: Zones { list: paged(get("/domains?take={size}&skip={offset}"), "/items", 0, 100), name: "/name", id: "", by: By::All },
    records: Records {
        all: Some(paged(get("/dns/records/{zone}?take={size}&skip={offset}"), "/items", 0, 500)),
        // A record is its name, type and value.
        id: "",
        form: Form::Relative,
        value: "/address",
        ..RECORDS
    },
    write: Write::Steps {
        calls: &[
            // Without force, a second value would be a conflict until the first is gone.
            put("/dns/records/{zone}", r#"{"force":true,"items":"{creates}"}"#),
            Call { method: "DELETE", ..post("/dns/records/{zone}", r#""{deletes}""#) },
        ],
        create: r#"{"type":"{type}","name":"{sub}","address":"{value}","ttl":"{#ttl}"}"#,
        update: None,
        delete: r#"{"type":"{type}","name":"{sub}","address":"{old}"}"#,
    },
    answers: Answers { code: &[], message: &["/detail"], ..ANSWERS },
    ..PLAIN
};
