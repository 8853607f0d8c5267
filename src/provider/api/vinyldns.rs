//! `VinylDNS`: vinyldns.io/api.

use crate::provider::{record_api::prelude::*, sign::sigv4};

pub static API: Api = Api {
    id: "vinyldns",
    display: "VinylDNS",
    secret: secret(
        "secret key",
        "The credentials that the portal of your VinylDNS offers for download; the user must be in the \
         group that owns the zone.",
    ),
    fields: &[required("access_key_id", "The access key that belongs to the secret key.", "okAccessKey")],
    ttl: Some((30, 2_147_483_647)),
    endpoint: Endpoint::Own("https://vinyldns.example"),
    base: "",
    auth: Auth::Signed(|call| sigv4::sign(call, "us-east-1", "VinylDNS")),
    zones: Zones { list: list(get("/zones/name/{zone}"), "/zone"), by: By::Suffix, ..ZONES },
    records: Records {
        all: Some(chained(get("/zones/{zone_id}/recordsets?maxItems=100&startFrom={cursor}"), "/recordSets", "/nextId")),
        form: Form::Relative,
        value: "/records",
        each: "/address",
        ..RECORDS
    },
    write: Write::Rrset {
        create: Some(post(
            "/zones/{zone_id}/recordsets",
            r#"{"zoneId":"{zone_id}","name":"{sub}","type":"{type}","ttl":"{#ttl}","records":[{"address":"{each}"}]}"#,
        )),
        replace: put(
            "/zones/{zone_id}/recordsets/{id}",
            r#"{"id":"{id}","zoneId":"{zone_id}","name":"{/name}","type":"{type}","ttl":"{#ttl}",
                "records":[{"address":"{each}"}],"ownerGroupId":"{/ownerGroupId}"}"#,
        ),
        delete: delete("/zones/{zone_id}/recordsets/{id}"),
    },
    // Beside JSON it refuses in plain words, which the status explains.
    answers: Answers { code: &[], message: &["/errors/0", "/message"], ..ANSWERS },
    ..PLAIN
};
