//! Google Cloud DNS: cloud.google.com/dns/docs/reference/rest/v1.

use crate::provider::{
    record_api::prelude::*,
    sign::{jwt, rsa},
};

pub static API: Api = Api {
    id: "gcp",
    display: "Google Cloud DNS",
    secret: secret(
        "service account key",
        "console.cloud.google.com/iam-admin/serviceaccounts: a service account for this alone, with \
         a key of type JSON, the role DNS Administrator on the zone, and DNS Reader on the project \
         (dns.managedZones.list, to find the zone). The secret is that whole file, or the private \
         key in it.",
    ),
    fields: &[
        required("project", "The ID of the project that the zone is in.", "named-archway-209418"),
        optional(
            "service_account",
            "The service account's e-mail address; needed only if the secret is the bare private key.",
            "fingerpost@named-archway-209418.iam.gserviceaccount.com",
        ),
    ],
    ttl: Some((0, 2_147_483_647)),
    // reference/rest/v1/changes; docs/quotas, additions and deletions of one change
    max_batch: 500,
    atomic: true,
    base: "https://dns.googleapis.com/dns/v1",
    auth: Auth::Login(&Login {
        call: form(
            "https://oauth2.googleapis.com/token",
            "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion={assertion}",
        ),
        assertion: Some(|call| {
            let issuer = rsa::member(call.secret, "client_email");
            let issuer = issuer.unwrap_or_else(|| call.account.field("service_account").to_owned());
            let scope = "https://www.googleapis.com/auth/ndev.clouddns.readwrite";
            jwt::rs256(call, &issuer, "https://oauth2.googleapis.com/token", scope)
        }),
        ..LOGIN
    }),
    zones: Zones {
        list: list(get("/projects/{project}/managedZones?dnsName={zone_dot}"), "?/managedZones"),
        name: "/dnsName",
        id: "/name",
        by: By::Those("/visibility", "public"),
    },
    records: Records {
        all: Some(chained(
            get("/projects/{project}/managedZones/{zone_id}/rrsets?maxResults=1000&pageToken={cursor}"),
            "/rrsets",
            "/nextPageToken",
        )),
        one: Some(list(get("/projects/{project}/managedZones/{zone_id}/rrsets?name={fqdn_dot}"), "/rrsets")),
        id: "",
        value: "/rrdatas",
        ..RECORDS
    },
    write: Write::Exchange {
        call: post(
            "/projects/{project}/managedZones/{zone_id}/changes",
            r#"{"additions":"{additions}","deletions":"{deletions}"}"#,
        ),
        item: r#"{"name":"{fqdn_dot}","type":"{type}","ttl":"{#ttl}","rrdatas":["{each}"]}"#,
    },
    answers: Answers {
        // A list without zones is left out: what has a message is none.
        good: Some(("/message", &[])),
        code: &["/error/errors/0/reason", "/error"],
        message: &["/error/message", "/error_description"],
        refusals: &[
            ("reasonable timeframe", Code::WrongClock),
            ("invalid_grant", Code::BadCredential),
            ("invalid_client", Code::BadCredential),
            ("rateLimitExceeded", Code::RateLimited),
            ("userRateLimitExceeded", Code::RateLimited),
            ("quotaExceeded", Code::RateLimited),
            ("accessNotConfigured", Code::NotActive),
            ("cnameResourceRecordSetConflict", Code::Conflict),
            // What was to go, or to come, is not as it was read.
            ("alreadyExists", Code::Contested),
            ("conditionNotMet", Code::Contested),
        ],
        ..ANSWERS
    },
    ..PLAIN
};
