//! easyDNS: docs.sandbox.rest.easydns.net, "Zone records". Records of a geographical zone are left alone.

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "easydns",
    display: "easyDNS",
    secret: secret("API key", "cp.easydns.com/manage/security: a token and a key for the REST API."),
    fields: &[required("api_token", "The API token that belongs to the key.", "q4e6f7a8b9")],
    base: "https://rest.easydns.net",
    auth: Auth::Basic("{api_token}"),
    zones: BY_RECORDS,
    records: Records {
        all: Some(list(get("/zones/records/all/{zone}?format=json"), "/data")),
        name: "/host",
        form: Form::Relative,
        value: "/rdata",
        only: &[("/geozone_id", "0")],
        ..RECORDS
    },
    write: Write::Records {
        create: put(
            "/zones/records/add/{zone}/{type}?format=json",
            r#"{"domain":"{zone}","host":"{sub}","ttl":"{#ttl}","prio":0,"type":"{type}","rdata":"{value}"}"#,
        ),
        update: Some(post(
            "/zones/records/{id}?format=json",
            r#"{"host":"{sub}","ttl":"{#ttl}","type":"{type}","rdata":"{value}"}"#,
        )),
        delete: delete("/zones/records/{zone}/{id}?format=json"),
    },
    answers: Answers {
        code: &["/error/code"],
        message: &["/error/message", "/msg"],
        refusals: &[("420", Code::RateLimited)],
        ..ANSWERS
    },
    ..PLAIN
};
