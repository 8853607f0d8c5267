//! Gcore Managed DNS: gcore.com/docs/api-reference/dns, "RRsets".

use crate::provider::record_api::prelude::*;

pub static API: Api = api(
    AccountShape {
        id: "gcore",
        display: "Gcore",
        secret: SecretShape {
            called: "permanent API token",
            create: "portal.gcore.com, Profile, API tokens: a token of a user with the role Engineer.",
        },
        ttl: Some((60, 2_147_483_647)),
        ..INFO.shape
    },
    "https://api.gcore.com/dns",
    Some(paged(get("/v2/zones/{zone}/rrsets?limit={size}&offset={offset}"), "/rrsets", 0, 100)),
);

/// Its service, which others have at addresses of their own.
pub const fn api(shape: AccountShape, base: &'static str, all: Option<List>) -> Api {
    Api {
        info: Info { shape, model: Model::Rrset, ..INFO },
        base,
        auth: Auth::Header("Authorization", "APIKey "),
        headers: &[],
        zones: Zones { list: list(get("/v2/zones/{zone}"), ""), name: "/name", id: "", by: By::Suffix },
        records: Records {
            all,
            one: Some(list(get("/v2/zones/{zone}/{fqdn}/{type}"), "")),
            id: "",
            value: "/resource_records",
            each: "/content/0",
            ..RECORDS
        },
        write: Write::Rrset {
            create: Some(post(
                "/v2/zones/{zone}/{fqdn}/{type}",
                r#"{"ttl":"{#ttl}","resource_records":[{"content":"{[each]}","enabled":true}]}"#,
            )),
            // With what decides who gets which of the values.
            replace: put(
                "/v2/zones/{zone}/{fqdn}/{type}",
                r#"{"ttl":"{#ttl}","pickers":"{/pickers}","filters":"{/filters}","meta":"{/meta}","resource_records":
                    [{"content":"{[each]}","enabled":"{/enabled}","meta":"{/meta}"}]}"#,
            ),
            delete: delete("/v2/zones/{zone}/{fqdn}/{type}"),
        },
        finish: None,
        answers: Answers { code: &[], message: &["/error"], ..ANSWERS },
    }
}
