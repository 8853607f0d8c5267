//! ANS SafeDNS: developers.ukfast.io/documentation/safedns.

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "safedns",
    display: "ANS SafeDNS",
    secret: secret(
        "API key",
        "portal.ans.co.uk, API applications: an application with read and write permission for SafeDNS alone.",
    ),
    base: "https://api.ukfast.io/safedns/v1",
    auth: Auth::Header("Authorization", ""),
    zones: BY_RECORDS,
    records: Records {
        all: Some(paged(get("/zones/{zone}/records?per_page={size}&page={page}"), "/data", 1, 50)),
        one: Some(paged(get("/zones/{zone}/records?name:eq={fqdn}&per_page={size}&page={page}"), "/data", 1, 50)),
        ..RECORDS
    },
    write: Write::Records {
        create: post("/zones/{zone}/records", r#"{"name":"{fqdn}","type":"{type}","content":"{value}","ttl":"{#ttl}"}"#),
        update: Some(patch(
            "/zones/{zone}/records/{id}",
            r#"{"name":"{fqdn}","type":"{type}","content":"{value}","ttl":"{#ttl}"}"#,
        )),
        delete: delete("/zones/{zone}/records/{id}"),
    },
    answers: Answers { code: &["/errors/0/title"], message: &["/errors/0/detail", "/message"], ..ANSWERS },
    ..PLAIN
};
