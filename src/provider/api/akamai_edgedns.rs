//! Akamai Edge DNS: techdocs.akamai.com/edge-dns/reference.

use crate::provider::{record_api::prelude::*, sign::edgegrid};

pub static API: Api = Api {
    id: "akamai-edgedns",
    display: "Akamai Edge DNS",
    secret: secret(
        "client_secret",
        "control.akamai.com, Identity and access: an API client for this alone with access to \
         DNS Zone Record Management, read-write.",
    ),
    fields: &[
        required("host", "The host that the credential names.", "akab-lmn789n2k53w7qrs-nfkxaa4lfk3kd6ym.luna.akamaiapis.net"),
        required("client_token", "The credential's client_token.", "akab-nomoflavjuc4422-fa2xznerxrm3teg7"),
        required("access_token", "The credential's access_token.", "akab-rfs3pbehl5ooe4ou-2xqf7vk2ko4fqfwm"),
    ],
    ttl: Some((30, 2_147_483_647)),
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
    answers: Answers { code: &["/title"], message: &["/detail"], refusals: &[("imestamp", Code::WrongClock)], ..ANSWERS },
    ..PLAIN
};
