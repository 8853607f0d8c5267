//! Sakura Cloud DNS: manual.sakura.ad.jp/cloud-api/1.1/appliance, "commonserviceitem". A zone is replaced as a whole;
//! its hash says whether it is still the one that was read.

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "sakuracloud",
    display: "Sakura Cloud DNS",
    secret: secret(
        "access token secret",
        "secure.sakura.ad.jp/cloud, the account's settings, API keys: a key that may create and delete, \
         in an account that holds the zone and nothing else.",
    ),
    fields: &[required("access_token", "The access token (UUID) of the API key.", "01234567-89ab-cdef-0123-456789abcdef")],
    ttl: Some((10, 3_600_000)),
    max_batch: 100,
    // One call carries the whole zone.
    atomic: true,
    base: "https://secure.sakura.ad.jp/cloud/zone/is1a/api/cloud/1.1",
    auth: Auth::Basic("{access_token}"),
    zones: Zones {
        // {"Filter":{"Provider.Class":"dns","Name":"…"}}
        list: list(
            get("/commonserviceitem?%7B%22Filter%22:%7B%22Provider.Class%22:%22dns%22,%22Name%22:%22{zone}%22%7D%7D"),
            "/CommonServiceItems",
        ),
        name: "/Status/Zone",
        id: "/ID",
        by: By::Suffix,
    },
    records: Records {
        all: Some(list(get("/commonserviceitem/{zone_id}"), "?/CommonServiceItem/Settings/DNS/ResourceRecordSets")),
        id: "",
        name: "/Name",
        form: Form::Relative,
        kind: "/Type",
        value: "/RData",
        ttl: "/TTL",
        ..RECORDS
    },
    write: Write::Whole {
        call: put(
            "/commonserviceitem/{zone_id}",
            r#"{"CommonServiceItem":{"Settings":{"DNS":{"ResourceRecordSets":"{items}"}},
                "SettingsHash":"{/CommonServiceItem/SettingsHash}"}}"#,
        ),
        item: r#"{"Name":"{sub}","Type":"{type}","RData":"{value}","TTL":"{#ttl}"}"#,
    },
    answers: Answers {
        code: &["/error_code"],
        message: &["/error_msg"],
        // Somebody else has written the zone in between.
        refusals: &[("409", Code::Contested)],
        ..ANSWERS
    },
    ..PLAIN
};
