//! Orange Flexible Engine DNS: docs.prod-cloud-ocb.orange-business.com/api/dns, the same as that of Open Telekom Cloud.

use super::{
    designate::KEYSTONE,
    otc::{self, TOKEN, USERNAME},
};
use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "flexible-engine",
    display: "Orange Flexible Engine DNS",
    secret: secret(
        "API password",
        "Flexible Engine console, Identity and Access Management: a user for this alone, in a group with the \
         permission DNS Administrator in the one project.",
    ),
    fields: &[
        USERNAME,
        required("domain", "The name of the domain, as `My Credential` shows it.", "OCB0001234"),
        required("project", "The name of a project in which the user may manage DNS.", "eu-west-0"),
    ],
    base: "https://dns.prod-cloud-ocb.orange-business.com",
    auth: Auth::Login(&Login {
        call: post("https://iam.eu-west-0.prod-cloud-ocb.orange-business.com/v3/auth/tokens", TOKEN),
        ..KEYSTONE
    }),
    ..otc::API
};
