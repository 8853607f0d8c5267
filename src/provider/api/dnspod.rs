//! DNSPod, the API of tokens: docs.dnspod.cn/api, "Records".
//!
//! Records of the line 默认 ("default"); others are left alone.

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "dnspod",
    display: "DNSPod",
    secret: secret("token", "console.dnspod.cn, Account, Keys, DNSPod Token: a token of its own for this machine."),
    fields: &[required("token_id", "The number that stands beside the token in the list of keys.", "13490")],
    ttl: Some((1, 604_800)),
    base: "https://dnsapi.cn",
    auth: Auth::Body("login_token={token_id},{secret}&format=json"),
    zones: BY_RECORDS,
    records: Records {
        all: Some(paged(
            form("/Record.List", "domain={zone}&offset={offset}&length={size}&error_on_empty=no"),
            "?/records",
            0,
            3000,
        )),
        one: Some(list(form("/Record.List", "domain={zone}&sub_domain={sub}&error_on_empty=no"), "?/records")),
        form: Form::Relative,
        value: "/value",
        only: &[("/line", "默认")],
        off: Some(("/enabled", "0")),
        new_ttl: 600,
        ..RECORDS
    },
    write: Write::Records {
        create: form(
            "/Record.Create",
            "domain={zone}&sub_domain={sub}&record_type={type}&record_line=默认&value={value}&ttl={ttl}",
        ),
        update: Some(form(
            "/Record.Modify",
            "domain={zone}&record_id={id}&sub_domain={sub}&record_type={type}&record_line=默认&value={value}\
             &ttl={ttl}&weight={/weight}",
        )),
        delete: form("/Record.Remove", "domain={zone}&record_id={id}"),
    },
    answers: Answers {
        good: Some(("/status/code", &["1"])),
        code: &["/status/code"],
        message: &["/status/message"],
        refusals: &[
            ("-1", Code::BadCredential),
            ("10000", Code::BadCredential),
            ("10001", Code::BadCredential),
            ("10002", Code::BadCredential),
            ("10003", Code::BadCredential),
            ("10004", Code::BadCredential),
            ("-2", Code::RateLimited),
            // Too many failed sign-ins: the account is closed for an hour.
            ("-8", Code::LongOutage),
            ("83", Code::Blocked),
            ("85", Code::NotPermitted),
            ("-15", Code::NotActive),
            ("-7", Code::NotPermitted),
            ("-99", Code::Outage),
            ("3", Code::Outage),
            ("7", Code::NoZone),
            ("9", Code::NoZone),
            ("13", Code::NoZone),
            ("6", Code::NoZone),
            ("8", Code::NotYours),
            ("21", Code::NotPermitted),
            ("22", Code::BadName),
            // Too many of a name, the line, the type, the TTL, too many AAAA, the value.
            ("25", Code::BadRecord),
            ("26", Code::BadRecord),
            ("27", Code::BadRecord),
            ("32", Code::BadRecord),
            ("33", Code::BadRecord),
            ("34", Code::BadRecord),
            ("31", Code::Conflict),
            ("104", Code::Contested),
            ("500025", Code::NotInPlan),
        ],
        nothing: &["10"],
    },
    ..PLAIN
};
