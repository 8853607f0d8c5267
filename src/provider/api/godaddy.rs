//! GoDaddy: developer.godaddy.com/doc/endpoint/domains, "records".

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "godaddy",
    display: "GoDaddy",
    secret: secret(
        "API secret",
        "developer.godaddy.com/keys: a key of the environment Production. GoDaddy lets only accounts \
         with ten domains or a Discount Domain Club plan use it.",
    ),
    fields: &[required("api_key", "The key that was created together with the secret.", "dLDHexampleKey")],
    ttl: Some((600, 604_800)),
    // developer.godaddy.com/getstarted, "Rate limits": of each endpoint
    rate: Some(at_most(60, 60)),
    base: "https://api.godaddy.com",
    auth: Auth::Header("Authorization", "sso-key {api_key}:"),
    zones: Zones { list: list(get("/v1/domains?limit=1000"), ""), name: "/domain", id: "", by: By::All },
    records: Records {
        // Its offset counts pages, from 1.
        all: Some(paged(get("/v1/domains/{zone}/records/{type}?limit={size}&offset={page}"), "", 1, 500)),
        one: Some(list(get("/v1/domains/{zone}/records/{type}/{sub}"), "")),
        id: "",
        form: Form::Relative,
        value: "/data",
        ..RECORDS
    },
    write: Write::Rrset {
        create: None,
        replace: put("/v1/domains/{zone}/records/{type}/{sub}", r#"[{"data":"{each}","ttl":"{#ttl}"}]"#),
        delete: delete("/v1/domains/{zone}/records/{type}/{sub}"),
    },
    answers: Answers {
        refusals: &[
            // Said to accounts that are too small for the API.
            ("ACCESS_DENIED", Code::NotInPlan),
            ("UNABLE_TO_AUTHENTICATE", Code::BadCredential),
            ("DUPLICATE_RECORD", Code::Conflict),
            ("UNKNOWN_DOMAIN", Code::NoZone),
        ],
        ..ANSWERS
    },
    ..PLAIN
};
