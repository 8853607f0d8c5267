//! Hosttech: api.ns1.hosttech.eu/api/documentation.

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "hosttech",
    display: "Hosttech",
    secret: secret("API token", "www.myhosttech.eu, the DNS editor, API: create a token there."),
    ttl: Some((600, 86_400)),
    base: "https://api.ns1.hosttech.eu/api/user/v1",
    auth: BEARER,
    headers: &[("Accept", "application/json")],
    zones: Zones { list: paged(get("/zones?query={zone}&limit={size}&offset={offset}"), "/data", 0, 100), by: By::Suffix, ..ZONES },
    records: Records {
        all: Some(list(get("/zones/{zone_id}/records"), "/data")),
        form: Form::Relative,
        value: "/ipv{family}",
        ..RECORDS
    },
    write: Write::Records {
        create: post(
            "/zones/{zone_id}/records",
            r#"{"type":"{type}","name":"{sub0}","ipv{family}":"{value}","ttl":"{#ttl}","comment":""}"#,
        ),
        update: Some(put(
            "/zones/{zone_id}/records/{id}",
            r#"{"name":"{sub0}","ipv{family}":"{value}","ttl":"{#ttl}","comment":"{/comment}"}"#,
        )),
        delete: delete("/zones/{zone_id}/records/{id}"),
    },
    answers: Answers { code: &[], ..ANSWERS },
    ..PLAIN
};
