//! Technitium DNS Server: github.com/TechnitiumSoftware/DnsServer, APIDOCS.md.

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "technitium",
    display: "Technitium DNS Server",
    secret: secret(
        "API token",
        "In the web console as a user of its own: its menu, Create API Token. Give that user View \
         of Zones, and Modify and Delete in the permissions of the one zone.",
    ),
    ttl: Some((1, 604_800)),
    endpoint: Endpoint::Own("https://dns.example:53443"),
    base: "",
    // Also taken in a header since version 15; in the form by all versions.
    auth: Auth::Body("token={secret}"),
    zones: Zones { list: list(form("/api/zones/list", ""), "/response/zones"), id: "", ..ZONES },
    records: Records {
        all: Some(list(form("/api/zones/records/get", "domain={zone}&zone={zone}&listZone=true"), "/response/records")),
        one: Some(list(form("/api/zones/records/get", "domain={fqdn}&zone={zone}"), "/response/records")),
        id: "",
        value: "/rData/ipAddress",
        only: &[("/disabled", "false")],
        ..RECORDS
    },
    write: Write::Records {
        create: form("/api/zones/records/add", "domain={fqdn}&zone={zone}&type={type}&ttl={ttl}&ipAddress={value}"),
        // Comments and expiry that are not repeated are forgotten.
        update: Some(form(
            "/api/zones/records/update",
            "domain={fqdn}&zone={zone}&type={type}&ttl={ttl}&ipAddress={old}&newIpAddress={value}\
             &comments={/comments}&expiryTtl={/expiryTtl}",
        )),
        delete: form("/api/zones/records/delete", "domain={fqdn}&zone={zone}&type={type}&ipAddress={old}"),
    },
    answers: Answers {
        good: Some(("/status", &["ok"])),
        code: &["/status"],
        message: &["/errorMessage"],
        refusals: &[
            ("invalid-token", Code::BadCredential),
            ("Access was denied", Code::NotPermitted),
            ("No such zone", Code::NoZone),
            ("CNAME", Code::Conflict),
        ],
        ..ANSWERS
    },
    ..PLAIN
};
