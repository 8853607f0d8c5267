//! Tencent Cloud DNSPod, API 3.0: cloud.tencent.com/document/api/1427.

use crate::provider::{record_api::prelude::*, sign::tc3};

pub const SECRET_ID: Field = required("secret_id", "The SecretId that belongs to the key.", "AKIDEXAMPLEEXAMPLEEXAMPLE");

/// document/api/1427/56192, and what every Tencent Cloud API may refuse with.
pub const REFUSALS: &[(&str, Code)] = &[
    ("InvalidParameterValue.DomainNotExists", Code::NoZone),
    ("ResourceNotFound.NoDataOfDomain", Code::NoZone),
    ("InvalidParameter.RecordIdInvalid", Code::NotYours),
    ("DomainRecordExist", Code::Conflict),
    ("AuthFailure.SignatureExpire", Code::WrongClock),
    ("AuthFailure.UnauthorizedOperation", Code::NotPermitted),
    ("UnauthorizedOperation", Code::NotPermitted),
    ("OperationDenied", Code::NotPermitted),
    ("AuthFailure", Code::BadCredential),
    ("RequestLimitExceeded", Code::RateLimited),
    ("LimitExceeded.FrequencyLimit", Code::RateLimited),
    ("FailedOperation.FrequencyLimit", Code::RateLimited),
    ("InternalError", Code::Outage),
    ("ServiceUnavailable", Code::Outage),
    ("ResourceUnavailable", Code::NotActive),
    ("ResourceNotFound", Code::NotYours),
    ("LimitExceeded", Code::NotInPlan),
    ("InvalidParameter", Code::BadRecord),
];

pub const ANSWERED: Answers = Answers {
    good: Some(("/Response/Error/Code", &[])),
    code: &["/Response/Error/Code"],
    message: &["/Response/Error/Message"],
    refusals: REFUSALS,
    nothing: &[],
};

pub static API: Api = Api {
    id: "tencentcloud",
    display: "Tencent Cloud DNSPod",
    secret: secret(
        "SecretKey",
        "console.cloud.tencent.com/cam: a sub-user for this alone with an API key and a policy that \
         allows dnspod:DescribeDomainList, DescribeRecordList, CreateRecord, ModifyRecord and \
         DeleteRecord.",
    ),
    fields: &[SECRET_ID],
    ttl: Some((1, 604_800)),
    base: "https://dnspod.tencentcloudapi.com",
    auth: Auth::Signed(|call| tc3::sign(call, "dnspod", "2021-03-23")),
    zones: Zones {
        list: paged(rpc("DescribeDomainList", r#"{"Offset":"{#offset}","Limit":"{#size}"}"#), "/Response/DomainList", 0, 3000),
        name: "/Punycode",
        id: "",
        by: By::All,
    },
    records: Records {
        all: Some(paged(
            rpc("DescribeRecordList", r#"{"Domain":"{zone}","Offset":"{#offset}","Limit":"{#size}"}"#),
            "?/Response/RecordList",
            0,
            3000,
        )),
        one: Some(list(
            rpc("DescribeRecordList", r#"{"Domain":"{zone}","Subdomain":"{sub}","Limit":3000}"#),
            "?/Response/RecordList",
        )),
        id: "/RecordId",
        name: "/Name",
        form: Form::Relative,
        kind: "/Type",
        value: "/Value",
        ttl: "/TTL",
        // The line that answers whoever none of the others is for, whatever it is called.
        only: &[("/LineId", "0")],
        off: Some(("/Status", "DISABLE")),
        // The least that every plan takes.
        new_ttl: 600,
        ..RECORDS
    },
    write: Write::Records {
        create: rpc(
            "CreateRecord",
            r#"{"Domain":"{zone}","SubDomain":"{sub}","RecordType":"{type}","RecordLine":"默认",
                "RecordLineId":"0","Value":"{value}","TTL":"{#ttl}"}"#,
        ),
        // Weight and status would be forgotten.
        update: Some(Call {
            body: Body::Kept {
                without: &["Name", "Type", "Line", "LineId", "UpdatedOn", "MonitorStatus", "MX", "DefaultNS", "Remark"],
                with: r#"{"Domain":"{zone}","SubDomain":"{sub}","RecordType":"{type}","RecordLine":"默认",
                          "RecordLineId":"0","Value":"{value}","TTL":"{#ttl}"}"#,
            },
            ..rpc("ModifyRecord", "")
        }),
        delete: rpc("DeleteRecord", r#"{"Domain":"{zone}","RecordId":"{#id}"}"#),
    },
    answers: Answers { nothing: &["ResourceNotFound.NoDataOfRecord"], ..ANSWERED },
    ..PLAIN
};
