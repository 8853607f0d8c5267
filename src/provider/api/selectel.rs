//! Selectel DNS Hosting (actual): docs.selectel.ru, DNS Hosting API v2; IAM tokens for a service user.

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "selectel",
    display: "Selectel DNS Hosting",
    secret: secret(
        "service user's password",
        "my.selectel.ru, Access control, Service users: a user with the role member in the one project.",
    ),
    fields: &[
        required("username", "The name of the service user.", "fingerpost"),
        required("account_id", "The account's number, at the top right of the control panel.", "123456"),
        required("project", "The name of the project that the zone is in.", "My First Project"),
    ],
    ttl: Some((60, 604_800)),
    base: "https://api.selectel.ru/domains/v2",
    auth: Auth::Login(&Login {
        call: post(
            "https://cloud.api.selcloud.ru/identity/v3/auth/tokens",
            r#"{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"{username}",
                "domain":{"name":"{account_id}"},"password":"{secret}"}}},
                "scope":{"project":{"name":"{project}","domain":{"name":"{account_id}"}}}}}"#,
        ),
        ..super::designate::KEYSTONE
    }),
    zones: Zones { list: paged(get("/zones?limit={size}&offset={offset}"), "/result", 0, 1000), ..ZONES },
    records: Records {
        all: Some(paged(get("/zones/{zone_id}/rrset?limit={size}&offset={offset}"), "/result", 0, 1000)),
        value: "/records",
        each: "/content",
        off: Some(("/disabled", "true")),
        ..RECORDS
    },
    write: Write::Rrset {
        create: Some(post(
            "/zones/{zone_id}/rrset",
            r#"{"name":"{fqdn_dot}","type":"{type}","ttl":"{#ttl}","records":[{"content":"{each}"}]}"#,
        )),
        replace: patch(
            "/zones/{zone_id}/rrset/{id}",
            r#"{"ttl":"{#ttl}","records":[{"content":"{each}"}],"comment":"{/comment}"}"#,
        ),
        delete: delete("/zones/{zone_id}/rrset/{id}"),
    },
    answers: Answers { code: &["/error"], message: &["/description", "/error/message"], ..ANSWERS },
    ..PLAIN
};
