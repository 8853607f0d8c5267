//! Vercel DNS: vercel.com/docs/rest-api/dns.

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "vercel",
    display: "Vercel",
    secret: secret("access token", "vercel.com/account/tokens: a token whose scope is the team of the domain."),
    fields: &[optional(
        "team_id",
        "The team that the domain belongs to, if it is not your personal account.",
        "team_1a2b3c4d5e6f7g8h9i0j1k2l",
    )],
    ttl: Some((60, 2_147_483_647)),
    base: "https://api.vercel.com",
    auth: BEARER,
    zones: Zones {
        list: chained(get("/v5/domains?limit=100&until={cursor}&teamId={team_id}"), "/domains", "/pagination/next"),
        name: "/name",
        id: "",
        by: By::All,
    },
    records: Records {
        all: Some(chained(
            get("/v5/domains/{zone}/records?limit=100&until={cursor}&teamId={team_id}"),
            "/records",
            "/pagination/next",
        )),
        form: Form::Relative,
        value: "/value",
        ..RECORDS
    },
    write: Write::Records {
        create: post(
            "/v2/domains/{zone}/records?teamId={team_id}",
            r#"{"name":"{sub0}","type":"{type}","value":"{value}","ttl":"{#ttl}"}"#,
        ),
        update: Some(patch("/v1/domains/records/{id}?teamId={team_id}", r#"{"value":"{value}","ttl":"{#ttl}"}"#)),
        delete: delete("/v2/domains/{zone}/records/{id}?teamId={team_id}"),
    },
    answers: Answers {
        // A token that is not known is "forbidden", too, but marked.
        code: &["/error/invalidToken", "/error/code"],
        message: &["/error/message"],
        refusals: &[("true", Code::BadCredential)],
        ..ANSWERS
    },
    ..PLAIN
};
