//! Baidu AI Cloud DNS: cloud.baidu.com/doc/DNS, API reference.

use crate::provider::{record_api::prelude::*, sign::bce};

pub static API: Api = Api {
    id: "baiducloud",
    display: "Baidu AI Cloud DNS",
    secret: secret(
        "secret access key",
        "console.bce.baidu.com/iam: a user for this alone with an access key and the permission to manage DNS.",
    ),
    fields: &[required("access_key_id", "The Access Key ID that belongs to the secret access key.", "ALTAKexampleexampleexample")],
    ttl: Some((1, 86_400)),
    base: "https://dns.baidubce.com",
    auth: Auth::Signed(bce::sign),
    zones: Zones {
        list: chained(get("/v1/dns/zone?maxKeys=1000&marker={cursor}"), "/zones", "/nextMarker"),
        name: "/name",
        id: "",
        by: By::All,
    },
    records: Records {
        all: Some(chained(get("/v1/dns/zone/{zone}/record?maxKeys=1000&marker={cursor}"), "/records", "/nextMarker")),
        one: Some(chained(get("/v1/dns/zone/{zone}/record?rr={sub}&maxKeys=1000&marker={cursor}"), "/records", "/nextMarker")),
        name: "/rr",
        form: Form::Relative,
        value: "/value",
        only: &[("/line", "default")],
        ..RECORDS
    },
    write: Write::Records {
        create: post(
            "/v1/dns/zone/{zone}/record",
            r#"{"rr":"{sub}","type":"{type}","value":"{value}","ttl":"{#ttl}","line":"default"}"#,
        ),
        update: Some(put(
            "/v1/dns/zone/{zone}/record/{id}",
            r#"{"rr":"{sub}","type":"{type}","value":"{value}","ttl":"{#ttl}","description":"{/description}"}"#,
        )),
        delete: delete("/v1/dns/zone/{zone}/record/{id}"),
    },
    answers: Answers {
        refusals: &[
            ("RequestExpired", Code::WrongClock),
            ("InvalidAccessKeyId", Code::BadCredential),
            ("SignatureDoesNotMatch", Code::BadCredential),
            ("InvalidHTTPAuthHeader", Code::BadCredential),
            ("AccessDenied", Code::NotPermitted),
        ],
        ..ANSWERS
    },
    ..PLAIN
};
