//! Rainyun: api.v2.rainyun.com, "product/domain".
//!
//! Records of the line DEFAULT; others are left alone.

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "rainyun",
    display: "Rainyun",
    secret: secret("API key", "app.rainyun.com, account settings, API key: it has all rights of the account."),
    base: "https://api.v2.rainyun.com",
    auth: Auth::Header("x-api-key", ""),
    zones: Zones {
        // {"columnFilters":{"domains.Domain":""},"sort":[],"page":1,"perPage":100}
        list: paged(
            get("/product/domain?options=%7B%22columnFilters%22%3A%7B%22domains.Domain%22%3A%22%22%7D%2C%22sort%22%3A\
                 %5B%5D%2C%22page%22%3A{page}%2C%22perPage%22%3A{size}%7D"),
            "?/data/Records",
            1,
            100,
        ),
        name: "/domain",
        ..ZONES
    },
    records: Records {
        all: Some(paged(get("/product/domain/{zone_id}/dns?limit={size}&page_no={page}"), "?/data/Records", 1, 100)),
        id: "/record_id",
        name: "/host",
        form: Form::Relative,
        value: "/value",
        only: &[("/line", "DEFAULT")],
        new_ttl: 600,
        ..RECORDS
    },
    write: Write::Records {
        create: post(
            "/product/domain/{zone_id}/dns",
            r#"{"host":"{sub}","line":"DEFAULT","level":10,"ttl":"{#ttl}","type":"{type}","value":"{value}",
                "record_id":0}"#,
        ),
        update: Some(patch(
            "/product/domain/{zone_id}/dns",
            r#"{"host":"{sub}","line":"DEFAULT","level":"{/level}","ttl":"{#ttl}","type":"{type}",
                "value":"{value}","record_id":"{#id}"}"#,
        )),
        delete: Call { method: "DELETE", ..post("/product/domain/{zone_id}/dns", r#"{"record_id":"{#id}"}"#) },
    },
    answers: Answers { good: Some(("/code", &["200"])), ..ANSWERS },
    ..PLAIN
};
