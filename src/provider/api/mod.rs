//! The vendors' record APIs, a file each.
//!
//! To add one, write `NAME.rs` with its [`Api`] from the vendor's documentation and add its name to the
//! list; nothing else has to be touched.

use super::record_api::Api;

macro_rules! apis {
    ($($name:ident),* $(,)?) => {
        $(mod $name;)*
        pub static APIS: &[&Api] = &[$(&$name::API),*];
    };
}

apis! {
    azure,
    desec,
    digitalocean,
    dnsimple,
    gandi,
    godaddy,
    hetzner_cloud,
    hostinger,
    tencentcloud,
    gcp,
    huaweicloud,
    infomaniak_api,
    inwx_api,
    ionos,
    linode,
    namesilo,
    netcup,
    njalla_api,
    porkbun,
    ovh,
    powerdns,
    scaleway,
    selectel,
    technitium,
    united_domains,
    vultr,
    tencentcloud,
}
