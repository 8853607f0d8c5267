//! Servercow: cp.servercow.de/en/plugin/support_manager/knowledgebase/view/34/dns-api-v1.

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "servercow",
    display: "Servercow",
    secret: secret("password of the DNS API user", "cp.servercow.de, the domain, DNS API: a user for the domain alone."),
    fields: &[required("username", "The name of the DNS API user.", "me")],
    base: "https://api.servercow.de/dns/v1",
    auth: Auth::Header("X-Auth-Password", ""),
    headers: &[("X-Auth-Username", "{username}")],
    zones: BY_RECORDS,
    records: Records { all: Some(list(get("/domains/{zone}"), "")), id: "", form: Form::Relative, ..RECORDS },
    write: Write::Rrset {
        create: None,
        // It takes the place of what is there of that name and type.
        replace: post("/domains/{zone}", r#"{"type":"{type}","name":"{sub0}","content":"{values}","ttl":"{#ttl}"}"#),
        delete: Call { method: "DELETE", ..post("/domains/{zone}", r#"{"type":"{type}","name":"{sub0}"}"#) },
    },
    answers: Answers {
        code: &[],
        // All with the status 200.
        message: &["/error"],
        refusals: &[
            ("no such domain", Code::NoZone),
            ("domain name invalid", Code::NoZone),
            ("uthenticat", Code::BadCredential),
            ("nauthorized", Code::BadCredential),
        ],
        ..ANSWERS
    },
    ..PLAIN
};
