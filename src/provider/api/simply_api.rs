//! Simply.com: www.simply.com/docs/api, version 2, "DNS".

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    info: Info {
        shape: AccountShape {
            id: "simply-api",
            display: "Simply.com (API)",
            fields: &[Field {
                key: "account_name",
                required: true,
                help: "The account's name, like S123456, at the top of the control panel.",
                example: "S123456",
                choices: &[],
            }],
            secret: SecretShape {
                called: "API key",
                create: "www.simply.com, the control panel, Account: API key.",
            },
            ttl: Some((60, 86_400)),
            ..INFO.shape
        },
        ..INFO
    },
    base: "https://api.simply.com/2",
    auth: Auth::Basic("{account_name}"),
    headers: &[("Accept", "application/json")],
    zones: BY_RECORDS,
    records: Records {
        all: Some(list(get("/my/products/{zone}/dns/records"), "/records")),
        id: "/record_id",
        form: Form::Relative,
        value: "/data",
        ..RECORDS
    },
    write: Write::Records {
        create: post(
            "/my/products/{zone}/dns/records",
            r#"{"type":"{type}","name":"{sub}","data":"{value}","priority":0,"ttl":"{#ttl}"}"#,
        ),
        update: Some(put(
            "/my/products/{zone}/dns/records/{id}",
            r#"{"type":"{type}","name":"{sub}","data":"{value}","priority":0,"ttl":"{#ttl}","comment":"{/comment}"}"#,
        )),
        delete: delete("/my/products/{zone}/dns/records/{id}"),
    },
    finish: None,
    answers: Answers {
        good: Some(("/status", &["200"])),
        code: &["/status"],
        refusals: &[
            ("401", Code::BadCredential),
            ("403", Code::NotPermitted),
            ("404", Code::NotYours),
            ("429", Code::RateLimited),
        ],
        ..ANSWERS
    },
};
