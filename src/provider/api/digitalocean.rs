//! DigitalOcean: docs.digitalocean.com/reference/api, "Domain Records".

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "digitalocean",
    display: "DigitalOcean",
    secret: secret(
        "personal access token",
        "cloud.digitalocean.com, API, Tokens: custom scopes domain: read, create, update, delete.",
    ),
    ttl: Some((30, 86_400)),
    // reference/api, rate limit
    rate: Some(at_most(250, 60)),
    base: "https://api.digitalocean.com/v2",
    auth: BEARER,
    zones: BY_RECORDS,
    records: Records {
        all: Some(paged(get("/domains/{zone}/records?per_page={size}&page={page}"), "/domain_records", 1, 200)),
        one: Some(list(get("/domains/{zone}/records?per_page=200&name={fqdn}"), "/domain_records")),
        form: Form::Relative,
        value: "/data",
        ..RECORDS
    },
    write: Write::Records {
        create: post("/domains/{zone}/records", r#"{"type":"{type}","name":"{sub}","data":"{value}","ttl":"{#ttl}"}"#),
        update: Some(patch("/domains/{zone}/records/{id}", r#"{"type":"{type}","data":"{value}","ttl":"{#ttl}"}"#)),
        delete: delete("/domains/{zone}/records/{id}"),
    },
    answers: Answers { code: &["/id"], ..ANSWERS },
    ..PLAIN
};
