//! EdgeCenter DNS: apidocs.edgecenter.ru/dns, the DNS service of Gcore.

use super::gcore;
use crate::provider::record_api::prelude::*;

pub static API: Api = gcore::api(
    AccountShape {
        id: "edgecenter",
        display: "EdgeCenter",
        secret: SecretShape {
            called: "permanent API token",
            create: "accounts.edgecenter.ru, Profile, API tokens: a token of a user with the role Engineer.",
        },
        ttl: Some((60, 2_147_483_647)),
        ..INFO.shape
    },
    "https://api.edgecenter.ru/dns",
    None,
);
