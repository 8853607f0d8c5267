//! Netlify DNS: open-api.netlify.com, "dnsZone". There is no call that changes a record.

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "netlify",
    display: "Netlify DNS",
    secret: secret(
        "personal access token",
        "app.netlify.com, User settings, Applications: a personal access token. It may do everything \
         that its user may, so let that be a user of its own.",
    ),
    // docs.netlify.com/api/get-started, rate limiting
    rate: Some(at_most(500, 60)),
    base: "https://api.netlify.com/api/v1",
    auth: BEARER,
    zones: Zones { list: list(get("/dns_zones"), ""), ..ZONES },
    records: Records {
        all: Some(list(get("/dns_zones/{zone_id}/dns_records"), "")),
        name: "/hostname",
        value: "/value",
        ..RECORDS
    },
    write: Write::Records {
        create: post(
            "/dns_zones/{zone_id}/dns_records",
            r#"{"type":"{type}","hostname":"{fqdn}","value":"{value}","ttl":"{#ttl}"}"#,
        ),
        update: None,
        delete: delete("/dns_zones/{zone_id}/dns_records/{id}"),
    },
    ..PLAIN
};
