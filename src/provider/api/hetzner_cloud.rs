//! Hetzner Cloud (Hetzner Console): docs.hetzner.cloud/reference/cloud, "Zones" and "Zone RRSets".

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "hetzner-cloud",
    display: "Hetzner Cloud",
    secret: secret("API token", "console.hetzner.com, the project with the zone, Security, API tokens: a token with Read & Write."),
    ttl: Some((60, 2_147_483_647)),
    // "Rate Limiting": of a project
    rate: Some(at_most(3600, 3600)),
    base: "https://api.hetzner.cloud/v1",
    auth: BEARER,
    zones: BY_RECORDS,
    records: Records {
        all: Some(paged(get("/zones/{zone}/rrsets?page={page}&per_page={size}"), "/rrsets", 1, 50)),
        one: Some(list(get("/zones/{zone}/rrsets?name={sub}"), "/rrsets")),
        id: "",
        form: Form::Relative,
        value: "/records",
        each: "/value",
        set_ttl: Some(post("/zones/{zone}/rrsets/{sub}/{type}/actions/change_ttl", r#"{"ttl":"{#ttl}"}"#)),
        ..RECORDS
    },
    write: Write::Rrset {
        create: Some(post(
            "/zones/{zone}/rrsets",
            r#"{"name":"{sub}","type":"{type}","ttl":"{#ttl}","records":[{"value":"{each}"}]}"#,
        )),
        replace: post(
            "/zones/{zone}/rrsets/{sub}/{type}/actions/set_records",
            r#"{"records":[{"value":"{each}","comment":"{/comment}"}]}"#,
        ),
        delete: delete("/zones/{zone}/rrsets/{sub}/{type}"),
    },
    answers: Answers {
        // A write is an action that goes on after the answer; whether it took effect, the check of the name
        // servers tells. One that failed at once says so here.
        good: Some(("/action/error/code", &[])),
        code: &["/error/code", "/action/error/code"],
        message: &["/error/message", "/action/error/message"],
        refusals: &[
            ("protected", Code::NotPermitted),
            ("incorrect_zone_mode", Code::NotPermitted),
            ("token_readonly", Code::NotPermitted),
            ("rate_limit_exceeded", Code::RateLimited),
            ("locked", Code::Outage),
            ("conflict", Code::Contested),
            ("uniqueness_error", Code::Contested),
            ("action_failed", Code::Outage),
        ],
        ..ANSWERS
    },
    ..PLAIN
};
