//! netcup (customer control panel): ccp.netcup.net/run/webservice/servers/endpoint.php, "DNS".
//!
//! Zones of its newer "CloudDNS" are not there. A TTL is the zone's, not a record's.

use crate::provider::record_api::prelude::*;

const SESSION: Login = Login {
    call: post(
        "?JSON",
        r#"{"action":"login","param":{"customernumber":"{customer_number}","apikey":"{api_key}",
            "apipassword":"{secret}"}}"#,
    ),
    token: "/responsedata/apisessionid",
    // Fifteen minutes after the last use; without being told, ten are taken.
    lasts: "",
    header: ("", ""),
    ..LOGIN
};

pub static API: Api = Api {
    id: "netcup",
    display: "netcup",
    secret: secret("API password", "www.customercontrolpanel.de, master data, API: create a key and a password."),
    fields: &[
        required("customer_number", "The number that you sign in to the customer control panel with.", "123456"),
        required("api_key", "The API key from the same page as the API password.", "abcdefghijklmnopqrstuvwxyz"),
    ],
    ttl: Some((300, 172_800)),
    max_batch: 100,
    // One call carries all, and one bad record has all refused.
    atomic: true,
    // "More than 180 requests per minute" are refused.
    rate: Some(at_most(180, 60)),
    base: "https://ccp.netcup.net/run/webservice/servers/endpoint.php",
    auth: Auth::Login(&SESSION),
    zones: BY_RECORDS,
    records: Records {
        all: Some(list(
            post(
                "?JSON",
                r#"{"action":"infoDnsRecords","param":{"customernumber":"{customer_number}","apikey":"{api_key}",
                    "apisessionid":"{token}","domainname":"{zone}"}}"#,
            ),
            "/responsedata/dnsrecords",
        )),
        name: "/hostname",
        form: Form::Relative,
        value: "/destination",
        ttl: "",
        ..RECORDS
    },
    write: Write::Steps {
        calls: &[post(
            "?JSON",
            r#"{"action":"updateDnsRecords","param":{"customernumber":"{customer_number}","apikey":"{api_key}",
                "apisessionid":"{token}","domainname":"{zone}","dnsrecordset":{"dnsrecords":"{items}"}}}"#,
        )],
        create: r#"{"hostname":"{sub}","type":"{type}","destination":"{value}"}"#,
        update: Some(
            r#"{"id":"{id}","hostname":"{sub}","type":"{type}","priority":"{/priority}",
                "destination":"{value}","deleterecord":false,"state":"{/state}"}"#,
        ),
        delete: r#"{"id":"{id}","hostname":"{sub}","type":"{type}","priority":"{/priority}",
                    "destination":"{old}","deleterecord":true,"state":"{/state}"}"#,
    },
    answers: Answers {
        good: Some(("/status", &["success"])),
        code: &["/statuscode"],
        message: &["/longmessage", "/shortmessage"],
        refusals: &[
            ("requests per minute", Code::RateLimited),
            // Met after too many refused calls; asking on makes it last.
            ("Too many error messages", Code::LongOutage),
            ("domainname", Code::NoZone),
            ("could not be found", Code::NoZone),
            // "Can not update (all) DNS records for zone."
            ("5028", Code::Outage),
            ("5029", Code::NoZone),
            // The session ended, or never began.
            ("session id", Code::BadCredential),
            ("4001", Code::BadCredential),
            ("Customer account", Code::BadCredential),
            ("Api key", Code::BadCredential),
            ("apikey", Code::BadCredential),
            ("apipassword", Code::BadCredential),
            ("Login", Code::BadCredential),
            ("4013", Code::BadRecord),
        ],
        ..ANSWERS
    },
    ..PLAIN
};
