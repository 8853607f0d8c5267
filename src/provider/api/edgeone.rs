//! Tencent EdgeOne, DNS records: cloud.tencent.com/document/api/1552.

use super::tencentcloud::{ANSWERED, SECRET_ID};
use crate::provider::{record_api::prelude::*, sign::tc3};

pub static API: Api = Api {
    id: "edgeone",
    display: "Tencent EdgeOne",
    secret: secret(
        "SecretKey",
        "console.cloud.tencent.com/cam: a sub-user for this alone with an API key and a policy that \
         allows teo:DescribeZones, DescribeDnsRecords, CreateDnsRecord, ModifyDnsRecords and \
         DeleteDnsRecords.",
    ),
    fields: &[SECRET_ID],
    base: "https://teo.tencentcloudapi.com",
    auth: Auth::Signed(|call| tc3::sign(call, "teo", "2022-09-01")),
    zones: Zones {
        list: list(
            rpc("DescribeZones", r#"{"Filters":[{"Name":"zone-name","Values":["{zone}"]}],"Limit":100}"#),
            "?/Response/Zones",
        ),
        name: "/ZoneName",
        id: "/ZoneId",
        by: By::Suffix,
    },
    records: Records {
        all: Some(paged(
            rpc("DescribeDnsRecords", r#"{"ZoneId":"{zone_id}","Offset":"{#offset}","Limit":"{#size}"}"#),
            "?/Response/DnsRecords",
            0,
            1000,
        )),
        one: Some(list(
            rpc("DescribeDnsRecords", r#"{"ZoneId":"{zone_id}","Limit":1000,"Filters":[{"Name":"name","Values":["{fqdn}"]}]}"#),
            "?/Response/DnsRecords",
        )),
        id: "/RecordId",
        name: "/Name",
        kind: "/Type",
        value: "/Content",
        ttl: "/TTL",
        only: &[("/Location", "Default")],
        ..RECORDS
    },
    write: Write::Records {
        create: rpc(
            "CreateDnsRecord",
            r#"{"ZoneId":"{zone_id}","Name":"{fqdn}","Type":"{type}","Content":"{value}","Location":"Default",
                "TTL":"{#ttl}"}"#,
        ),
        update: Some(rpc(
            "ModifyDnsRecords",
            r#"{"ZoneId":"{zone_id}","DnsRecords":[{"RecordId":"{id}","Name":"{fqdn}","Type":"{type}",
                "Content":"{value}","TTL":"{#ttl}","Location":"{/Location}","Weight":"{/Weight}",
                "Priority":"{/Priority}"}]}"#,
        )),
        delete: rpc("DeleteDnsRecords", r#"{"ZoneId":"{zone_id}","RecordIds":["{id}"]}"#),
    },
    answers: ANSWERED,
    ..PLAIN
};
