//! dinahosting: es.dinahosting.com/api/documentation, "Domain, Zone". A TTL is not to be chosen there.

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "dinahosting",
    display: "dinahosting",
    secret: secret("password", "The password of the account at dinahosting.com: the API has no other."),
    fields: &[required("username", "The user name of the account.", "me")],
    ttl: Some((3600, 3600)),
    base: "https://dinahosting.com/special/api.php",
    auth: Auth::Body("AUTH_USER={username}&AUTH_PWD={secret}"),
    zones: Zones {
        list: list(form("", "command=Services_GetDomains&responseType=Json"), "/data"),
        name: "/domain",
        id: "",
        by: By::All,
    },
    records: Records {
        all: Some(list(form("", "command=Domain_Zone_GetAll&domain={zone}&responseType=Json"), "?/data")),
        // A record is its name, type and value.
        id: "",
        name: "/hostname",
        form: Form::Relative,
        value: "/ip",
        ttl: "",
        ..RECORDS
    },
    write: Write::Records {
        create: form("", "command=Domain_Zone_AddType{type}&domain={zone}&hostname={sub}&ip={value}&responseType=Json"),
        update: None,
        delete: form("", "command=Domain_Zone_DeleteType{type}&domain={zone}&hostname={sub}&ip={old}&responseType=Json"),
    },
    answers: Answers {
        good: Some(("/responseCode", &["1000"])),
        code: &["/responseCode"],
        message: &["/errors/0/message", "/message"],
        refusals: &[("2200", Code::BadCredential), ("2201", Code::NotPermitted), ("2303", Code::NotYours)],
        ..ANSWERS
    },
    ..PLAIN
};
