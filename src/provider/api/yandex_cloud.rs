//! Yandex Cloud DNS: yandex.cloud/docs/dns/api-ref.

use crate::provider::{
    record_api::prelude::*,
    sign::{jwt, rsa},
};

const fn field(key: &'static str, required: bool, help: &'static str, example: &'static str) -> Field {
    Field { key, required, help, example, choices: &[] }
}

pub static API: Api = Api {
    id: "yandex-cloud",
    display: "Yandex Cloud DNS",
    secret: secret(
        "authorized key",
        "console.yandex.cloud: a service account for this alone with the role dns.editor on the folder, \
         and an authorized key for it. The secret is the whole key file, or the private key in it.",
    ),
    fields: &[
        field("folder_id", true, "The ID of the folder that the zone is in.", "b1gvmob95yysaplct532"),
        field(
            "service_account_id",
            false,
            "The service account's ID; needed only if the secret is the bare private key.",
            "aje6o61dvog2h6g9a33s",
        ),
        field("key_id", false, "The key's ID; needed only if the secret is the bare private key.", "ajefhe0o8uas24k10qo2"),
    ],
    ttl: Some((0, 2_147_483_647)),
    // UpdateRecordSets
    max_batch: 1000,
    atomic: true,
    base: "https://dns.api.cloud.yandex.net/dns/v1",
    auth: Auth::Login(&Login {
        call: post("https://iam.api.cloud.yandex.net/iam/v1/tokens", r#"{"jwt":"{assertion}"}"#),
        assertion: Some(|call| {
            let own = |member, field| rsa::member(call.secret, member).unwrap_or_else(|| call.account.field(field).to_owned());
            let (issuer, key) = (own("service_account_id", "service_account_id"), own("id", "key_id"));
            jwt::ps256(call, &issuer, &key, "https://iam.api.cloud.yandex.net/iam/v1/tokens")
        }),
        token: "/iamToken",
        lasts: "",
        ..LOGIN
    }),
    zones: Zones {
        list: chained(get("/zones?folderId={folder_id}&pageSize=1000&pageToken={cursor}"), "/dnsZones", "/nextPageToken"),
        name: "/zone",
        id: "/id",
        by: By::Those("/publicVisibility", ""),
    },
    records: Records {
        all: Some(chained(
            get("/zones/{zone_id}:listRecordSets?pageSize=1000&pageToken={cursor}"),
            "/recordSets",
            "/nextPageToken",
        )),
        one: Some(list(get("/zones/{zone_id}:getRecordSet?name={fqdn_dot}&type={type}"), "")),
        id: "",
        value: "/data",
        ..RECORDS
    },
    write: Write::Exchange {
        call: post("/zones/{zone_id}:updateRecordSets", r#"{"deletions":"{deletions}","additions":"{additions}"}"#),
        item: r#"{"name":"{fqdn_dot}","type":"{type}","ttl":"{ttl}","data":["{each}"]}"#,
    },
    answers: Answers {
        // Those of gRPC: what was to go is not as it was read.
        refusals: &[("9", Code::Contested), ("6", Code::Contested)],
        ..ANSWERS
    },
    ..PLAIN
};
