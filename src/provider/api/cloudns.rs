//! ClouDNS: www.cloudns.net/wiki/article/56, "HTTP API", "DNS records".
//!
//! Records that are switched on; others are left alone.

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "cloudns",
    display: "ClouDNS",
    secret: secret(
        "API password",
        "www.cloudns.net, API & Resellers: best a sub user that is delegated the zone alone. The API \
         belongs to the paid plans.",
    ),
    fields: &[
        optional("auth_id", "The id of an API user; either this or `sub_auth_id`.", "1234"),
        optional("sub_auth_id", "The id of an API sub user, who may be limited to single zones.", "5678"),
    ],
    ttl: Some((60, 2_592_000)),
    base: "https://api.cloudns.net/dns",
    auth: Auth::Body("auth-id={auth_id}&sub-auth-id={sub_auth_id}&auth-password={secret}"),
    zones: BY_RECORDS,
    records: Records {
        all: Some(list(form("/records.json", "domain-name={zone}"), "*")),
        name: "/host",
        form: Form::Relative,
        value: "/record",
        ttls: &[60, 300, 900, 1800, 3600, 21_600, 43_200, 86_400, 172_800, 259_200, 604_800, 1_209_600, 2_592_000],
        only: &[("/status", "1")],
        ..RECORDS
    },
    write: Write::Records {
        create: form("/add-record.json", "domain-name={zone}&record-type={type}&host={sub0}&record={value}&ttl={ttl}"),
        update: Some(form("/mod-record.json", "domain-name={zone}&record-id={id}&host={sub0}&record={value}&ttl={ttl}")),
        delete: form("/delete-record.json", "domain-name={zone}&record-id={id}"),
    },
    answers: Answers {
        good: Some(("/status", &["!Failed"])),
        code: &[],
        message: &["/statusDescription"],
        refusals: &[
            ("Invalid authentication", Code::BadCredential),
            ("Missing domain-name", Code::NoZone),
            ("Missing record-id", Code::NotYours),
            ("not have access to the HTTP API", Code::NotInPlan),
        ],
        ..ANSWERS
    },
    ..PLAIN
};
