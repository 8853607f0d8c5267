//! united-domains: dnsapi.united-domains.de/dns/docs, the DNS service of IONOS.

use super::ionos;
use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "united-domains",
    display: "united-domains",
    secret: secret(
        "API key (prefix.secret)",
        "www.united-domains.de, the account's API keys: public prefix and secret, joined by a dot.",
    ),
    ttl: Some((300, 604_800)),
    base: "https://dnsapi.united-domains.de/dns",
    ..ionos::API
};
