//! Njalla: njal.la/api, "Domains". A TTL is one of 60, 300, 900, 3600, 10800, 21600 and 86400.

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "njalla",
    display: "Njalla",
    secret: secret(
        "API token",
        "njal.la, Settings, API access. A token can be held to the domain and to the methods \
         list-domains, list-records, add-record, edit-record and remove-record.",
    ),
    base: "https://njal.la/api/1",
    auth: Auth::Header("Authorization", "Njalla "),
    zones: Zones {
        list: list(post("/", r#"{"jsonrpc":"2.0","id":"1","method":"list-domains","params":{}}"#), "/result/domains"),
        id: "",
        ..ZONES
    },
    records: Records {
        all: Some(list(
            post("/", r#"{"jsonrpc":"2.0","id":"1","method":"list-records","params":{"domain":"{zone}"}}"#),
            "/result/records",
        )),
        form: Form::Relative,
        ..RECORDS
    },
    write: Write::Records {
        create: post(
            "/",
            r#"{"jsonrpc":"2.0","id":"1","method":"add-record","params":{"domain":"{zone}","type":"{type}",
                "name":"{sub}","content":"{value}","ttl":"{#ttl}"}}"#,
        ),
        update: Some(post(
            "/",
            r#"{"jsonrpc":"2.0","id":"1","method":"edit-record","params":{"domain":"{zone}","id":"{/id}",
                "name":"{sub}","type":"{type}","content":"{value}","ttl":"{#ttl}"}}"#,
        )),
        delete: post("/", r#"{"jsonrpc":"2.0","id":"1","method":"remove-record","params":{"domain":"{zone}","id":"{/id}"}}"#),
    },
    answers: Answers {
        code: &["/error/code"],
        message: &["/error/message"],
        refusals: &[
            ("401", Code::BadCredential),
            ("403", Code::NotPermitted),
            ("404", Code::NotYours),
            ("429", Code::RateLimited),
            ("500", Code::Outage),
        ],
        ..ANSWERS
    },
    ..PLAIN
};
