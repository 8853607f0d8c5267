//! UltraDNS: docs.ultradns.com, REST API, "RRSets". Pools (records with a profile) are left alone.

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "ultradns",
    display: "UltraDNS",
    secret: secret(
        "password",
        "portal.ultradns.com, Accounts, Users: a user for the API alone, in a group that may read and write the one zone.",
    ),
    fields: &[required("username", "The name of a user that may change the zone.", "ada")],
    ttl: Some((30, 604_800)),
    // That takes a pool.
    several: false,
    base: "https://api.ultradns.com",
    auth: Auth::Login(&Login {
        call: form("/v2/authorization/token", "grant_type=password&username={username}&password={secret}"),
        token: "/accessToken",
        lasts: "/expiresIn",
        ..LOGIN
    }),
    zones: BY_RECORDS,
    records: Records {
        all: Some(paged(get("/v2/zones/{zone_dot}/rrsets?limit={size}&offset={offset}"), "/rrSets", 0, 1000)),
        id: "",
        name: "/ownerName",
        kind: "/rrtype",
        kinds: ["A (1)", "AAAA (28)", "CNAME (5)"],
        value: "/rdata",
        only: &[("/profile/@context", "")],
        ..RECORDS
    },
    write: Write::Rrset {
        create: Some(post("/v2/zones/{zone_dot}/rrsets/{kind}/{fqdn_dot}", r#"{"ttl":"{#ttl}","rdata":["{each}"]}"#)),
        replace: put("/v2/zones/{zone_dot}/rrsets/{kind}/{fqdn_dot}", r#"{"ttl":"{#ttl}","rdata":["{each}"]}"#),
        delete: delete("/v2/zones/{zone_dot}/rrsets/{kind}/{fqdn_dot}"),
    },
    answers: Answers {
        code: &["/0/errorCode", "/errorCode"],
        message: &["/0/errorMessage", "/errorMessage", "/error_description"],
        refusals: &[
            ("60001", Code::BadCredential),
            ("1801", Code::NotYours),
            ("70002", Code::NotYours),
            ("2111", Code::Conflict),
            ("7021", Code::NotPermitted),
        ],
        ..ANSWERS
    },
    ..PLAIN
};
