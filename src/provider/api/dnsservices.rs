//! DNS.services: dns.services/userapi. Other hosts have the same user API at another address.

use crate::provider::record_api::prelude::*;

pub const API: Api = Api {
    id: "dnsservices",
    display: "DNS.services",
    secret: secret("password", "The password of the client area; a contact of its own with permission for DNS alone is better."),
    fields: &[required("username", "The e-mail address that the account is signed in to with.", "ada@example.org")],
    base: "https://dns.services/api",
    auth: Auth::Basic("{username}"),
    headers: &[("Accept", "application/json")],
    zones: Zones { list: list(get("/dns"), "/zones"), id: "/service_id|/domain_id", ..ZONES },
    records: Records { all: Some(list(get("/service/{zone_id1}/dns/{zone_id2}"), "*/records")), ..RECORDS },
    write: Write::Records {
        create: post(
            "/service/{zone_id1}/dns/{zone_id2}/records",
            r#"{"name":"{sub0}","ttl":"{#ttl}","type":"{type}","content":"{value}"}"#,
        ),
        update: Some(put(
            "/service/{zone_id1}/dns/{zone_id2}/records/{id}",
            r#"{"name":"{sub0}","ttl":"{#ttl}","type":"{type}","content":"{value}"}"#,
        )),
        delete: delete("/service/{zone_id1}/dns/{zone_id2}/records/{id}"),
    },
    answers: Answers { code: &["/error/0"], ..ANSWERS },
    ..PLAIN
};
