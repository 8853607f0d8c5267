//! RcodeZero DNS: my.rcodezero.at/openapi, "RRsets" (v1).

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "rcodezero",
    display: "RcodeZero DNS",
    secret: secret("API token", "my.rcodezero.at, Settings, API: a token with read and write, not one for ACME alone."),
    ttl: Some((60, 604_800)),
    base: "https://my.rcodezero.at/api/v1",
    auth: BEARER,
    headers: &[("Accept", "application/json")],
    zones: BY_RECORDS,
    records: Records {
        // -1: all on one page
        all: Some(list(get("/zones/{zone}/rrsets?page_size=-1"), "/data")),
        id: "",
        value: "/records",
        each: "/content",
        off: Some(("/disabled", "true")),
        ..RECORDS
    },
    write: Write::Rrset {
        create: Some(patch(
            "/zones/{zone}/rrsets",
            r#"[{"changetype":"ADD","name":"{fqdn_dot}","type":"{type}","ttl":"{#ttl}",
                 "records":[{"content":"{each}","disabled":false}]}]"#,
        )),
        replace: patch(
            "/zones/{zone}/rrsets",
            r#"[{"changetype":"UPDATE","name":"{fqdn_dot}","type":"{type}","ttl":"{#ttl}",
                 "records":[{"content":"{each}","disabled":false}]}]"#,
        ),
        delete: patch("/zones/{zone}/rrsets", r#"[{"changetype":"DELETE","name":"{fqdn_dot}","type":"{type}"}]"#),
    },
    answers: Answers { code: &["/status"], ..ANSWERS },
    ..PLAIN
};
