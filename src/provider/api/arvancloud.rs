//! `ArvanCloud`: www.arvancloud.ir/api/cdn/4.0, "DNS Management". A TTL is one of 120, 180, 300, 600, 900, 1800,
//! 3600 and more; what a record keeps beside its addresses (proxy, weights, countries) is said again.

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "arvancloud",
    display: "ArvanCloud",
    secret: secret(
        "API key",
        "panel.arvancloud.ir, machine users: a machine user with access to the one domain, and its \
         access key without the word Apikey.",
    ),
    ttl: Some((120, 432_000)),
    base: "https://napi.arvancloud.ir/cdn/4.0",
    auth: Auth::Header("Authorization", "Apikey "),
    headers: &[("Accept", "application/json")],
    zones: BY_RECORDS,
    records: Records {
        all: Some(paged(get("/domains/{zone}/dns-records?per_page={size}&page={page}"), "/data", 1, 100)),
        form: Form::Relative,
        kinds: ["a", "aaaa", "cname"],
        value: "/value",
        each: "/ip",
        ..RECORDS
    },
    write: Write::Rrset {
        create: Some(post(
            "/domains/{zone}/dns-records",
            r#"{"type":"{type}","name":"{sub}","ttl":"{#ttl}","cloud":false,"value":[{"ip":"{each}"}]}"#,
        )),
        replace: put(
            "/domains/{zone}/dns-records/{id}",
            r#"{"type":"{type}","name":"{/name}","ttl":"{#ttl}","cloud":"{/cloud}","upstream_https":"{/upstream_https}",
                "ip_filter_mode":"{/ip_filter_mode}",
                "value":[{"ip":"{each}","port":"{/port}","weight":"{/weight}","country":"{/country}"}]}"#,
        ),
        delete: delete("/domains/{zone}/dns-records/{id}"),
    },
    answers: Answers { code: &[], ..ANSWERS },
    ..PLAIN
};
