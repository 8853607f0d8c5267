//! bunny.net DNS: docs.bunny.net/api-reference/core/dns-zone.

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "bunny",
    display: "bunny.net",
    secret: secret("API key", "dash.bunny.net, Account Settings, API: the key of the account, which can do everything."),
    ttl: Some((15, 86_400)),
    base: "https://api.bunny.net",
    auth: Auth::Header("AccessKey", ""),
    headers: &[("Accept", "application/json")],
    zones: Zones {
        list: paged(get("/dnszone?page={page}&perPage={size}"), "/Items", 1, 1000),
        name: "/Domain",
        id: "/Id",
        by: By::All,
    },
    records: Records {
        all: Some(list(get("/dnszone/{zone_id}"), "/Records")),
        id: "/Id",
        name: "/Name",
        form: Form::Relative,
        kind: "/Type",
        kinds: ["0", "1", "2"],
        value: "/Value",
        ttl: "/Ttl",
        off: Some(("/Disabled", "true")),
        ..RECORDS
    },
    write: Write::Records {
        create: put("/dnszone/{zone_id}/records", r#"{"Type":"{#type}","Name":"{sub0}","Value":"{value}","Ttl":"{#ttl}"}"#),
        // What an update does not say again might be lost.
        update: Some(post(
            "/dnszone/{zone_id}/records/{id}",
            r#"{"Id":"{#id}","Type":"{#type}","Name":"{sub0}","Value":"{value}","Ttl":"{#ttl}",
                "Weight":"{/Weight}","Accelerated":"{/Accelerated}","MonitorType":"{/MonitorType}",
                "GeolocationLatitude":"{/GeolocationLatitude}","GeolocationLongitude":"{/GeolocationLongitude}",
                "LatencyZone":"{/LatencyZone}","SmartRoutingType":"{/SmartRoutingType}","Disabled":"{/Disabled}",
                "EnviromentalVariables":"{/EnviromentalVariables}","Comment":"{/Comment}",
                "AutoSslIssuance":"{/AutoSslIssuance}"}"#,
        )),
        delete: delete("/dnszone/{zone_id}/records/{id}"),
    },
    answers: Answers { code: &["/ErrorKey"], message: &["/Message"], ..ANSWERS },
    ..PLAIN
};
