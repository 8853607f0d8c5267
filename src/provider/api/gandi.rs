//! Gandi LiveDNS: api.gandi.net/docs/livedns.

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "gandi",
    display: "Gandi LiveDNS",
    secret: secret(
        "personal access token",
        "admin.gandi.net, Organizations, Sharing: a token for the domain alone that may manage its technical configuration.",
    ),
    ttl: Some((300, 2_592_000)),
    // api.gandi.net/docs/reference, rate limiting
    rate: Some(at_most(1000, 60)),
    base: "https://api.gandi.net/v5/livedns",
    auth: BEARER,
    zones: Zones { list: paged(get("/domains?page={page}&per_page={size}"), "", 1, 100), name: "/fqdn", id: "", by: By::All },
    records: Records {
        all: Some(paged(get("/domains/{zone}/records?page={page}&per_page={size}"), "", 1, 1000)),
        one: Some(list(get("/domains/{zone}/records/{sub}"), "")),
        id: "",
        name: "/rrset_name",
        form: Form::Relative,
        kind: "/rrset_type",
        value: "/rrset_values",
        ttl: "/rrset_ttl",
        ..RECORDS
    },
    write: Write::Rrset {
        create: None,
        replace: put("/domains/{zone}/records/{sub}/{type}", r#"{"rrset_values":["{each}"],"rrset_ttl":"{#ttl}"}"#),
        delete: delete("/domains/{zone}/records/{sub}/{type}"),
    },
    answers: Answers { code: &["/cause"], ..ANSWERS },
    ..PLAIN
};
