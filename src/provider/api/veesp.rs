//! Veesp: secure.veesp.com/userapi, the same as that of DNS.services.

use crate::provider::record_api::Api;

pub static API: Api = super::dnsservices::api("veesp", "Veesp", "https://secure.veesp.com/api");
