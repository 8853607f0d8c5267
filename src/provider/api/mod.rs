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
    arvancloud,
    conoha,
    core_networks_api,
    desec,
    digitalocean,
    dnscale,
    dnsimple,
    dnsservices,
    domeneshop_api,
    easydns_api,
    gandi,
    gehirn,
    glesys,
    godaddy,
    hetzner_cloud,
    hostinger,
    hosttech,
    infoblox,
    infomaniak_api,
    internet_bs,
    inwx_api,
    ionos,
    ionos_cloud,
    leaseweb,
    linode,
    mythic_beasts,
    namesilo,
    neodigit,
    netcup,
    netlify,
    netnod,
    njalla_api,
    pointdns,
    porkbun,
    poweradmin,
    powerdns,
    rcodezero,
    regfish_api,
    safedns,
    sakuracloud,
    scaleway,
    selectel,
    simply_api,
    technitium,
    tencentcloud,
    ultradns,
    united_domains,
    veesp,
    virtualname,
    vultr,
    yandex360,
}
