//! Orange Flexible Engine DNS: docs.prod-cloud-ocb.orange-business.com/api/dns, the same as that of Open Telekom Cloud.

use super::{
    designate::{KEYSTONE, api},
    otc::{LISTS, TOKEN, UPDATE, USERNAME},
};
use crate::provider::record_api::prelude::*;

pub static API: Api = api(
    AccountShape {
        id: "flexible-engine",
        display: "Orange Flexible Engine DNS",
        fields: &[
            USERNAME,
            required("domain", "The name of the domain, as `My Credential` shows it.", "OCB0001234"),
            required("project", "The name of a project in which the user may manage DNS.", "eu-west-0"),
        ],
        secret: SecretShape {
            called: "API password",
            create: "Flexible Engine console, Identity and Access Management: a user for this alone, in a group with the \
                     permission DNS Administrator in the one project.",
        },
        ttl: Some((300, 2_147_483_647)),
        ..INFO.shape
    },
    "https://dns.prod-cloud-ocb.orange-business.com",
    &Login { call: post("https://iam.eu-west-0.prod-cloud-ocb.orange-business.com/v3/auth/tokens", TOKEN), ..KEYSTONE },
    &LISTS,
    UPDATE,
);
