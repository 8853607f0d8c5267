//! ConoHa VPS version 3: doc.conoha.jp/reference/api-vps3, DNS API. A new record has the service's own TTL.

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "conoha",
    display: "ConoHa (VPS version 3)",
    secret: secret("API user's password", "manage.conoha.jp, API: an API user whose role may use DNS alone."),
    fields: &[
        required("region", "The region of the endpoints, as the control panel's API page shows them.", "c3j1"),
        required("user_id", "The API user's id.", "0123456789abcdef0123456789abcdef"),
        required("tenant_id", "The tenant's id.", "fedcba9876543210fedcba9876543210"),
    ],
    base: "https://dns-service.{region}.conoha.io",
    auth: Auth::Login(&Login {
        call: post(
            "https://identity.{region}.conoha.io/v3/auth/tokens",
            r#"{"auth":{"identity":{"methods":["password"],"password":{"user":{"id":"{user_id}","password":"{secret}"}}},
                "scope":{"project":{"id":"{tenant_id}"}}}}"#,
        ),
        ..super::designate::KEYSTONE
    }),
    headers: &[("Accept", "application/json")],
    zones: Zones { list: list(get("/v1/domains"), "/domains"), id: "/uuid", ..ZONES },
    records: Records {
        all: Some(list(get("/v1/domains/{zone_id}/records"), "/records")),
        id: "/uuid",
        value: "/data",
        // Not to be set, so not to be compared.
        ttl: "",
        ..RECORDS
    },
    write: Write::Records {
        create: post("/v1/domains/{zone_id}/records", r#"{"name":"{fqdn_dot}","type":"{type}","data":"{value}"}"#),
        update: None,
        delete: delete("/v1/domains/{zone_id}/records/{id}"),
    },
    answers: Answers { message: &["/message", "/error/message"], ..ANSWERS },
    ..PLAIN
};
