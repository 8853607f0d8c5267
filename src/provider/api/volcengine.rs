//! Volcengine TrafficRoute DNS, API version 2018-08-01: volcengine.com/docs/6758.

use crate::provider::{record_api::prelude::*, sign::volc};

pub static API: Api = Api {
    id: "volcengine",
    display: "Volcengine DNS",
    secret: secret(
        "secret access key",
        "console.volcengine.com/iam: a user for this alone with an access key and a policy that allows \
         DNS:ListZones, ListRecords, CreateRecord, UpdateRecord and DeleteRecord.",
    ),
    fields: &[required(
        "access_key_id",
        "The Access Key ID that belongs to the secret access key.",
        "AKLTMjI2ODVlYzI3ZGY1NGU4ZjhjYWRjMTlmNTM5OTZkYzE",
    )],
    ttl: Some((1, 86_400)),
    // UpdateRecord's page, the least of the calls
    rate: Some(at_most(10, 1)),
    base: "https://open.volcengineapi.com",
    auth: Auth::Signed(|call| volc::sign(call, "cn-north-1", "DNS")),
    zones: Zones {
        list: paged(get("/?Action=ListZones&Version=2018-08-01&PageNumber={page}&PageSize={size}"), "?/Result/Zones", 1, 100),
        name: "/ZoneName",
        id: "/ZID",
        by: By::All,
    },
    records: Records {
        all: Some(paged(
            get("/?Action=ListRecords&Version=2018-08-01&ZID={zone_id}&PageNumber={page}&PageSize={size}"),
            "?/Result/Records",
            1,
            100,
        )),
        one: Some(paged(
            get("/?Action=ListRecords&Version=2018-08-01&ZID={zone_id}&Host={sub}&SearchMode=exact\
                 &PageNumber={page}&PageSize={size}"),
            "?/Result/Records",
            1,
            100,
        )),
        id: "/RecordID",
        name: "/Host",
        form: Form::Relative,
        kind: "/Type",
        value: "/Value",
        ttl: "/TTL",
        // The least that every edition takes.
        new_ttl: 600,
        only: &[("/Line", "default")],
        off: Some(("/Enable", "false")),
        ..RECORDS
    },
    write: Write::Records {
        create: post(
            "/?Action=CreateRecord&Version=2018-08-01",
            r#"{"ZID":"{#zone_id}","Host":"{sub}","Type":"{type}","Value":"{value}","TTL":"{#ttl}","Line":"default"}"#,
        ),
        // What is left out stays as it is.
        update: Some(post(
            "/?Action=UpdateRecord&Version=2018-08-01",
            r#"{"RecordID":"{id}","Host":"{sub}","Type":"{type}","Value":"{value}","TTL":"{#ttl}","Line":"default"}"#,
        )),
        delete: post("/?Action=DeleteRecord&Version=2018-08-01", r#"{"RecordID":"{id}"}"#),
    },
    answers: Answers {
        good: Some(("/ResponseMetadata/Error/Code", &[])),
        code: &["/ResponseMetadata/Error/Code"],
        message: &["/ResponseMetadata/Error/Message"],
        refusals: &[
            ("InvalidTimestamp", Code::WrongClock),
            ("RequestExpired", Code::WrongClock),
            ("InvalidAccessKey", Code::BadCredential),
            ("InvalidCredential", Code::BadCredential),
            ("SignatureDoesNotMatch", Code::BadCredential),
            ("InvalidAuthorization", Code::BadCredential),
            ("MissingSignature", Code::BadCredential),
            ("AccessDenied", Code::NotPermitted),
            ("FlowLimitExceeded", Code::RateLimited),
            ("LimitExceeded", Code::RateLimited),
            ("InternalError", Code::Outage),
            ("ServiceUnavailable", Code::Outage),
        ],
        nothing: &[],
    },
    ..PLAIN
};
