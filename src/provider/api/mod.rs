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
    akamai_edgedns,
    alidns,
    azure,
    baiducloud,
    desec,
    digitalocean,
    dnsimple,
    edgeone,
    exoscale,
    gandi,
    gcp,
    huaweicloud,
    infomaniak_api,
    inwx_api,
    nfsn,
    njalla_api,
    oracle,
    ovh,
    powerdns,
    selectel,
    technitium,
    tencentcloud,
    transip,
    volcengine,
    yandex_cloud,
}
