//! REG.RU: www.reg.ru/support/help/api2, functions of the category "zone". Records have no ids; a TTL is the zone's.

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "regru",
    display: "REG.RU",
    secret: secret(
        "API password",
        "www.reg.ru/user/account/#/settings/api: an alternative password for the API, and there the range of the addresses that \
         this machine may have, or all.",
    ),
    fields: &[required("username", "The name that the account is signed in to with.", "ada@example.org")],
    base: "https://api.reg.ru/api/regru2",
    auth: Auth::Body("username={username}&password={secret}&output_format=json&io_encoding=utf8&output_content_type=plain"),
    zones: BY_RECORDS,
    records: Records {
        all: Some(list(form("/zone/get_resource_records", "domain_name={zone}"), "?/answer/domains/0/rrs")),
        // A record is its name, type and value.
        id: "",
        name: "/subname",
        // Sometimes with the zone and a final dot.
        form: Form::Either,
        kind: "/rectype",
        ttl: "",
        ..RECORDS
    },
    write: Write::Records {
        create: form("/zone/add_{alias:aaaa}", "domain_name={zone}&subdomain={sub}&ipaddr={value}"),
        update: None,
        delete: form("/zone/remove_record", "domain_name={zone}&subdomain={sub}&record_type={type}&content={/content}"),
    },
    answers: Answers {
        // What is wrong with the one domain is said below a success.
        good: Some(("/answer/domains/0/result", &["success"])),
        code: &["/answer/domains/0/error_code", "/error_code"],
        message: &["/answer/domains/0/error_text", "/error_text"],
        refusals: &[
            ("NO_USERNAME", Code::BadCredential),
            ("NO_AUTH", Code::BadCredential),
            ("PASSWORD_AUTH_FAILED", Code::BadCredential),
            ("RESELLER_AUTH_FAILED", Code::NotPermitted),
            // Also of the address that asks.
            ("ACCESS_DENIED", Code::NotPermitted),
            ("EXCEEDED_ALLOWED_CONNECTION_RATE", Code::RateLimited),
            ("DOMAIN_NOT_FOUND", Code::NoZone),
            ("SERVICE_NOT_FOUND", Code::NoZone),
            ("INVALID_DOMAIN_NAME", Code::NoZone),
            ("DOMAIN_BAD_NAME", Code::NoZone),
            // Its zone is somewhere else.
            ("DOMAIN_IS_NOT_USE_REGRU_NSS", Code::NotActive),
            ("CONFLICT_CNAME", Code::Conflict),
            ("IP_INVALID", Code::BadRecord),
            ("SUBD_INVALID", Code::BadRecord),
            ("INTERNAL_ERROR", Code::Outage),
        ],
        ..ANSWERS
    },
    ..PLAIN
};
