//! Linode (Akamai Cloud): techdocs.akamai.com/linode-api, "Domains".

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "linode",
    display: "Linode (Akamai)",
    secret: secret("personal access token", "cloud.linode.com, profile, API Tokens: a token with Read/Write for Domains alone."),
    ttl: Some((30, 2_419_200)),
    base: "https://api.linode.com/v4",
    auth: BEARER,
    zones: Zones { list: paged(get("/domains?page={page}&page_size={size}"), "/data", 1, 100), name: "/domain", ..ZONES },
    records: Records {
        all: Some(paged(get("/domains/{zone_id}/records?page={page}&page_size={size}"), "/data", 1, 100)),
        form: Form::Relative,
        value: "/target",
        ttl: "/ttl_sec",
        // It rounds up to the next of these.
        ttls: &[30, 120, 300, 3600, 7200, 14_400, 28_800, 57_600, 86_400, 172_800, 345_600, 604_800, 1_209_600, 2_419_200],
        ..RECORDS
    },
    write: Write::Records {
        create: post("/domains/{zone_id}/records", r#"{"type":"{type}","name":"{sub0}","target":"{value}","ttl_sec":"{#ttl}"}"#),
        update: Some(put("/domains/{zone_id}/records/{id}", r#"{"target":"{value}","ttl_sec":"{#ttl}"}"#)),
        delete: delete("/domains/{zone_id}/records/{id}"),
    },
    answers: Answers { code: &[], message: &["/errors/0/reason"], ..ANSWERS },
    ..PLAIN
};
