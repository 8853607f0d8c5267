//! Active24: rest.active24.cz/docs/v1.zone, the API of Websupport.

use super::websupport;
use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "active24",
    display: "Active24",
    secret: secret("API secret", "customer.active24.com, Security and login, API keys: a key for this alone."),
    base: "https://rest.active24.cz",
    ..websupport::API
};
