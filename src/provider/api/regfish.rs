//! regfish: github.com/regfish/regfish-dnsapi-go, the DNS API.

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "regfish",
    display: "regfish",
    secret: secret("API key", "dash.regfish.com, Settings, Security: an API key held to the domain, if the plan offers that."),
    base: "https://api.regfish.de",
    auth: Auth::Header("x-api-key", ""),
    zones: BY_RECORDS,
    records: Records { all: Some(list(get("/dns/{zone}/rr"), "/response")), value: "/data", ..RECORDS },
    write: Write::Records {
        create: post("/dns/rr", r#"{"type":"{type}","name":"{fqdn_dot}","data":"{value}","ttl":"{#ttl}"}"#),
        update: Some(patch(
            "/dns/rr/{id}",
            r#"{"type":"{type}","name":"{fqdn_dot}","data":"{value}","ttl":"{#ttl}","annotation":"{/annotation}"}"#,
        )),
        delete: delete("/dns/rr/{id}"),
    },
    ..PLAIN
};
