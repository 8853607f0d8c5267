//! Akamai Edge DNS: techdocs.akamai.com/edge-dns/reference.

use crate::provider::{record_api::prelude::*, sign::edgegrid};

const fn field(key: &'static str, help: &'static str, example: &'static str) -> Field {
    Field { key, required: true, help, example, choices: &[] }
}

pub static API: Api = Api {
    info: Info {
        shape: AccountShape {
            id: "akamai-edgedns",
            display: "Akamai Edge DNS",
            fields: &[
                field(
                    "host",
                    "The host that the credential names.",
                    "akab-lmn789n2k53w7qrs-nfkxaa4lfk3kd6ym.luna.akamaiapis.net",
                ),
                field(
                    "client_token",
                    "The credential's client_token.",
                    "akab-nomoflavjuc4422-fa2xznerxrm3teg7",
                ),
                field(
                    "access_token",
                    "The credential's access_token.",
                    "akab-rfs3pbehl5ooe4ou-2xqf7vk2ko4fqfwm",
                ),
            ],
            secret: SecretShape {
                called: "client_secret",
                create: "control.akamai.com, Identity and access: an API client for this alone with access to \
                         DNS Zone Record Management, read-write.",
            },
            ttl: Some((30, 2_147_483_647)),
            ..INFO.shape
        },
        model: Model::Rrset,
        ..INFO
    },
    base: "https://{host}/config-dns/v2",
    auth: Auth::Signed(edgegrid::sign),
    headers: &[("Accept", "application/json")],
    zones: Zones { list: list(get("/zones/{zone}"), ""), name: "/zone", id: "", by: By::Suffix },
    records: Records {
        all: Some(list(get("/zones/{zone}/recordsets?showAll=true&types=A,AAAA,CNAME"), "/recordsets")),
        one: Some(list(get("/zones/{zone}/names/{fqdn}/types/{type}"), "")),
        id: "",
        value: "/rdata",
        ..RECORDS
    },
    write: Write::Rrset {
        create: Some(post(
            "/zones/{zone}/names/{fqdn}/types/{type}",
            r#"{"name":"{fqdn}","type":"{type}","ttl":"{#ttl}","rdata":["{each}"]}"#,
        )),
        replace: put(
            "/zones/{zone}/names/{fqdn}/types/{type}",
            r#"{"name":"{fqdn}","type":"{type}","ttl":"{#ttl}","rdata":["{each}"]}"#,
        ),
        delete: delete("/zones/{zone}/names/{fqdn}/types/{type}"),
    },
    finish: None,
    answers: Answers {
        code: &["/title"],
        message: &["/detail"],
        refusals: &[("imestamp", Code::WrongClock)],
        ..ANSWERS
    },
};
