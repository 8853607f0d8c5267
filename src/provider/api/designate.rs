//! Designate, the DNS service of `OpenStack`: docs.openstack.org/api-ref/dns, version 2; the sign-in is Keystone's:
//! docs.openstack.org/api-ref/identity/v3. Other clouds have the same DNS service under another name.

use crate::provider::record_api::prelude::*;

pub static API: Api = api(
    AccountShape {
        id: "designate",
        display: "OpenStack Designate",
        fields: &[
            required("identity", "Where Keystone is, without `https://` and the version.", "cloud.example/identity"),
            required("username", "The name of the user.", "fingerpost"),
            optional("user_domain", "The domain of the user, if it is not `Default`.", "Default"),
            required("project", "The name of the project that the zone is in.", "dns"),
            optional("project_domain", "The domain of the project, if it is not `Default`.", "Default"),
        ],
        secret: SecretShape {
            called: "password",
            create: "Have a user created for this alone, with the role member in the project that the zone is in. Give \
                     `endpoint`, the address of the DNS service without its version.",
        },
        ttl: Some((1, 2_147_483_647)),
        endpoint: Endpoint::Own("https://cloud.example:9001"),
        ..INFO.shape
    },
    "",
    &Login {
        call: post(
            "https://{identity}/v3/auth/tokens",
            r#"{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"{username}",
                "domain":{"name":"{user_domain|Default}"},"password":"{secret}"}}},
                "scope":{"project":{"name":"{project}","domain":{"name":"{project_domain|Default}"}}}}}"#,
        ),
        ..KEYSTONE
    },
    &Lists {
        // As many as this cloud gives at once.
        zones: List {
            call: get("/v2/zones?name={zone_dot}&limit=max&marker={cursor}"),
            items: "/zones",
            pages: Pages::Next("/links/next", "marker"),
        },
        all: List {
            call: get("/v2/zones/{zone_id}/recordsets?limit=max&marker={cursor}"),
            items: "/recordsets",
            pages: Pages::Next("/links/next", "marker"),
        },
        one: list(get("/v2/zones/{zone_id}/recordsets?name={fqdn_dot}"), "/recordsets"),
    },
    // What is left out stays as it is; the name and the type cannot be changed.
    r#"{"ttl":"{#ttl}","records":["{each}"]}"#,
);

/// What is the same for all.
pub const KEYSTONE: Login = Login {
    call: post("", ""),
    basic: None,
    assertion: None,
    token: "header:X-Subject-Token",
    lasts: "",
    header: ("X-Auth-Token", ""),
};

/// How one cloud is asked for what there is.
#[derive(Clone, Copy)]
pub struct Lists {
    pub zones: List,
    pub all: List,
    pub one: List,
}

/// One cloud's service: where it is, how it is signed in to, and what an update of an RRset says.
pub const fn api(shape: AccountShape, base: &'static str, login: &'static Login, lists: &Lists, update: &'static str) -> Api {
    Api {
        info: Info { shape, model: Model::Rrset, ..INFO },
        base,
        auth: Auth::Login(login),
        headers: &[],
        zones: Zones { list: lists.zones, by: By::Suffix, ..ZONES },
        records: Records {
            all: Some(lists.all),
            one: Some(lists.one),
            value: "/records",
            off: Some(("/status", "DISABLE")),
            ..RECORDS
        },
        write: Write::Rrset {
            create: Some(post(
                "/v2/zones/{zone_id}/recordsets",
                r#"{"name":"{fqdn_dot}","type":"{type}","ttl":"{#ttl}","records":["{each}"]}"#,
            )),
            replace: put("/v2/zones/{zone_id}/recordsets/{id}", update),
            delete: delete("/v2/zones/{zone_id}/recordsets/{id}"),
        },
        finish: None,
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
    }
}
