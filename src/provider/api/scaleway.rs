//! Scaleway Domains and DNS: www.scaleway.com/en/developers/api/domains-and-dns.

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "scaleway",
    display: "Scaleway",
    secret: secret(
        "secret key",
        "console.scaleway.com, IAM, API keys: a key of an application whose policy has \
         DomainsDNSFullAccess for the project alone.",
    ),
    ttl: Some((60, 2_592_000)),
    max_batch: 100,
    // A batch says the whole RRsets, so that it can be sent again.
    atomic: true,
    base: "https://api.scaleway.com/domain/v2beta1",
    auth: Auth::Header("X-Auth-Token", ""),
    zones: Zones { list: list(get("/dns-zones?dns_zone={zone}"), "/dns_zones"), name: "", id: "", by: By::Suffix },
    records: Records {
        all: Some(paged(get("/dns-zones/{zone}/records?page={page}&page_size={size}"), "/records", 1, 100)),
        one: Some(list(get("/dns-zones/{zone}/records?page_size=100&name={sub0}"), "/records")),
        form: Form::Relative,
        value: "/data",
        ..RECORDS
    },
    write: Write::Batch {
        call: patch("/dns-zones/{zone}/records", r#"{"changes":"{items}","disallow_new_zone_creation":true}"#),
        set: r#"{"set":{"id_fields":{"name":"{sub0}","type":"{type}"},"records":[{"name":"{sub0}","type":"{type}",
                 "data":"{each}","ttl":"{#ttl}","priority":"{/priority}","comment":"{/comment}",
                 "geo_ip_config":"{/geo_ip_config}","http_service_config":"{/http_service_config}",
                 "weighted_config":"{/weighted_config}","view_config":"{/view_config}"}]}}"#,
        delete: r#"{"delete":{"id_fields":{"name":"{sub0}","type":"{type}"}}}"#,
    },
    answers: Answers {
        code: &["/type"],
        refusals: &[("denied_authentication", Code::BadCredential), ("quotas_exceeded", Code::NotInPlan)],
        ..ANSWERS
    },
    ..PLAIN
};
