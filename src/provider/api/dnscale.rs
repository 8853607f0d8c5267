//! `DNScale`: api.dnscale.eu, "Records".

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "dnscale",
    display: "DNScale",
    secret: secret("API key", "app.dnscale.eu, Settings, API keys: a key that may read zones and write records."),
    base: "https://api.dnscale.eu/v1",
    auth: BEARER,
    headers: &[("Accept", "application/json")],
    zones: Zones { list: list(get("/zones?limit=1000"), "/data/zones"), ..ZONES },
    records: Records {
        all: Some(list(get("/zones/{zone_id}/records?limit=1000"), "/data/records")),
        only: &[("/disabled", "false")],
        ..RECORDS
    },
    write: Write::Records {
        create: post("/zones/{zone_id}/records", r#"{"name":"{sub}","type":"{type}","content":"{value}","ttl":"{#ttl}"}"#),
        update: Some(put(
            "/zones/{zone_id}/records/{id}",
            r#"{"name":"{sub}","type":"{type}","content":"{value}","ttl":"{#ttl}"}"#,
        )),
        delete: delete("/zones/{zone_id}/records/{id}"),
    },
    answers: Answers { code: &[], message: &["/error", "/error/message"], ..ANSWERS },
    ..PLAIN
};
