//! Gehirn DNS: support.gehirn.jp/apidocs/gis/dns. Changes are made in the version of the zone that is served.

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "gehirn",
    display: "Gehirn DNS",
    secret: secret(
        "API token's secret",
        "gis.gehirn.jp, API clients: a client that may read and write the one zone of the DNS service.",
    ),
    fields: &[required("token_id", "The id of the API token.", "b7a0d1f2-3c4e-4a5b-8c6d-7e8f90a1b2c3")],
    ttl: Some((30, 604_800)),
    base: "https://api.gis.gehirn.jp/dns/v1",
    auth: Auth::Basic("{token_id}"),
    headers: &[("Accept", "application/json")],
    zones: Zones { list: list(get("/zones"), ""), id: "/id|/current_version_id", ..ZONES },
    records: Records {
        all: Some(list(get("/zones/{zone_id1}/versions/{zone_id2}/records"), "")),
        value: "/records",
        each: "/address",
        only: &[("/enable_alias", "false")],
        ..RECORDS
    },
    write: Write::Rrset {
        create: Some(post(
            "/zones/{zone_id1}/versions/{zone_id2}/records",
            r#"{"type":"{type}","name":"{fqdn_dot}","enable_alias":false,"ttl":"{#ttl}","records":[{"address":"{each}"}]}"#,
        )),
        replace: Call {
            method: "PUT",
            path: "/zones/{zone_id1}/versions/{zone_id2}/records/{id}",
            body: Body::Kept { without: &[], with: r#"{"ttl":"{#ttl}","records":[{"address":"{each}"}]}"# },
            action: "",
        },
        delete: delete("/zones/{zone_id1}/versions/{zone_id2}/records/{id}"),
    },
    answers: Answers { message: &["/message", "/error"], ..ANSWERS },
    ..PLAIN
};
