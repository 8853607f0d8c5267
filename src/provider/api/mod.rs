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
    conoha,
    core_networks_api,
    desec,
    digitalocean,
    dnsimple,
    dnsservices,
    domeneshop_api,
    easydns_api,
    gandi,
    godaddy,
    hetzner_cloud,
    hostinger,
    tencentcloud,
    gcp,
    huaweicloud,
    gehirn,
    glesys,
    hosttech,
    infomaniak_api,
    internet_bs,
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
    united_domains,
    vultr,
    tencentcloud,
    ultradns,
    veesp,
    virtualname,
    yandex360,
}
