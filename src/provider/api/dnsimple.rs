//! DNSimple: developer.dnsimple.com/v2/zones/records.

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "dnsimple",
    display: "DNSimple",
    secret: secret(
        "API access token",
        "dnsimple.com, Account, Automation: an account token. Where the plan offers scoped tokens, one for the zone alone.",
    ),
    fields: &[required("account_id", "The account's number: in the address of every page of it, dnsimple.com/a/NUMBER.", "1010")],
    // developer.dnsimple.com/v2, rate limiting
    rate: Some(at_most(2400, 3600)),
    base: "https://api.dnsimple.com/v2",
    auth: BEARER,
    headers: &[("Accept", "application/json")],
    zones: BY_RECORDS,
    records: Records {
        all: Some(paged(get("/{account_id}/zones/{zone}/records?per_page={size}&page={page}"), "/data", 1, 100)),
        one: Some(paged(get("/{account_id}/zones/{zone}/records?name={sub0}&per_page={size}&page={page}"), "/data", 1, 100)),
        form: Form::Relative,
        ..RECORDS
    },
    write: Write::Records {
        create: post(
            "/{account_id}/zones/{zone}/records",
            r#"{"name":"{sub0}","type":"{type}","content":"{value}","ttl":"{#ttl}"}"#,
        ),
        update: Some(patch("/{account_id}/zones/{zone}/records/{id}", r#"{"content":"{value}","ttl":"{#ttl}"}"#)),
        delete: delete("/{account_id}/zones/{zone}/records/{id}"),
    },
    answers: Answers { code: &[], refusals: &[("402", Code::NotInPlan)], ..ANSWERS },
    ..PLAIN
};
