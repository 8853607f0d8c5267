//! Zone.ee (Zone Media): api.zone.eu/v2, "DNS". A TTL is not to be chosen there.

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "zoneee",
    display: "Zone.ee",
    secret: secret("API key", "my.zone.eu, account management, ZoneID API: a key for this program alone."),
    fields: &[required("username", "The ZoneID user name.", "ada")],
    ttl: Some((60, 60)),
    // "X-Ratelimit-Limit" of every answer
    rate: Some(at_most(60, 60)),
    base: "https://api.zone.eu/v2",
    auth: Auth::Basic("{username}"),
    // A single thing comes as an array of one, and an array of none says that it is not there.
    zones: Zones { list: list(get("/dns/{zone}"), ""), name: "", id: "", by: By::Those("/active", "") },
    records: Records {
        all: Some(list(get("/dns/{zone}/{type}"), "")),
        kind: "",
        kinds: ["a", "aaaa", "cname"],
        value: "/destination",
        ttl: "",
        ..RECORDS
    },
    write: Write::Records {
        create: post("/dns/{zone}/{type}", r#"{"name":"{fqdn}","destination":"{value}"}"#),
        // What is left out stays as it is.
        update: Some(put("/dns/{zone}/{type}/{id}", r#"{"name":"{fqdn}","destination":"{value}"}"#)),
        delete: delete("/dns/{zone}/{type}/{id}"),
    },
    answers: Answers { code: &[], message: &["/messages/0", "/message", "/name", "/destination"], ..ANSWERS },
    ..PLAIN
};
