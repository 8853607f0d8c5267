//! Alibaba Cloud DNS (AliDNS), API version 2015-01-09: alibabacloud.com/help/en/dns/api-alidns-2015-01-09-overview.
//!
//! An update leaves remark, weight and status alone.

use crate::provider::{record_api::prelude::*, sign::acs3};

const fn call(action: &'static str, path: &'static str) -> Call {
    Call { method: "POST", path, body: Body::None, action }
}

pub static API: Api = Api {
    id: "alidns",
    display: "Alibaba Cloud DNS",
    secret: secret(
        "AccessKey secret",
        "ram.console.aliyun.com: a user for this alone, with an AccessKey and a policy that allows \
         alidns:Describe*, AddDomainRecord, UpdateDomainRecord, DeleteDomainRecord and \
         GetMainDomainName.",
    ),
    fields: &[required(
        "access_key_id",
        "The AccessKey ID of a RAM user that may manage the domain's DNS records.",
        "LTAI5tExampleExample",
    )],
    // 600 is the least of the free edition; paid ones go down to 1.
    ttl: Some((1, 86_400)),
    // The least of what the calls used here may take: of AddDomainRecord, UpdateDomainRecord and
    // DeleteDomainRecord (api-alidns-2015-01-09-quota in the vendor's help).
    rate: Some(at_most(60, 1)),
    base: "https://alidns.aliyuncs.com",
    auth: Auth::Signed(|call| acs3::sign(call, "2015-01-09")),
    // The vendor splits any name, whosever it is; whether this account has the zone shows on reading.
    zones: Zones { list: list(call("GetMainDomainName", "/?InputString={zone}"), ""), name: "/DomainName", id: "", by: By::Whole },
    records: Records {
        all: Some(paged(
            call("DescribeDomainRecords", "/?DomainName={zone}&PageSize={size}&PageNumber={page}"),
            "/DomainRecords/Record",
            1,
            500,
        )),
        one: Some(paged(
            call("DescribeSubDomainRecords", "/?DomainName={zone}&SubDomain={fqdn}&PageSize={size}&PageNumber={page}"),
            "/DomainRecords/Record",
            1,
            100,
        )),
        id: "/RecordId",
        name: "/RR",
        form: Form::Relative,
        kind: "/Type",
        value: "/Value",
        ttl: "/TTL",
        new_ttl: 600,
        // The line that answers whoever none of the others is for.
        only: &[("/Line", "default")],
        off: Some(("/Status", "DISABLE")),
        ..RECORDS
    },
    write: Write::Records {
        create: call("AddDomainRecord", "/?DomainName={zone}&RR={sub}&Type={type}&Value={value}&Line=default&TTL={ttl}"),
        // Left out, the TTL would fall back to the edition's default.
        update: Some(call("UpdateDomainRecord", "/?RecordId={id}&RR={sub}&Type={type}&Value={value}&Line=default&TTL={ttl}")),
        delete: call("DeleteDomainRecord", "/?RecordId={id}"),
    },
    answers: Answers {
        good: Some(("/Code", &[])),
        code: &["/Code"],
        message: &["/Message"],
        refusals: &[
            ("SignatureDoesNotMatch", Code::BadCredential),
            ("IncompleteSignature", Code::BadCredential),
            ("MissingAccessKeyId", Code::BadCredential),
            ("InvalidAccessKey", Code::BadCredential),
            ("InvalidSecurityToken", Code::BadCredential),
            ("InvalidTimeStamp", Code::WrongClock),
            ("InvalidTimestamp", Code::WrongClock),
            ("Throttling", Code::RateLimited),
            ("FlowControl", Code::RateLimited),
            ("IncorrectDomainUser", Code::NoZone),
            ("DomainForbidden", Code::NoZone),
            ("InvalidDomainName", Code::NoZone),
            ("Forbidden", Code::NotPermitted),
            ("NoPermission", Code::NotPermitted),
            // Another record holds the value, or this one is gone: not what was read.
            ("DomainRecordDuplicate", Code::Contested),
            ("DomainRecordNotBelongToUser", Code::Contested),
            ("InvalidRecordId.NotFound", Code::Contested),
            ("DomainRecordConflict", Code::Conflict),
            ("QuotaExceeded", Code::NotInPlan),
            ("ServiceUnavailable", Code::Outage),
            ("InternalError", Code::Outage),
        ],
        nothing: &[],
    },
    ..PLAIN
};
