//! Core-Networks: beta.api.core-networks.de/doc.

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "core-networks",
    display: "Core-Networks",
    secret: secret("API user's password", "iface.core-networks.de, API user accounts: an account for the DNS zones alone."),
    fields: &[required("login", "The name of the API user.", "api_user")],
    base: "https://beta.api.core-networks.de",
    auth: Auth::Login(&Login {
        call: post("/auth/token", r#"{"login":"{login}","password":"{secret}"}"#),
        token: "/token",
        lasts: "/expires",
        ..LOGIN
    }),
    zones: Zones { list: list(get("/dnszones/"), ""), id: "", ..ZONES },
    records: Records {
        all: Some(list(get("/dnszones/{zone}/records/"), "")),
        one: Some(list(get("/dnszones/{zone}/records/?name={sub}"), "")),
        id: "",
        form: Form::Relative,
        value: "/data",
        // A record with another TTL is another record, and to remove the one removes both.
        ttl: "",
        ..RECORDS
    },
    // A record has no id, and there is no call that changes one.
    write: Write::Records {
        create: post("/dnszones/{zone}/records/", r#"{"name":"{sub}","type":"{type}","data":"{value}","ttl":"{#ttl|/ttl}"}"#),
        update: None,
        delete: post("/dnszones/{zone}/records/delete", r#"{"name":"{sub}","type":"{type}","data":"{old}"}"#),
    },
    finish: Some(post("/dnszones/{zone}/records/commit", "{}")),
    ..PLAIN
};
