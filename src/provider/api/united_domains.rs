//! united-domains: dnsapi.united-domains.de/dns/docs, the DNS service of IONOS.

use super::ionos;
use crate::provider::record_api::prelude::*;

pub static API: Api = ionos::api(
    AccountShape {
        id: "united-domains",
        display: "united-domains",
        secret: SecretShape {
            called: "API key (prefix.secret)",
            create: "www.united-domains.de, the account's API keys: public prefix and secret, joined by a dot.",
        },
        ttl: Some((300, 604_800)),
        ..INFO.shape
    },
    "https://dnsapi.united-domains.de/dns",
);
