//! HiPM DNSMgr, at one's own server: its `server/src/routes`, domains and records.
//!
//! Records of the line "0"; others are left alone.

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "hipmdnsmgr",
    display: "HiPM DNSMgr",
    secret: secret(
        "API token",
        "The site of your DNSMgr, API tokens: a token for the domain; its address, with /api at the end, is the `endpoint`.",
    ),
    endpoint: Endpoint::Own("https://dns.example/api"),
    base: "",
    auth: BEARER,
    zones: Zones { list: paged(get("/domains?page={page}&pageSize={size}"), "/data/list", 1, 100), ..ZONES },
    records: Records {
        all: Some(paged(get("/domains/{zone_id}/records?page={page}&pageSize={size}"), "/data/list", 1, 100)),
        form: Form::Relative,
        value: "/value",
        only: &[("/line", "0")],
        new_ttl: 600,
        ..RECORDS
    },
    write: Write::Records {
        create: post(
            "/domains/{zone_id}/records",
            r#"{"name":"{sub}","type":"{type}","value":"{value}","ttl":"{#ttl}","line":"0"}"#,
        ),
        update: Some(put(
            "/domains/{zone_id}/records/{id}",
            r#"{"name":"{/name}","type":"{type}","value":"{value}","ttl":"{#ttl}","line":"0",
                "weight":"{/weight}","remark":"{/remark}"}"#,
        )),
        delete: delete("/domains/{zone_id}/records/{id}"),
    },
    answers: Answers { good: Some(("/code", &["0"])), message: &["/msg"], ..ANSWERS },
    ..PLAIN
};
