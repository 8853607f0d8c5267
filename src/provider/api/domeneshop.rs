//! Domeneshop: api.domeneshop.no/docs, version 0. A TTL is a multiple of 60.

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "domeneshop",
    display: "Domeneshop",
    fields: &[required("api_token", "The token that belongs to the secret.", "TPQhSbWQ8OVVvWo2")],
    secret: secret("API secret", "domene.shop/admin?view=api: a new token."),
    ttl: Some((60, 604_800)),
    base: "https://api.domeneshop.no/v0",
    auth: Auth::Basic("{api_token}"),
    zones: Zones { list: list(get("/domains"), ""), name: "/domain", ..ZONES },
    records: Records {
        all: Some(list(get("/domains/{zone_id}/dns"), "")),
        one: Some(list(get("/domains/{zone_id}/dns?host={sub}"), "")),
        name: "/host",
        form: Form::Relative,
        value: "/data",
        ..RECORDS
    },
    write: Write::Records {
        create: post("/domains/{zone_id}/dns", r#"{"host":"{sub}","type":"{type}","data":"{value}","ttl":"{#ttl}"}"#),
        update: Some(put("/domains/{zone_id}/dns/{id}", r#"{"host":"{sub}","type":"{type}","data":"{value}","ttl":"{#ttl}"}"#)),
        delete: delete("/domains/{zone_id}/dns/{id}"),
    },
    answers: Answers { message: &["/help"], refusals: &[("record:collision", Code::Conflict)], ..ANSWERS },
    ..PLAIN
};
