//! Leaseweb: developer.leaseweb.com, "Domains API" (hosting/v2). A TTL is one of 60, 300, 1800, 3600, 14400,
//! 28800, 43200 and 86400.

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "leaseweb",
    display: "Leaseweb",
    secret: secret("API key", "secure.leaseweb.com, Administration, API Key: a key for this program alone."),
    base: "https://api.leaseweb.com/hosting/v2",
    auth: Auth::Header("X-LSW-Auth", ""),
    zones: BY_RECORDS,
    records: Records { all: Some(list(get("/domains/{zone}/resourceRecordSets"), "/resourceRecordSets")), id: "", ..RECORDS },
    write: Write::Rrset {
        create: Some(post(
            "/domains/{zone}/resourceRecordSets",
            r#"{"name":"{fqdn_dot}","type":"{type}","content":["{each}"],"ttl":"{#ttl}"}"#,
        )),
        replace: put("/domains/{zone}/resourceRecordSets/{fqdn_dot}/{type}", r#"{"content":["{each}"],"ttl":"{#ttl}"}"#),
        delete: delete("/domains/{zone}/resourceRecordSets/{fqdn_dot}/{type}"),
    },
    answers: Answers { code: &["/errorCode"], message: &["/errorMessage"], ..ANSWERS },
    ..PLAIN
};
