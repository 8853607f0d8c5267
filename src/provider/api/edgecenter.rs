//! EdgeCenter DNS: apidocs.edgecenter.ru/dns, the DNS service of Gcore, which there lists no zone whole.

use super::gcore;
use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "edgecenter",
    display: "EdgeCenter",
    secret: secret("permanent API token", "accounts.edgecenter.ru, Profile, API tokens: a token of a user with the role Engineer."),
    base: "https://api.edgecenter.ru/dns",
    records: Records { all: None, ..gcore::API.records },
    ..gcore::API
};
