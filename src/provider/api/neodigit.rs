//! Neodigit, and the others of Tecnocrática: developers.neodigit.net, "DNS".

use crate::provider::record_api::prelude::*;

pub static API: Api = api("neodigit", "Neodigit", "https://api.neodigit.net/v1");

const TOKEN: SecretShape = SecretShape { called: "API token", create: "The customer panel, the user's data, API: create a token." };

/// One brand's API: its id, its name and its address.
pub const fn api(id: &'static str, display: &'static str, base: &'static str) -> Api {
    let shape = AccountShape { id, display, secret: TOKEN, ttl: Some((60, 86_400)), ..INFO.shape };
    Api {
        info: Info { shape, ..INFO },
        base,
        auth: Auth::Header("X-TCpanel-Token", ""),
        headers: &[("Accept", "application/json")],
        zones: Zones { list: list(get("/dns/zones"), ""), ..ZONES },
        records: Records { all: Some(list(get("/dns/zones/{zone_id}/records"), "")), form: Form::Either, ..RECORDS },
        write: Write::Records {
            create: post(
                "/dns/zones/{zone_id}/records",
                r#"{"record":{"name":"{sub}","type":"{type}","content":"{value}","ttl":"{#ttl}"}}"#,
            ),
            update: Some(put(
                "/dns/zones/{zone_id}/records/{id}",
                r#"{"record":{"name":"{sub}","type":"{type}","content":"{value}","ttl":"{#ttl}"}}"#,
            )),
            delete: delete("/dns/zones/{zone_id}/records/{id}"),
        },
        finish: None,
        answers: Answers { message: &["/message", "/error"], ..ANSWERS },
    }
}
