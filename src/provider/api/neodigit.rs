//! Neodigit, and the others of Tecnocrática: developers.neodigit.net, "DNS".

use crate::provider::record_api::prelude::*;

pub const API: Api = Api {
    id: "neodigit",
    display: "Neodigit",
    secret: secret("API token", "The customer panel, the user's data, API: create a token."),
    base: "https://api.neodigit.net/v1",
    auth: Auth::Header("X-TCpanel-Token", ""),
    headers: &[("Accept", "application/json")],
    zones: Zones { list: list(get("/dns/zones"), ""), ..ZONES },
    records: Records { all: Some(list(get("/dns/zones/{zone_id}/records"), "")), form: Form::Either, ..RECORDS },
    write: Write::Records {
        create: post(
            "/dns/zones/{zone_id}/records",
            r#"{"record":{"name":"{sub}","type":"{type}","content":"{value}","ttl":"{#ttl}"}}"#,
        ),
        update: Some(put(
            "/dns/zones/{zone_id}/records/{id}",
            r#"{"record":{"name":"{sub}","type":"{type}","content":"{value}","ttl":"{#ttl}"}}"#,
        )),
        delete: delete("/dns/zones/{zone_id}/records/{id}"),
    },
    answers: Answers { message: &["/message", "/error"], ..ANSWERS },
    ..PLAIN
};
