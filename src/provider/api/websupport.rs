//! Websupport: rest.websupport.sk/docs/v1.zone. The second version lists in pages, whose query its signature may hold or not.

use crate::provider::{record_api::prelude::*, sign::websupport};

pub const API: Api = Api {
    id: "websupport",
    display: "Websupport",
    secret: secret("API secret", "admin.websupport.sk, Security and login, API authentication: a standard key for this alone."),
    fields: &[required("api_key", "The identifier of the API key that the secret belongs to.", "ak48l3h7-ak5d-qn4t-p8gc-b6fs8c3l")],
    base: "https://rest.websupport.sk",
    auth: Auth::Signed(websupport::sign),
    headers: &[("Accept", "application/json")],
    zones: BY_RECORDS,
    records: Records {
        all: Some(list(get("/v1/user/self/zone/{zone}/record"), "/items")),
        form: Form::Relative,
        new_ttl: 600,
        ..RECORDS
    },
    write: Write::Records {
        create: post("/v1/user/self/zone/{zone}/record", r#"{"type":"{type}","name":"{sub}","content":"{value}","ttl":"{#ttl}"}"#),
        update: Some(put(
            "/v1/user/self/zone/{zone}/record/{id}",
            r#"{"type":"{type}","name":"{sub}","content":"{value}","ttl":"{#ttl}","note":"{/note}"}"#,
        )),
        delete: delete("/v1/user/self/zone/{zone}/record/{id}"),
    },
    answers: Answers {
        good: Some(("/status", &["!error"])),
        message: &["/message", "/errors/content/0", "/errors/name/0", "/errors/ttl/0"],
        ..ANSWERS
    },
    ..PLAIN
};
