//! TransIP, REST API v6: api.transip.nl/rest/docs.html.

use crate::provider::{record_api::prelude::*, sign::transip};

pub static API: Api = Api {
    id: "transip",
    display: "TransIP",
    secret: secret(
        "private key",
        "transip.nl/cp/account/api: a key pair that is accepted from every IP address. The secret is the \
         private key in PEM.",
    ),
    fields: &[required("login", "The name that the account signs in to the control panel with.", "jane")],
    // docs.html, "Rate limit"
    rate: Some(at_most(1000, 900)),
    base: "https://api.transip.nl/v6",
    auth: Auth::SignedLogin(
        &Login {
            call: post(
                "/auth",
                r#"{"login":"{login}","nonce":"{nonce}","read_only":false,"expiration_time":"30 minutes",
                    "global_key":true}"#,
            ),
            token: "/token",
            lasts: "",
            ..LOGIN
        },
        transip::sign,
    ),
    zones: BY_RECORDS,
    records: Records {
        all: Some(list(get("/domains/{zone}/dns"), "/dnsEntries")),
        // Entries are told apart by all that they hold, and so by the TTL, too.
        id: "/expire",
        form: Form::Relative,
        ttl: "/expire",
        ..RECORDS
    },
    write: Write::Records {
        create: post(
            "/domains/{zone}/dns",
            r#"{"dnsEntry":{"name":"{sub}","expire":"{#ttl}","type":"{type}","content":"{value}"}}"#,
        ),
        update: None,
        delete: Call {
            body: Body::Json(r#"{"dnsEntry":{"name":"{sub}","expire":"{#id}","type":"{type}","content":"{old}"}}"#),
            ..delete("/domains/{zone}/dns")
        },
    },
    answers: Answers { code: &[], message: &["/error"], ..ANSWERS },
    ..PLAIN
};
