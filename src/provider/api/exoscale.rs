//! Exoscale DNS: openapi-v2.exoscale.com, "DNS".

use crate::provider::{record_api::prelude::*, sign::exo2};

pub static API: Api = Api {
    id: "exoscale",
    display: "Exoscale",
    secret: secret("API secret", "portal.exoscale.com, IAM: a role that allows the service dns alone, and an API key with it."),
    fields: &[required("api_key", "The API key that belongs to the secret.", "EXO0123456789abcdef01234567")],
    ttl: Some((60, 604_800)),
    // DNS is the same in every one of its regions.
    base: "https://api-ch-gva-2.exoscale.com/v2",
    auth: Auth::Signed(exo2::sign),
    zones: Zones { list: list(get("/dns-domain"), "/dns-domains"), name: "/unicode-name", ..ZONES },
    records: Records {
        all: Some(list(get("/dns-domain/{zone_id}/record"), "/dns-domain-records")),
        form: Form::Relative,
        ..RECORDS
    },
    write: Write::Records {
        create: post("/dns-domain/{zone_id}/record", r#"{"name":"{sub0}","type":"{type}","content":"{value}","ttl":"{#ttl}"}"#),
        update: Some(put("/dns-domain/{zone_id}/record/{id}", r#"{"name":"{sub0}","content":"{value}","ttl":"{#ttl}"}"#)),
        delete: delete("/dns-domain/{zone_id}/record/{id}"),
    },
    answers: Answers { refusals: &[("signature", Code::BadCredential)], ..ANSWERS },
    ..PLAIN
};
