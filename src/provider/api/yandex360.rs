//! Yandex 360 for business: yandex.ru/dev/api360/doc, "DomainDNSService".

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "yandex360",
    display: "Yandex 360",
    secret: secret(
        "OAuth token",
        "oauth.yandex.ru: an application with the permission directory:manage_dns alone, and a token \
         of it for the administrator.",
    ),
    fields: &[required("org_id", "The organization's id, at the foot of admin.yandex.ru.", "1234567")],
    base: "https://api360.yandex.net/directory/v1/org/{org_id}",
    auth: Auth::Header("Authorization", "OAuth "),
    zones: BY_RECORDS,
    records: Records {
        // The page size that is the service's own: a larger one may be cut.
        all: Some(paged(get("/domains/{zone}/dns?page={page}&perPage={size}"), "/records", 1, 10)),
        id: "/recordId",
        form: Form::Relative,
        value: "/address",
        ..RECORDS
    },
    write: Write::Records {
        create: post("/domains/{zone}/dns", r#"{"type":"{type}","name":"{sub}","address":"{value}","ttl":"{#ttl}"}"#),
        update: Some(post("/domains/{zone}/dns/{id}", r#"{"type":"{type}","name":"{sub}","address":"{value}","ttl":"{#ttl}"}"#)),
        delete: delete("/domains/{zone}/dns/{id}"),
    },
    ..PLAIN
};
