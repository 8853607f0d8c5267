//! GleSYS: github.com/glesys/API/wiki, "Domain".

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "glesys",
    display: "GleSYS",
    secret: secret(
        "API key",
        "cloud.glesys.com, Access, API: a key that may use domain: list, listrecords, addrecord, \
         updaterecord and deleterecord.",
    ),
    fields: &[required("project", "The project's number, like CL12345.", "CL12345")],
    base: "https://api.glesys.com",
    auth: Auth::Basic("{project}"),
    headers: &[("Accept", "application/json")],
    zones: Zones { list: list(post("/domain/list", "{}"), "/response/domains"), name: "/domainname", id: "", ..ZONES },
    records: Records {
        all: Some(list(post("/domain/listrecords", r#"{"domainname":"{zone}"}"#), "/response/records")),
        id: "/recordid",
        name: "/host",
        form: Form::Relative,
        value: "/data",
        ..RECORDS
    },
    write: Write::Records {
        create: post(
            "/domain/addrecord",
            r#"{"domainname":"{zone}","host":"{sub}","type":"{type}","data":"{value}","ttl":"{#ttl}"}"#,
        ),
        update: Some(post("/domain/updaterecord", r#"{"recordid":"{#id}","data":"{value}","ttl":"{#ttl}"}"#)),
        delete: post("/domain/deleterecord", r#"{"recordid":"{#id}"}"#),
    },
    answers: Answers { code: &["/response/status/code"], message: &["/response/status/text"], ..ANSWERS },
    ..PLAIN
};
