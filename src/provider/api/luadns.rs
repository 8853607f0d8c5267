//! LuaDNS: luadns.com/api.html, "Records".

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "luadns",
    display: "LuaDNS",
    secret: secret(
        "API key",
        "app.luadns.com/api_keys: a key restricted to the zone, once API access is switched on in the settings.",
    ),
    fields: &[required("email", "The e-mail address of the account.", "me@example.org")],
    ttl: Some((300, 86_400)),
    // "Rate Limiting"
    rate: Some(at_most(1200, 300)),
    base: "https://api.luadns.com/v1",
    auth: Auth::Basic("{email}"),
    headers: &[("Accept", "application/json")],
    zones: Zones { list: list(get("/zones"), ""), ..ZONES },
    records: Records { all: Some(list(get("/zones/{zone_id}/records"), "")), ..RECORDS },
    write: Write::Records {
        create: post("/zones/{zone_id}/records", r#"{"name":"{fqdn_dot}","type":"{type}","content":"{value}","ttl":"{#ttl}"}"#),
        update: Some(put(
            "/zones/{zone_id}/records/{id}",
            r#"{"name":"{fqdn_dot}","type":"{type}","content":"{value}","ttl":"{#ttl}"}"#,
        )),
        delete: delete("/zones/{zone_id}/records/{id}"),
    },
    answers: Answers { code: &["/status"], ..ANSWERS },
    ..PLAIN
};
