//! NameSilo: www.namesilo.com/api-reference, "DNS".

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "namesilo",
    display: "NameSilo",
    secret: secret("API key", "www.namesilo.com/account/api-manager: a key that is not read-only."),
    ttl: Some((3600, 2_592_001)),
    base: "https://www.namesilo.com/api",
    auth: Auth::Param("key"),
    zones: BY_RECORDS,
    records: Records {
        all: Some(list(get("/dnsListRecords?version=1&type=json&domain={zone}"), "?/reply/resource_record")),
        id: "/record_id",
        name: "/host",
        value: "/value",
        ..RECORDS
    },
    write: Write::Records {
        create: get("/dnsAddRecord?version=1&type=json&domain={zone}&rrtype={type}&rrhost={sub0}&rrvalue={value}&rrttl={ttl}"),
        update: Some(get("/dnsUpdateRecord?version=1&type=json&domain={zone}&rrid={id}&rrhost={sub0}&rrvalue={value}&rrttl={ttl}")),
        delete: get("/dnsDeleteRecord?version=1&type=json&domain={zone}&rrid={id}"),
    },
    answers: Answers {
        good: Some(("/reply/code", &["300"])),
        code: &["/reply/code"],
        message: &["/reply/detail"],
        refusals: &[
            ("109", Code::BadCredential),
            ("110", Code::BadCredential),
            ("111", Code::BadCredential),
            ("112", Code::NotPermitted),
            // The key is bound to other addresses.
            ("113", Code::NotPermitted),
            ("114", Code::NoZone),
            ("115", Code::Outage),
            ("200", Code::NoZone),
            ("201", Code::Outage),
            ("280", Code::BadRecord),
        ],
        ..ANSWERS
    },
    ..PLAIN
};
