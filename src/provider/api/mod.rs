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
    bunny,
    cloudns,
    conoha,
    core_networks_api,
    desec,
    digitalocean,
    dinahosting,
    dnsimple,
    dnsla,
    dnspod,
    dnsservices,
    domeneshop_api,
    dreamhost,
    dynv6_api,
    easydns_api,
    edgecenter,
    gandi,
    gcore,
    gcp,
    gehirn,
    glesys,
    godaddy,
    hetzner,
    hetzner_cloud,
    hipmdnsmgr,
    hostinger,
    hosttech,
    huaweicloud,
    infomaniak_api,
    internet_bs,
    inwx_api,
    ionos,
    ionos_cloud,
    leaseweb,
    linode,
    luadns,
    mythic_beasts,
    namecom,
    namesilo,
    neodigit,
    netcup,
    netlify,
    njalla_api,
    ns1,
    ovh,
    pointdns,
    porkbun,
    poweradmin,
    powerdns,
    rainyun,
    rcodezero,
    regfish_api,
    safedns,
    scaleway,
    selectel,
    servercow,
    simply_api,
    spaceship,
    technitium,
    tencentcloud,
    ultradns,
    united_domains,
    veesp,
    vercel,
    virtualname,
    vultr,
    yandex360,
}
