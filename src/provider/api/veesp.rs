//! Veesp: secure.veesp.com/userapi, the same as that of DNS.services.

use crate::provider::record_api::Api;

pub static API: Api = Api { id: "veesp", display: "Veesp", base: "https://secure.veesp.com/api", ..super::dnsservices::API };
