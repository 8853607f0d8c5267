//! IONOS (hosting): developer.hosting.ionos.com/docs/dns. Others of the house have the service at addresses of their own.

use crate::provider::record_api::prelude::*;

pub const API: Api = Api {
    id: "ionos",
    display: "IONOS",
    secret: secret("API key (prefix.secret)", "developer.hosting.ionos.com/keys: public prefix and secret, joined by a dot."),
    ttl: Some((60, 604_800)),
    max_batch: 100,
    // A batch says the whole RRsets, so that it can be sent again.
    atomic: true,
    base: "https://api.hosting.ionos.com/dns",
    auth: Auth::Header("X-API-Key", ""),
    zones: Zones { list: list(get("/v1/zones"), ""), ..ZONES },
    records: Records {
        all: Some(list(get("/v1/zones/{zone_id}"), "/records")),
        one: Some(list(get("/v1/zones/{zone_id}?recordName={fqdn}"), "/records")),
        off: Some(("/disabled", "true")),
        off_is_lost: true,
        ..RECORDS
    },
    write: Write::Sets {
        // Records of the same name and type are replaced, others stay.
        call: patch("/v1/zones/{zone_id}", r#""{items}""#),
        set: r#"[{"name":"{fqdn}","type":"{type}","content":"{each}","ttl":"{#ttl}","prio":"{/prio}",
                  "disabled":"{/disabled}"}]"#,
        delete: delete("/v1/zones/{zone_id}/records/{id}"),
    },
    answers: Answers { code: &["/0/code", "/code"], message: &["/0/message", "/message"], ..ANSWERS },
    ..PLAIN
};
