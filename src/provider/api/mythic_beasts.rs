//! Mythic Beasts: www.mythic-beasts.com/support/api/dnsv2.

use crate::provider::record_api::prelude::*;

const RECORD: &str = r#"{"records":[{"host":"{sub}","type":"{type}","ttl":"{#ttl}","data":"{each}"}]}"#;

pub static API: Api = Api {
    id: "mythic-beasts",
    display: "Mythic Beasts",
    secret: secret(
        "API key's secret",
        "www.mythic-beasts.com/customer/api-users: a key for the DNS API v2 whose permissions are \
         held to the zone, the names and the types A and AAAA.",
    ),
    fields: &[required("key_id", "The id of the API key.", "ixahz6io3eixoo4o")],
    base: "https://api.mythic-beasts.com/dns/v2",
    auth: Auth::Basic("{key_id}"),
    zones: BY_RECORDS,
    records: Records {
        all: Some(list(get("/zones/{zone}/records"), "/records")),
        one: Some(list(get("/zones/{zone}/records?host={sub}"), "/records")),
        id: "",
        name: "/host",
        form: Form::Relative,
        value: "/data",
        ..RECORDS
    },
    write: Write::Rrset {
        create: None,
        replace: put("/zones/{zone}/records/{sub}/{type}", RECORD),
        delete: delete("/zones/{zone}/records/{sub}/{type}"),
    },
    answers: Answers { code: &[], message: &["/error", "/errors/0"], ..ANSWERS },
    ..PLAIN
};
