//! Porkbun: porkbun.com/api/json/v3/documentation, "DNS Functionality".

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "porkbun",
    display: "Porkbun",
    secret: secret(
        "secret API key",
        "porkbun.com/account/api; besides, switch API ACCESS on for the domain (Domain Management, Details).",
    ),
    fields: &[required("api_key", "The API key that was created together with the secret.", "pk1_5e2a")],
    ttl: Some((600, 86_400)),
    base: "https://api.porkbun.com/api/json/v3",
    auth: Auth::Body(r#"{"apikey":"{api_key}","secretapikey":"{secret}"}"#),
    zones: BY_RECORDS,
    records: Records { all: Some(list(post("/dns/retrieve/{zone}", "{}"), "/records")), ..RECORDS },
    write: Write::Records {
        create: post("/dns/create/{zone}", r#"{"name":"{sub0}","type":"{type}","content":"{value}","ttl":"{#ttl}"}"#),
        update: Some(post(
            "/dns/edit/{zone}/{id}",
            r#"{"name":"{sub0}","type":"{type}","content":"{value}","ttl":"{#ttl}","notes":"{/notes}"}"#,
        )),
        delete: post("/dns/delete/{zone}/{id}", "{}"),
    },
    answers: Answers {
        good: Some(("/status", &["SUCCESS"])),
        refusals: &[
            ("INVALID_API_KEYS", Code::BadCredential),
            ("Invalid API key", Code::BadCredential),
            ("IP_NOT_ALLOWED", Code::NotPermitted),
            // The key is for other domains.
            ("DOMAIN_NOT_ALLOWED", Code::NoZone),
            ("DUPLICATE_RECORD", Code::Contested),
            ("not opted in", Code::NotPermitted),
            ("Invalid domain", Code::NoZone),
            ("Invalid record ID", Code::NotYours),
        ],
        ..ANSWERS
    },
    ..PLAIN
};
