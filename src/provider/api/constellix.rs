//! Constellix, API v1: api-docs.constellix.com.
//!
//! Records of the kind "round robin" alone, for the whole world: failover, pools and regions stay as they are.

use crate::provider::{record_api::prelude::*, sign::constellix};

pub static API: Api = Api {
    id: "constellix",
    display: "Constellix",
    secret: secret(
        "secret key",
        "my.constellix.com, a user for this alone with permission on the domain: its API key and secret key.",
    ),
    fields: &[required("api_key", "The API key that belongs to the secret key.", "1c5b0dd3-37d8-504e-c53a-34d8504ec53a")],
    ttl: Some((60, 604_800)),
    base: "https://api.dns.constellix.com/v1",
    auth: Auth::Signed(constellix::sign),
    zones: Zones { list: list(get("/domains/search?exact={zone}"), ""), by: By::Suffix, ..ZONES },
    records: Records {
        all: Some(list(get("/domains/{zone_id}/records/{type}"), "")),
        form: Form::Relative,
        value: "/roundRobin",
        each: "/value",
        off: Some(("/disableFlag", "true")),
        only: &[("/recordOption", "roundRobin"), ("/gtdRegion", "1")],
        ..RECORDS
    },
    write: Write::Rrset {
        create: Some(post(
            "/domains/{zone_id}/records/{type}",
            r#"{"name":"{sub0}","ttl":"{#ttl}","recordOption":"roundRobin",
                "roundRobin":[{"value":"{each}","disableFlag":false}]}"#,
        )),
        replace: put(
            "/domains/{zone_id}/records/{type}/{id}",
            r#"{"name":"{sub0}","ttl":"{#ttl}","recordOption":"roundRobin","noAnswer":"{/noAnswer}",
                "note":"{/note}","gtdRegion":"{/gtdRegion}","roundRobin":[{"value":"{each}","disableFlag":false}]}"#,
        ),
        delete: delete("/domains/{zone_id}/records/{type}/{id}"),
    },
    answers: Answers { code: &[], message: &["/errors/0"], ..ANSWERS },
    ..PLAIN
};
