//! Aurora DNS of `PCextreme`: libcloud.readthedocs.io/en/stable/dns/drivers/auroradns.html.

use crate::provider::{record_api::prelude::*, sign::aurora};

pub static API: Api = Api {
    id: "auroradns",
    display: "Aurora DNS",
    secret: secret(
        "secret key",
        "cp.pcextreme.nl, DNS users: a user for this alone with the right to its zones, and its API key and secret key.",
    ),
    fields: &[required("api_key", "The API key that belongs to the secret key.", "0123456789abcdef0123456789abcdef")],
    base: "https://api.auroradns.eu",
    auth: Auth::Signed(aurora::sign),
    zones: Zones { list: list(get("/zones"), ""), ..ZONES },
    records: Records { all: Some(list(get("/zones/{zone_id}/records"), "")), form: Form::Relative, ..RECORDS },
    write: Write::Records {
        create: post("/zones/{zone_id}/records", r#"{"type":"{type}","name":"{sub0}","content":"{value}","ttl":"{#ttl}"}"#),
        // What is left out stays as it is.
        update: Some(put("/zones/{zone_id}/records/{id}", r#"{"content":"{value}","ttl":"{#ttl}"}"#)),
        delete: delete("/zones/{zone_id}/records/{id}"),
    },
    answers: Answers { code: &["/error"], message: &["/errormsg"], ..ANSWERS },
    ..PLAIN
};
