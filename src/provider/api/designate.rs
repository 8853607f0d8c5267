//! Designate, the DNS service of `OpenStack`: docs.openstack.org/api-ref/dns, version 2; the sign-in is Keystone's:
//! docs.openstack.org/api-ref/identity/v3. Other clouds have the same DNS service under another name.

use crate::provider::record_api::prelude::*;

/// What is the same for all that sign in with Keystone.
pub const KEYSTONE: Login = Login { token: "header:X-Subject-Token", lasts: "", header: ("X-Auth-Token", ""), ..LOGIN };

pub const API: Api = Api {
    id: "designate",
    display: "OpenStack Designate",
    secret: secret(
        "password",
        "Have a user created for this alone, with the role member in the project that the zone is in. Give \
         `endpoint`, the address of the DNS service without its version.",
    ),
    fields: &[
        required("identity", "Where Keystone is, without `https://` and the version.", "cloud.example/identity"),
        required("username", "The name of the user.", "fingerpost"),
        optional("user_domain", "The domain of the user, if it is not `Default`.", "Default"),
        required("project", "The name of the project that the zone is in.", "dns"),
        optional("project_domain", "The domain of the project, if it is not `Default`.", "Default"),
    ],
    ttl: Some((1, 2_147_483_647)),
    endpoint: Endpoint::Own("https://cloud.example:9001"),
    auth: Auth::Login(&Login {
        call: post(
            "https://{identity}/v3/auth/tokens",
            r#"{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"{username}",
                "domain":{"name":"{user_domain|Default}"},"password":"{secret}"}}},
                "scope":{"project":{"name":"{project}","domain":{"name":"{project_domain|Default}"}}}}}"#,
        ),
        ..KEYSTONE
    }),
    zones: Zones {
        // As many as this cloud gives at once.
        list: List {
            call: get("/v2/zones?name={zone_dot}&limit=max&marker={cursor}"),
            items: "/zones",
            pages: Pages::Next("/links/next", "marker"),
        },
        by: By::Suffix,
        ..ZONES
    },
    records: Records {
        all: Some(List {
            call: get("/v2/zones/{zone_id}/recordsets?limit=max&marker={cursor}"),
            items: "/recordsets",
            pages: Pages::Next("/links/next", "marker"),
        }),
        one: Some(list(get("/v2/zones/{zone_id}/recordsets?name={fqdn_dot}"), "/recordsets")),
        value: "/records",
        off: Some(("/status", "DISABLE")),
        ..RECORDS
    },
    // What is left out stays as it is; the name and the type cannot be changed.
    write: rrset(r#"{"ttl":"{#ttl}","records":["{each}"]}"#),
    answers: Answers {
        code: &["/type", "/code", "/error_code"],
        message: &["/message", "/error/message", "/error_msg"],
        refusals: &[
            // An alias has that name.
            ("invalid_recordset_location", Code::Conflict),
            ("duplicate_recordset", Code::Contested),
            ("over_quota", Code::NotInPlan),
        ],
        ..ANSWERS
    },
    ..PLAIN
};

/// How one cloud's RRsets are changed: with what an update says.
pub const fn rrset(update: &'static str) -> Write {
    Write::Rrset {
        create: Some(post(
            "/v2/zones/{zone_id}/recordsets",
            r#"{"name":"{fqdn_dot}","type":"{type}","ttl":"{#ttl}","records":["{each}"]}"#,
        )),
        replace: put("/v2/zones/{zone_id}/recordsets/{id}", update),
        delete: delete("/v2/zones/{zone_id}/recordsets/{id}"),
    }
}
