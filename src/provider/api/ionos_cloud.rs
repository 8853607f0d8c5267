//! IONOS Cloud DNS: api.ionos.com/docs/dns/v1.

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "ionos-cloud",
    display: "IONOS Cloud DNS",
    secret: secret(
        "authentication token",
        "dcd.ionos.com, Management, Token Manager, as a user whose group has the privilege \"Access and \
         manage DNS\" alone.",
    ),
    ttl: Some((60, 604_800)),
    base: "https://dns.de-fra.ionos.com",
    auth: BEARER,
    zones: Zones {
        list: list(get("/zones?filter.zoneName={zone}&limit=1000"), "/items"),
        name: "/properties/zoneName",
        by: By::Suffix,
        ..ZONES
    },
    records: Records {
        all: Some(paged(get("/zones/{zone_id}/records?limit={size}&offset={offset}"), "/items", 0, 1000)),
        name: "/metadata/fqdn",
        kind: "/properties/type",
        value: "/properties/content",
        ttl: "/properties/ttl",
        only: &[("/properties/enabled", "true")],
        ..RECORDS
    },
    write: Write::Records {
        create: post(
            "/zones/{zone_id}/records",
            r#"{"properties":{"name":"{sub0}","type":"{type}","content":"{value}","ttl":"{#ttl}","enabled":true}}"#,
        ),
        update: Some(put(
            "/zones/{zone_id}/records/{id}",
            r#"{"properties":{"name":"{/properties/name}","type":"{type}","content":"{value}","ttl":"{#ttl}",
                "enabled":true}}"#,
        )),
        delete: delete("/zones/{zone_id}/records/{id}"),
    },
    answers: Answers { code: &["/messages/0/errorCode"], message: &["/messages/0/message"], ..ANSWERS },
    ..PLAIN
};
