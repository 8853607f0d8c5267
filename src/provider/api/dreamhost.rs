//! DreamHost: help.dreamhost.com, "API overview" and "DNS API commands". A TTL is not to be chosen there.

use crate::provider::record_api::prelude::*;

const LIST: List = list(get("/?cmd=dns-list_records&format=json&unique_id={nonce}"), "/data");

pub static API: Api = Api {
    id: "dreamhost",
    display: "DreamHost",
    secret: secret(
        "API key",
        "panel.dreamhost.com, Web Panel API: a key for dns-list_records, dns-add_record and dns-remove_record alone.",
    ),
    ttl: Some((14_400, 14_400)),
    base: "https://api.dreamhost.com",
    auth: Auth::Param("key"),
    zones: Zones { list: LIST, name: "/zone", id: "", by: By::All },
    records: Records {
        all: Some(LIST),
        // A record is its name, type and value.
        id: "",
        name: "/record",
        value: "/value",
        ttl: "",
        only: &[("/editable", "1")],
        ..RECORDS
    },
    write: Write::Records {
        create: get(
            "/?cmd=dns-add_record&format=json&unique_id={nonce}&record={fqdn}&type={type}&value={value}&comment={/comment|}",
        ),
        update: None,
        delete: get("/?cmd=dns-remove_record&format=json&unique_id={nonce}&record={fqdn}&type={type}&value={old}"),
    },
    answers: Answers {
        good: Some(("/result", &["success"])),
        code: &["/data"],
        message: &["/reason"],
        refusals: &[
            ("this_key_cannot_access_this_cmd", Code::NotPermitted),
            ("_key", Code::BadCredential),
            ("slow_down_bucko", Code::RateLimited),
            ("no_such_zone", Code::NoZone),
            ("no_such_record", Code::NotYours),
            ("no_such_type", Code::NotYours),
            ("no_such_value", Code::NotYours),
            ("not_editable", Code::NotPermitted),
            ("CNAME_must_be_only_record", Code::Conflict),
            ("CNAME_already_on_record", Code::Conflict),
            ("record_already_exists", Code::Contested),
            ("internal_error", Code::Outage),
        ],
        ..ANSWERS
    },
    ..PLAIN
};
