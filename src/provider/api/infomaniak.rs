//! Infomaniak: developer.infomaniak.com/docs/api, "/2/zones/{zone}/records".

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "infomaniak",
    display: "Infomaniak",
    secret: secret(
        "API token",
        "manager.infomaniak.com, Developer, API tokens: a token with the scopes domain:read, dns:read and dns:write.",
    ),
    base: "https://api.infomaniak.com/2",
    auth: BEARER,
    zones: BY_RECORDS,
    records: Records {
        all: Some(paged(get("/zones/{zone}/records?per_page={size}&page={page}"), "/data", 1, 100)),
        one: Some(paged(get("/zones/{zone}/records?filter[source]={sub0|.}&per_page={size}&page={page}"), "/data", 1, 100)),
        name: "/source",
        form: Form::Relative,
        value: "/target",
        ..RECORDS
    },
    write: Write::Records {
        create: post("/zones/{zone}/records", r#"{"type":"{type}","source":"{sub0|.}","target":"{value}","ttl":"{#ttl}"}"#),
        update: Some(put("/zones/{zone}/records/{id}", r#"{"target":"{value}","ttl":"{#ttl}"}"#)),
        delete: delete("/zones/{zone}/records/{id}"),
    },
    answers: Answers { good: Some(("/result", &["success"])), code: &["/error/code"], message: &["/error/description"], ..ANSWERS },
    ..PLAIN
};
