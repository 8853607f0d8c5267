//! Name.com: docs.name.com, "DNS".

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "namecom",
    display: "Name.com",
    secret: secret(
        "API token",
        "www.name.com/account/settings/api: a token of the production environment; with two-step \
         verification, API access has to be switched on too.",
    ),
    fields: &[required("username", "The user name of the account, as it stands beside the token.", "me")],
    ttl: Some((300, 86_400)),
    // docs.name.com, "Rate limiting"
    rate: Some(at_most(3000, 3600)),
    base: "https://api.name.com/core/v1",
    auth: Auth::Basic("{username}"),
    zones: Zones {
        list: chained(get("/domains?page={cursor}"), "/domains", "/nextPage"),
        name: "/domainName",
        id: "",
        by: By::All,
    },
    records: Records {
        all: Some(chained(get("/domains/{zone}/records?page={cursor}"), "?/records", "/nextPage")),
        name: "/fqdn",
        value: "/answer",
        ..RECORDS
    },
    write: Write::Records {
        create: post("/domains/{zone}/records", r#"{"host":"{sub0}","type":"{type}","answer":"{value}","ttl":"{#ttl}"}"#),
        update: Some(put("/domains/{zone}/records/{id}", r#"{"host":"{sub0}","type":"{type}","answer":"{value}","ttl":"{#ttl}"}"#)),
        delete: delete("/domains/{zone}/records/{id}"),
    },
    answers: Answers {
        // An empty list is left out: what has a message is none.
        good: Some(("/message", &[])),
        code: &[],
        message: &["/details", "/message"],
        refusals: &[("Duplicate Record", Code::Contested)],
        ..ANSWERS
    },
    ..PLAIN
};
