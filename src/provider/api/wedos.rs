//! WEDOS: kb.wedos.com, "WAPI – WDNS" and "WAPI – Response Codes". Changes are served once they are committed.

use crate::provider::{record_api::prelude::*, sign::wedos};

/// A command and its data.
macro_rules! wapi {
    ($command:literal, $data:literal) => {
        Call {
            method: "POST",
            path: "",
            body: Body::Within(
                "request",
                concat!(
                    r#"{"request":{"user":"{username}","auth":"{assertion}","command":""#,
                    $command,
                    r#"","data":"#,
                    $data,
                    "}}"
                ),
            ),
            action: "",
        }
    };
}

pub static API: Api = Api {
    id: "wedos",
    display: "WEDOS",
    secret: secret(
        "WAPI password",
        "client.wedos.com, Customer, WAPI interface: activate it, set a password, and allow the prefixes of the addresses, \
         IPv6 too, that this machine may have.",
    ),
    fields: &[required("username", "The e-mail address that the account is signed in to with.", "ada@example.org")],
    // "WAPI Manual", Restrictions
    rate: Some(at_most(1000, 3600)),
    base: "https://api.wedos.com/wapi/json",
    auth: Auth::Hourly(wedos::auth),
    // A refused command counts towards a ban, so that nothing is tried out.
    zones: Zones { list: list(wapi!("dns-domains-list", r#""""#), "/response/data/domain"), id: "", ..ZONES },
    records: Records {
        all: Some(list(wapi!("dns-rows-list", r#"{"domain":"{zone}"}"#), "?/response/data/row")),
        id: "/ID",
        form: Form::Relative,
        kind: "/rdtype",
        value: "/rdata",
        ..RECORDS
    },
    write: Write::Records {
        create: wapi!("dns-row-add", r#"{"domain":"{zone}","name":"{sub0}","ttl":"{#ttl}","type":"{type}","rdata":"{value}"}"#),
        update: Some(wapi!("dns-row-update", r#"{"domain":"{zone}","row_id":"{id}","ttl":"{#ttl}","rdata":"{value}"}"#)),
        delete: wapi!("dns-row-delete", r#"{"domain":"{zone}","row_id":"{id}"}"#),
    },
    finish: Some(wapi!("dns-domain-commit", r#"{"name":"{zone}"}"#)),
    answers: Answers {
        good: Some(("/response/code", &["1000"])),
        code: &["/response/code"],
        message: &["/response/result"],
        refusals: &[
            ("2006", Code::RateLimited),
            ("2011", Code::NotPermitted),
            ("2050", Code::BadCredential),
            // From this address.
            ("2051", Code::NotPermitted),
            // Too many refused requests; each of them makes it last.
            ("2052", Code::LongOutage),
            ("2201", Code::NoZone),
            ("2202", Code::NoZone),
            ("2311", Code::BadName),
            ("2313", Code::Conflict),
            ("2314", Code::BadRecord),
            ("2316", Code::Contested),
            ("2317", Code::BadRecord),
            // It is a secondary there.
            ("2318", Code::NotPermitted),
            ("3222", Code::Outage),
            ("3223", Code::NoZone),
            ("3305", Code::NotPermitted),
            ("3306", Code::NoZone),
            ("3309", Code::NotYours),
        ],
        ..ANSWERS
    },
    ..PLAIN
};
