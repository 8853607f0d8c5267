//! DNS.LA: www.dns.la/docs/ApiDoc.

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "dnsla",
    display: "DNS.LA",
    secret: secret("APISecret", "www.dns.la, account, API: the secret beside the APIID."),
    fields: &[required("api_id", "The APIID that stands beside the secret.", "1a2b3c4d")],
    base: "https://api.dns.la/api",
    auth: Auth::Basic("{api_id}"),
    zones: Zones {
        list: paged(get("/domainList?pageIndex={page}&pageSize={size}"), "?/data/results", 1, 100),
        name: "/domain",
        ..ZONES
    },
    records: Records {
        all: Some(paged(get("/recordList?pageIndex={page}&pageSize={size}&domainId={zone_id}"), "?/data/results", 1, 100)),
        name: "/host",
        form: Form::Relative,
        kinds: ["1", "28", "5"],
        value: "/data",
        new_ttl: 600,
        ..RECORDS
    },
    write: Write::Records {
        create: post("/record", r#"{"domainId":"{zone_id}","type":"{#type}","host":"{sub}","data":"{value}","ttl":"{#ttl}"}"#),
        update: Some(put(
            "/record",
            r#"{"id":"{id}","type":"{#type}","host":"{sub}","data":"{value}","ttl":"{#ttl}",
                "lineId":"{/lineId}","weight":"{/weight}"}"#,
        )),
        delete: delete("/record?id={id}"),
    },
    answers: Answers {
        good: Some(("/code", &["200"])),
        message: &["/msg"],
        refusals: &[("401", Code::BadCredential), ("403", Code::NotPermitted), ("429", Code::RateLimited)],
        ..ANSWERS
    },
    ..PLAIN
};
