//! DigitalOcean: docs.digitalocean.com/reference/api, "Domain Records".

use std::time::Duration;

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    info: Info {
        shape: AccountShape {
            id: "digitalocean",
            display: "DigitalOcean",
            secret: SecretShape {
                called: "personal access token",
                create: "cloud.digitalocean.com, API, Tokens: custom scopes domain: read, create, update, delete.",
            },
            ttl: Some((30, 86_400)),
            ..INFO.shape
        },
        // reference/api, rate limit
        rate: Some(Rate { requests: 250, window: Duration::from_secs(60) }),
        ..INFO
    },
    base: "https://api.digitalocean.com/v2",
    auth: BEARER,
    headers: &[],
    zones: BY_RECORDS,
    records: Records {
        all: Some(paged(
            get("/domains/{zone}/records?per_page={size}&page={page}"),
            "/domain_records",
            1,
            200,
        )),
        one: Some(list(get("/domains/{zone}/records?per_page=200&name={fqdn}"), "/domain_records")),
        form: Form::Relative,
        value: "/data",
        ..RECORDS
    },
    write: Write::Records {
        create: post(
            "/domains/{zone}/records",
            r#"{"type":"{type}","name":"{sub}","data":"{value}","ttl":"{#ttl}"}"#,
        ),
        update: Some(patch(
            "/domains/{zone}/records/{id}",
            r#"{"type":"{type}","data":"{value}","ttl":"{#ttl}"}"#,
        )),
        delete: delete("/domains/{zone}/records/{id}"),
    },
    finish: None,
    answers: Answers { code: &["/id"], ..ANSWERS },
};
