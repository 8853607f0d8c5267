//! Open Telekom Cloud (T Cloud Public) DNS: docs.otc.t-systems.com/domain-name-service/api-ref; its tokens:
//! docs.otc.t-systems.com/identity-access-management/api-ref.

use super::designate::{self, KEYSTONE, rrset};
use crate::provider::record_api::prelude::*;

/// What the user of such an account is called.
pub const USERNAME: Field = required("username", "The name of the user.", "fingerpost");

pub const TOKEN: &str = r#"{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"{username}",
    "domain":{"name":"{domain}"},"password":"{secret}"}}},"scope":{"project":{"name":"{project}"}}}}"#;

pub const API: Api = Api {
    id: "otc",
    display: "Open Telekom Cloud DNS",
    secret: secret(
        "password",
        "console.otc.t-systems.com/iam: a user for this alone with programmatic access, in a group with the \
         permission DNS Administrator in the one project.",
    ),
    fields: &[
        USERNAME,
        required("domain", "The name of the domain (tenant), as `My Credentials` shows it.", "OTC-EU-DE-00000000001000012345"),
        required("project", "The name of a project in which the user may manage DNS.", "eu-de"),
        optional("region", "The region, if it is not `eu-de`.", "eu-nl"),
    ],
    ttl: Some((300, 2_147_483_647)),
    endpoint: Endpoint::Usual,
    base: "https://dns.{region|eu-de}.otc.t-systems.com",
    auth: Auth::Login(&Login { call: post("https://iam.{region|eu-de}.otc.t-systems.com/v3/auth/tokens", TOKEN), ..KEYSTONE }),
    // Pages are counted in record sets; a name finds all that contain it.
    zones: Zones {
        list: paged(get("/v2/zones?type=public&name={zone_dot}&limit={size}&offset={offset}"), "/zones", 0, 500),
        ..designate::API.zones
    },
    records: Records {
        all: Some(paged(get("/v2/zones/{zone_id}/recordsets?limit={size}&offset={offset}"), "/recordsets", 0, 500)),
        one: Some(paged(get("/v2/zones/{zone_id}/recordsets?name={fqdn_dot}&limit={size}&offset={offset}"), "/recordsets", 0, 500)),
        ..designate::API.records
    },
    // The description, left out, stays as it is.
    write: rrset(r#"{"name":"{fqdn_dot}","type":"{type}","ttl":"{#ttl}","records":["{each}"]}"#),
    ..designate::API
};
