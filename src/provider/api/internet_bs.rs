//! Internet.bs: internetbs.net/ResellerRegistrarDomainNameAPI, "DnsRecord". Records have no ids.

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "internet-bs",
    display: "Internet.bs",
    secret: secret("API password", "internetbs.net, Get my API key: the key, and the password that was chosen for it."),
    fields: &[required("api_key", "The API key that belongs to the password.", "A1B2C3D4E5F6")],
    ttl: Some((300, 86_400)),
    base: "https://api.internet.bs",
    auth: Auth::Body("ApiKey={api_key}&Password={secret}&ResponseFormat=JSON"),
    // Its items are the names themselves.
    zones: Zones { list: list(form("/Domain/List", "CompactList=yes"), "?/domain"), name: "", id: "", by: By::All },
    records: Records {
        all: Some(list(form("/Domain/DnsRecord/List", "Domain={zone}"), "?/records")),
        id: "",
        value: "/value",
        ..RECORDS
    },
    write: Write::Records {
        create: form("/Domain/DnsRecord/Add", "FullRecordName={fqdn}&Type={type}&Value={value}&Ttl={ttl}"),
        update: Some(form(
            "/Domain/DnsRecord/Update",
            "FullRecordName={fqdn}&Type={type}&CurrentValue={old}&NewValue={value}&NewTtl={ttl}",
        )),
        delete: form("/Domain/DnsRecord/Remove", "FullRecordName={fqdn}&Type={type}&Value={old}"),
    },
    answers: Answers {
        good: Some(("/status", &["SUCCESS"])),
        refusals: &[("Invalid API key", Code::BadCredential), ("107002", Code::BadCredential)],
        ..ANSWERS
    },
    ..PLAIN
};
