//! IONOS (hosting): developer.hosting.ionos.com/docs/dns.

use crate::provider::record_api::prelude::*;

pub static API: Api = api(
    AccountShape {
        id: "ionos",
        display: "IONOS",
        secret: SecretShape {
            called: "API key (prefix.secret)",
            create: "developer.hosting.ionos.com/keys: public prefix and secret, joined by a dot.",
        },
        ttl: Some((60, 604_800)),
        ..INFO.shape
    },
    "https://api.hosting.ionos.com/dns",
);

/// Its DNS service, which others of the house have at addresses of their own.
pub const fn api(shape: AccountShape, base: &'static str) -> Api {
    Api {
        // A batch says the whole RRsets, so that it can be sent again.
        info: Info { shape, max_batch: 100, atomic: true, ..INFO },
        base,
        auth: Auth::Header("X-API-Key", ""),
        headers: &[],
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
        finish: None,
        answers: Answers { code: &["/0/code", "/code"], message: &["/0/message", "/message"], ..ANSWERS },
    }
}
