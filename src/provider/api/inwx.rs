//! INWX DomRobot: inwx.com/en/help/apidoc, "nameserver".

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "inwx",
    display: "INWX",
    secret: secret(
        "password",
        "inwx.com, Account: a sub-account with a role for name servers alone, without two-factor \
         sign-in. The password of the main account works too, but can do everything.",
    ),
    fields: &[required("username", "The name of the account, or of a sub-account that may manage the zone.", "ada")],
    ttl: Some((300, 864_000)),
    base: "https://api.domrobot.com",
    auth: Auth::Login(&Login {
        call: post("/jsonrpc/", r#"{"method":"account.login","params":{"user":"{username}","pass":"{secret}"}}"#),
        token: "header:Set-Cookie",
        lasts: "",
        header: ("Cookie", ""),
        ..LOGIN
    }),
    zones: BY_RECORDS,
    records: Records {
        all: Some(list(post("/jsonrpc/", r#"{"method":"nameserver.info","params":{"domain":"{zone}"}}"#), "?/resData/record")),
        one: Some(list(
            post("/jsonrpc/", r#"{"method":"nameserver.info","params":{"domain":"{zone}","name":"{fqdn}"}}"#),
            "?/resData/record",
        )),
        ..RECORDS
    },
    write: Write::Records {
        create: post(
            "/jsonrpc/",
            r#"{"method":"nameserver.createRecord","params":{"domain":"{zone}","type":"{type}","name":"{fqdn}",
                "content":"{value}","ttl":"{#ttl}"}}"#,
        ),
        update: Some(post(
            "/jsonrpc/",
            r#"{"method":"nameserver.updateRecord","params":{"id":"{/id}","content":"{value}","ttl":"{#ttl}"}}"#,
        )),
        delete: post("/jsonrpc/", r#"{"method":"nameserver.deleteRecord","params":{"id":"{/id}"}}"#),
    },
    answers: Answers {
        good: Some(("/code", &["1000", "1001"])),
        message: &["/msg"],
        refusals: &[
            // Not signed in, or not any more.
            ("2002", Code::BadCredential),
            ("2200", Code::BadCredential),
            ("2201", Code::NotPermitted),
            ("2302", Code::Conflict),
            ("2303", Code::NotYours),
            ("2005", Code::BadRecord),
            ("2306", Code::BadRecord),
            ("2308", Code::BadRecord),
            ("2400", Code::Outage),
            ("2500", Code::Outage),
            ("2501", Code::BadCredential),
            ("2502", Code::RateLimited),
        ],
        ..ANSWERS
    },
    ..PLAIN
};
