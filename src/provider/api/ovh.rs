//! OVHcloud: eu.api.ovh.com/console, section /domain.

use crate::provider::{record_api::prelude::*, sign::ovh};

pub static API: Api = Api {
    id: "ovh",
    display: "OVHcloud",
    secret: secret(
        "application secret",
        "eu.api.ovh.com/createToken (ca or us elsewhere, with that address as endpoint): a token with \
         the rights GET, POST, PUT and DELETE on /domain/zone/*.",
    ),
    fields: &[
        required("application_key", "The application key that belongs to the secret.", "7kbG7Bk7S9Nt7ZSV"),
        required(
            "consumer_key",
            "The consumer key that belongs to the application, which is of no use without the secret.",
            "MtSwSrPpNjqfVSmJhLbPyr2i45lSwPU1",
        ),
    ],
    ttl: Some((60, 2_147_483_647)),
    base: "https://eu.api.ovh.com/1.0",
    auth: Auth::Signed(ovh::sign),
    zones: Zones { list: list(get("/domain/zone/{zone}"), ""), name: "/name", id: "", by: By::Suffix },
    records: Records {
        one: Some(list(get("/domain/zone/{zone}/record?subDomain={sub0}"), "")),
        detail: Some(get("/domain/zone/{zone}/record/{id}")),
        name: "/subDomain",
        form: Form::Relative,
        kind: "/fieldType",
        value: "/target",
        ..RECORDS
    },
    write: Write::Records {
        create: post(
            "/domain/zone/{zone}/record",
            r#"{"fieldType":"{type}","subDomain":"{sub0}","target":"{value}","ttl":"{#ttl}"}"#,
        ),
        update: Some(put("/domain/zone/{zone}/record/{id}", r#"{"subDomain":"{sub0}","target":"{value}","ttl":"{#ttl}"}"#)),
        delete: delete("/domain/zone/{zone}/record/{id}"),
    },
    finish: Some(Call { method: "POST", path: "/domain/zone/{zone}/refresh", body: Body::None, action: "" }),
    answers: Answers {
        code: &["/errorCode"],
        refusals: &[
            ("QUERY_TIME_OUT", Code::WrongClock),
            ("INVALID_SIGNATURE", Code::BadCredential),
            ("INVALID_CREDENTIAL", Code::BadCredential),
            ("NOT_CREDENTIAL", Code::BadCredential),
            ("INVALID_KEY", Code::BadCredential),
            ("NOT_GRANTED_CALL", Code::NotPermitted),
            ("Invalid signature", Code::BadCredential),
        ],
        ..ANSWERS
    },
    ..PLAIN
};
