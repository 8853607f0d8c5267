//! PointDNS: pointhq.com/api/docs.

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "pointdns",
    display: "PointDNS",
    fields: &[required("username", "The e-mail address of the account.", "ada@example.org")],
    secret: secret("API token", "pointhq.com, Account: the API key there."),
    base: "https://api.pointhq.com",
    auth: Auth::Basic("{username}"),
    headers: &[("Accept", "application/json")],
    zones: Zones { list: list(get("/zones"), ""), name: "/zone/name", id: "/zone/id", by: By::All },
    records: Records {
        all: Some(list(get("/zones/{zone_id}/records"), "")),
        id: "/zone_record/id",
        name: "/zone_record/name",
        kind: "/zone_record/record_type",
        value: "/zone_record/data",
        ttl: "/zone_record/ttl",
        ..RECORDS
    },
    write: Write::Records {
        create: post(
            "/zones/{zone_id}/records",
            r#"{"zone_record":{"name":"{fqdn_dot}","record_type":"{type}","data":"{value}","ttl":"{#ttl}"}}"#,
        ),
        update: Some(put(
            "/zones/{zone_id}/records/{id}",
            r#"{"zone_record":{"record_type":"{type}","data":"{value}","ttl":"{#ttl}"}}"#,
        )),
        delete: delete("/zones/{zone_id}/records/{id}"),
    },
    answers: Answers { code: &[], message: &["/error", "/message", "/errors/0"], ..ANSWERS },
    ..PLAIN
};
