//! Netnod Primary DNS: primarydnsapi.netnod.se/api/v1/docs.

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "netnod",
    display: "Netnod Primary DNS",
    secret: secret("API token", "Netnod's customer portal, DNS, API tokens: a token, for one end customer where that fits."),
    ttl: Some((60, 604_800)),
    max_batch: 100,
    atomic: true,
    base: "https://primarydnsapi.netnod.se/api/v1",
    auth: Auth::Header("Authorization", "Token "),
    headers: &[("Accept", "application/json")],
    zones: BY_RECORDS,
    records: Records {
        all: Some(list(get("/zones/{zone_dot}"), "/rrsets")),
        id: "",
        value: "/records",
        each: "/content",
        off: Some(("/disabled", "true")),
        ..RECORDS
    },
    write: Write::Batch {
        call: patch("/zones/{zone_dot}", r#"{"rrsets":"{items}"}"#),
        set: r#"{"name":"{fqdn_dot}","type":"{type}","ttl":"{#ttl}","changetype":"REPLACE",
                 "records":[{"content":"{each}","disabled":false}]}"#,
        delete: r#"{"name":"{fqdn_dot}","type":"{type}","changetype":"DELETE"}"#,
    },
    answers: Answers { code: &[], message: &["/error", "/detail", "/message"], ..ANSWERS },
    ..PLAIN
};
