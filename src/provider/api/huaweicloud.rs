//! Huawei Cloud DNS: support.huaweicloud.com/api-dns.

use crate::provider::{record_api::prelude::*, sign::huawei};

pub static API: Api = Api {
    id: "huaweicloud",
    display: "Huawei Cloud DNS",
    secret: secret(
        "secret access key",
        "console.huaweicloud.com/iam: a user for this alone with an access key and the permissions \
         dns:zone:list, dns:recordset:list, create, update and delete.",
    ),
    fields: &[required("access_key_id", "The access key ID that belongs to the secret access key.", "QTWAOYTTINDUT2QVKYUC")],
    ttl: Some((1, 2_147_483_647)),
    base: "https://dns.myhuaweicloud.com",
    auth: Auth::Signed(huawei::sign),
    zones: Zones { list: paged(get("/v2/zones?type=public&limit={size}&offset={offset}"), "/zones", 0, 500), ..ZONES },
    records: Records {
        all: Some(paged(get("/v2.1/zones/{zone_id}/recordsets?limit={size}&offset={offset}"), "/recordsets", 0, 500)),
        one: Some(list(get("/v2.1/zones/{zone_id}/recordsets?name={fqdn_dot}&search_mode=equal&limit=500"), "/recordsets")),
        id: "/id",
        value: "/records",
        // The line that answers whoever none of the others is for.
        only: &[("/line", "default_view")],
        off: Some(("/status", "DISABLE")),
        ..RECORDS
    },
    write: Write::Rrset {
        create: Some(post(
            "/v2.1/zones/{zone_id}/recordsets",
            r#"{"name":"{fqdn_dot}","type":"{type}","ttl":"{#ttl}","records":["{each}"]}"#,
        )),
        replace: put(
            "/v2.1/zones/{zone_id}/recordsets/{id}",
            // What is left out stays as it is.
            r#"{"name":"{fqdn_dot}","type":"{type}","ttl":"{#ttl}","records":["{each}"]}"#,
        ),
        delete: delete("/v2.1/zones/{zone_id}/recordsets/{id}"),
    },
    answers: Answers {
        code: &["/code", "/error_code"],
        message: &["/message", "/error_msg"],
        refusals: &[
            ("signature expired", Code::WrongClock),
            ("APIGW.0301", Code::BadCredential),
            ("APIGW.0303", Code::BadCredential),
            ("APIGW.0308", Code::RateLimited),
        ],
        ..ANSWERS
    },
    ..PLAIN
};
