//! Name.com: docs.name.com, "DNS".

use std::time::Duration;

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    info: Info {
        shape: AccountShape {
            id: "namecom",
            display: "Name.com",
            fields: &[Field {
                key: "username",
                required: true,
                help: "The user name of the account, as it stands beside the token.",
                example: "me",
                choices: &[],
            }],
            secret: SecretShape {
                called: "API token",
                create: "www.name.com/account/settings/api: a token of the production environment; with two-step \
                         verification, API access has to be switched on too.",
            },
            ttl: Some((300, 86_400)),
            ..INFO.shape
        },
        // docs.name.com, "Rate limiting"
        rate: Some(Rate { requests: 3000, window: Duration::from_secs(3600) }),
        ..INFO
    },
    base: "https://api.name.com/core/v1",
    auth: Auth::Basic("{username}"),
    headers: &[],
    zones: Zones {
        list: paged(get("/domains?perPage={size}&page={page}"), "?/domains", 1, 1000),
        name: "/domainName",
        id: "",
        by: By::All,
    },
    records: Records {
        all: Some(paged(get("/domains/{zone}/records?perPage={size}&page={page}"), "?/records", 1, 1000)),
        name: "/fqdn",
        value: "/answer",
        ..RECORDS
    },
    write: Write::Records {
        create: post(
            "/domains/{zone}/records",
            r#"{"host":"{sub0}","type":"{type}","answer":"{value}","ttl":"{#ttl}"}"#,
        ),
        update: Some(put(
            "/domains/{zone}/records/{id}",
            r#"{"host":"{sub0}","type":"{type}","answer":"{value}","ttl":"{#ttl}"}"#,
        )),
        delete: delete("/domains/{zone}/records/{id}"),
    },
    finish: None,
    answers: Answers {
        code: &[],
        message: &["/details", "/message"],
        refusals: &[("Duplicate Record", Code::Contested)],
        ..ANSWERS
    },
};
