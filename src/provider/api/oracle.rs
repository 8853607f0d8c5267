//! Oracle Cloud Infrastructure DNS: docs.oracle.com/iaas/api, DNS API, version 20180115.

use crate::provider::{record_api::prelude::*, sign::oci};

pub static API: Api = Api {
    id: "oracle",
    display: "Oracle Cloud DNS",
    secret: secret(
        "API private key",
        "cloud.oracle.com: a user for this alone whose group may \"manage dns-records\" and \"read \
         dns-zones\" in the zone's compartment, with an API key in PEM without a passphrase.",
    ),
    fields: &[
        required("region", "The region whose end point is asked; any that is subscribed to.", "eu-frankfurt-1"),
        required("tenancy", "The tenancy's OCID.", "ocid1.tenancy.oc1..example"),
        required("user", "The OCID of the user that the API key belongs to.", "ocid1.user.oc1..example"),
        required("fingerprint", "The fingerprint of the API key.", "20:3b:97:13:55:1c:5b:0d:d3:37:d8:50:4e:c5:3a:34"),
    ],
    ttl: Some((1, 604_800)),
    base: "https://dns.{region}.oraclecloud.com/20180115",
    auth: Auth::Signed(oci::sign),
    zones: Zones { list: list(get("/zones/{zone}?scope=GLOBAL"), ""), name: "/name", id: "/id", by: By::Suffix },
    records: Records {
        all: Some(List {
            call: get("/zones/{zone_id}/records?limit=100&page={cursor}"),
            items: "/items",
            pages: Pages::Header("opc-next-page"),
        }),
        one: Some(List {
            call: get("/zones/{zone_id}/records/{fqdn}?limit=100&page={cursor}"),
            items: "/items",
            pages: Pages::Header("opc-next-page"),
        }),
        id: "",
        name: "/domain",
        kind: "/rtype",
        value: "/rdata",
        ..RECORDS
    },
    write: Write::Rrset {
        create: None,
        replace: put(
            "/zones/{zone_id}/records/{fqdn}/{type}",
            r#"{"items":[{"domain":"{fqdn}","rtype":"{type}","rdata":"{each}","ttl":"{#ttl}"}]}"#,
        ),
        delete: delete("/zones/{zone_id}/records/{fqdn}/{type}"),
    },
    answers: Answers { refusals: &[("clock skew", Code::WrongClock)], ..ANSWERS },
    ..PLAIN
};
