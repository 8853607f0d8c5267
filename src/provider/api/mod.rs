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
    bunny,
    cloudns,
    desec,
    digitalocean,
    dinahosting,
    dnsimple,
    dnsla,
    dnspod,
    dreamhost,
    edgecenter,
    gandi,
    gcore,
    godaddy,
    hetzner,
    hetzner_cloud,
    hipmdnsmgr,
    hostinger,
    infomaniak_api,
    inwx_api,
    ionos,
    linode,
    luadns,
    namecom,
    namesilo,
    netcup,
    njalla_api,
    ns1,
    porkbun,
    powerdns,
    rainyun,
    scaleway,
    selectel,
    servercow,
    spaceship,
    technitium,
    united_domains,
    vercel,
    vultr,
}
