//! Vultr: www.vultr.com/api, "dns".

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "vultr",
    display: "Vultr",
    secret: secret(
        "API key",
        "my.vultr.com, Account, API: a user of its own with DNS alone, and Access Control open to the \
         addresses this machine may have.",
    ),
    // "Rate limit"
    rate: Some(at_most(30, 1)),
    base: "https://api.vultr.com/v2",
    auth: BEARER,
    zones: Zones {
        list: chained(get("/domains?per_page=500&cursor={cursor}"), "/domains", "/meta/links/next"),
        name: "/domain",
        id: "",
        by: By::All,
    },
    records: Records {
        all: Some(chained(get("/domains/{zone}/records?per_page=500&cursor={cursor}"), "/records", "/meta/links/next")),
        form: Form::Relative,
        value: "/data",
        ..RECORDS
    },
    write: Write::Records {
        create: post("/domains/{zone}/records", r#"{"type":"{type}","name":"{sub0}","data":"{value}","ttl":"{#ttl}"}"#),
        update: Some(patch("/domains/{zone}/records/{id}", r#"{"data":"{value}","ttl":"{#ttl}"}"#)),
        delete: delete("/domains/{zone}/records/{id}"),
    },
    answers: Answers {
        code: &[],
        message: &["/error"],
        // Access Control does not know the address that asks.
        refusals: &[("Unauthorized IP", Code::NotPermitted)],
        ..ANSWERS
    },
    ..PLAIN
};
