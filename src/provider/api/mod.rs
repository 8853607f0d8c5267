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
    conoha,
    core_networks_api,
    desec,
    digitalocean,
    dnsimple,
    dnsservices,
    domeneshop_api,
    easydns_api,
    gandi,
    gehirn,
    glesys,
    hosttech,
    infomaniak_api,
    internet_bs,
    inwx_api,
    ionos_cloud,
    leaseweb,
    mythic_beasts,
    neodigit,
    netlify,
    njalla_api,
    pointdns,
    poweradmin,
    powerdns,
    rcodezero,
    regfish_api,
    safedns,
    selectel,
    simply_api,
    technitium,
    ultradns,
    veesp,
    virtualname,
    yandex360,
}
