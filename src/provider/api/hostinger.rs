//! Hostinger: developers.hostinger.com, "DNS: Zone".

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "hostinger",
    display: "Hostinger",
    secret: secret("API token", "hpanel.hostinger.com/profile/api: the token has all rights of its user."),
    max_batch: 100,
    // A batch says the whole RRsets, so that it can be sent again.
    atomic: true,
    base: "https://developers.hostinger.com",
    auth: BEARER,
    // A domain that is registered elsewhere is not in the list: it needs its `zone`.
    zones: Zones { list: list(get("/api/domains/v1/portfolio"), ""), name: "/domain", id: "", by: By::All },
    records: Records {
        all: Some(list(get("/api/dns/v1/zones/{zone}"), "")),
        id: "",
        form: Form::Relative,
        value: "/records",
        each: "/content",
        ..RECORDS
    },
    write: Write::Sets {
        // What has the same name and type is replaced, all else stays.
        call: put("/api/dns/v1/zones/{zone}", r#"{"overwrite":true,"zone":"{items}"}"#),
        set: r#"{"name":"{sub}","type":"{type}","ttl":"{#ttl}","records":[{"content":"{each}"}]}"#,
        delete: Call { method: "DELETE", ..post("/api/dns/v1/zones/{zone}", r#"{"filters":[{"name":"{sub}","type":"{type}"}]}"#) },
    },
    answers: Answers { code: &[], message: &["/message", "/error"], ..ANSWERS },
    ..PLAIN
};
