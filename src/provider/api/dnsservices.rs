//! DNS.services: dns.services/userapi. Other hosts have the same user API at another address.

use crate::provider::record_api::prelude::*;

pub static API: Api = api("dnsservices", "DNS.services", "https://dns.services/api");

const USERNAME: Field = required("username", "The e-mail address that the account is signed in to with.", "ada@example.org");

const PASSWORD: SecretShape = SecretShape {
    called: "password",
    create: "The password of the client area; a contact of its own with permission for DNS alone is better.",
};

/// One host's API: its id, its name and its address.
pub const fn api(id: &'static str, display: &'static str, base: &'static str) -> Api {
    let shape = AccountShape { id, display, fields: &[USERNAME], secret: PASSWORD, ..INFO.shape };
    Api {
        info: Info { shape, ..INFO },
        base,
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
        finish: None,
        answers: Answers { code: &["/error/0"], ..ANSWERS },
    }
}
