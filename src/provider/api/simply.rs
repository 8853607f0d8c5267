//! Simply.com: www.simply.com/docs/api, version 2, "DNS".

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "simply",
    display: "Simply.com",
    secret: secret("API key", "www.simply.com, the control panel, Account: API key."),
    fields: &[required("account_name", "The account's name, like S123456, at the top of the control panel.", "S123456")],
    base: "https://api.simply.com/2",
    auth: Auth::Basic("{account_name}"),
    headers: &[("Accept", "application/json")],
    zones: Zones { list: list(get("/my/products/"), "/products"), name: "/domain/name", id: "/object", by: By::All },
    records: Records {
        all: Some(list(get("/my/products/{zone_id}/dns/records/"), "/records")),
        id: "/record_id",
        form: Form::Relative,
        value: "/data",
        ..RECORDS
    },
    write: Write::Records {
        create: post(
            "/my/products/{zone_id}/dns/records/",
            r#"{"type":"{type}","name":"{sub}","data":"{value}","priority":0,"ttl":"{#ttl}"}"#,
        ),
        update: Some(put(
            "/my/products/{zone_id}/dns/records/{id}/",
            r#"{"type":"{type}","name":"{sub}","data":"{value}","priority":0,"ttl":"{#ttl}","comment":"{/comment}"}"#,
        )),
        delete: delete("/my/products/{zone_id}/dns/records/{id}/"),
    },
    answers: Answers {
        good: Some(("/status", &["200"])),
        code: &["/status"],
        refusals: &[("401", Code::BadCredential), ("403", Code::NotPermitted), ("404", Code::NotYours), ("429", Code::RateLimited)],
        ..ANSWERS
    },
    ..PLAIN
};
