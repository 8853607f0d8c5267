//! Infoblox NIOS: the WAPI documentation of every appliance (/wapidoc), objects `zone_auth`, `record:a`, `record:aaaa`.

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "infoblox",
    display: "Infoblox NIOS",
    secret: secret(
        "password",
        "Administration, Administrators: one whose group has the API interface alone, and a role that \
         may write A and AAAA records of the zone. Give `endpoint` with the version, like \
         https://grid.example/wapi/v2.11.",
    ),
    fields: &[
        required("username", "The name of the administrator that the API is used as.", "fingerpost"),
        optional("view", "The DNS view that the zone is in.", "default"),
    ],
    ttl: Some((1, 604_800)),
    endpoint: Endpoint::Own("https://grid.example/wapi/v2.11"),
    base: "",
    auth: Auth::Basic("{username}"),
    zones: Zones { list: list(get("/zone_auth?fqdn={zone}&view={view|default}"), ""), name: "/fqdn", id: "", by: By::Suffix },
    records: Records {
        all: Some(chained(
            get("/record:{type}?zone={zone}&view={view|default}\
                 &_return_fields=name,ipv{family}addr,ttl,use_ttl,disable\
                 &_paging=1&_return_as_object=1&_max_results=1000&_page_id={cursor}"),
            "/result",
            "/next_page_id",
        )),
        one: Some(list(
            get("/record:{type}?name={fqdn}&view={view|default}&_return_fields=name,ipv{family}addr,ttl,use_ttl,disable"),
            "",
        )),
        id: "/_ref",
        kind: "",
        kinds: ["a", "aaaa", "cname"],
        value: "/ipv{family}addr",
        only: &[("/disable", "false")],
        ..RECORDS
    },
    write: Write::Records {
        create: post(
            "/record:{type}",
            r#"{"name":"{fqdn}","view":"{view|default}","ipv{family}addr":"{value}","ttl":"{#ttl}","use_ttl":true}"#,
        ),
        // Comments and extensible attributes stay as they are.
        update: Some(put("/{id/}", r#"{"ipv{family}addr":"{value}","ttl":"{#ttl}","use_ttl":"{/use_ttl}"}"#)),
        delete: delete("/{id/}"),
    },
    answers: Answers {
        message: &["/text", "/Error"],
        // A wrong password is answered with a page.
        refusals: &[("401", Code::BadCredential), ("Data.Conflict", Code::Conflict), ("Data.NotFound", Code::NotYours)],
        ..ANSWERS
    },
    ..PLAIN
};
