//! Alibaba Cloud DNS (AliDNS), API version 2015-01-09, signed with ACS3-HMAC-SHA256.
//!
//! Only records of the default line are ours: those of other lines (carriers,
//! countries) answer other people and stay as they are, as do remark, weight and
//! status, which an update leaves alone.

use std::{collections::BTreeSet, time::Duration};

use async_trait::async_trait;
use jiff::Timestamp;
use reqwest::Method;
use serde::Deserialize;
use serde_json::Value;

use super::{
    Applied, Held, Info, MOST_PAGES, Model, Opened, Opening, Provider, alias, all,
    http::{self, Http},
    sign::acs3::Call,
    status_problem,
};
use crate::{
    config::{Account, AccountShape, Field, SecretShape},
    core::{
        plan::{Change, Record, Step},
        problem::{Code, Problem},
        record::{Kind, Name, Zone},
        secret::Secret,
    },
    net::{Answer, pacer::Rate},
};

pub const INFO: Info = Info {
    shape: AccountShape {
        id: "alidns",
        display: "Alibaba Cloud DNS",
        fields: &[Field {
            key: "access_key_id",
            required: true,
            help: "The AccessKey ID of a RAM user that may manage the domain's DNS records.",
            example: "LTAI5tExampleExample",
            choices: &[],
        }],
        secret: SecretShape {
            called: "AccessKey secret",
            create: "ram.console.aliyun.com: a user for this alone, with an AccessKey and a policy that allows \
                     alidns:Describe*, AddDomainRecord, UpdateDomainRecord, DeleteDomainRecord and \
                     GetMainDomainName.",
        },
        // 600 is the least of the free edition; paid ones go down to 1.
        ttl: Some((1, 86_400)),
        http: true,
        several: true,
    },
    model: Model::RecordId,
    // One call to a record; there is a batch operation, but it works in the background.
    max_batch: 1,
    atomic: false,
    both_families: false,
    min_interval: Duration::ZERO,
    // The least of what the calls used here may take: of AddDomainRecord, UpdateDomainRecord and
    // DeleteDomainRecord (api-alidns-2015-01-09-quota in the vendor's help).
    rate: Some(Rate { requests: 60, window: Duration::from_secs(1) }),
    refresh: None,
    open,
};

/// Up to this many names are asked for one by one.
const FEW: usize = 4;

struct Alidns {
    http: Http,
    key_id: String,
    secret: Secret,
}

fn open(account: &Account, Opening { net, secret }: Opening) -> Opened {
    http::fit_for_header(account, &secret)?;
    http::fit_for_header(account, &Secret::new(account.field("access_key_id")))?;
    let http = Http::new(account, net, "https://alidns.aliyuncs.com");
    Ok(Box::new(Alidns { http, key_id: account.field("access_key_id").to_owned(), secret }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct MainDomain {
    domain_name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    total_count: usize,
    domain_records: Entries,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entries {
    record: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    record_id: String,
    #[serde(rename = "RR")]
    rr: String,
    r#type: String,
    value: String,
    line: String,
    #[serde(rename = "TTL")]
    ttl: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Refusal {
    code: String,
    #[serde(default)]
    message: String,
}

impl Alidns {
    async fn call(&self, action: &str, query: &[(&str, String)], writes: bool) -> Result<Answer, Problem> {
        let (_, rest) = self.http.base().split_once("://").unwrap_or_default();
        let host = rest.split('/').next().unwrap_or_default();
        let now = Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let nonce = format!("{:032x}", fastrand::u128(..));
        let call = Call { host, action, version: "2015-01-09", date: &now, nonce: &nonce, query };
        let mut request = self.http.request(Method::POST, &format!("/?{}", call.query()))?;
        for (name, value) in call.headers(&self.key_id, &self.secret) {
            request = request.header(name, &value);
        }
        let answer = if writes { http::tell(request).await? } else { http::ask(request).await? };
        match refusal(&answer) {
            Some(problem) => Err(problem),
            None => Ok(answer),
        }
    }

    /// All pages of a listing.
    async fn list(&self, action: &str, size: usize, query: &[(&str, String)]) -> Result<Vec<Entry>, Problem> {
        let mut found: Vec<Entry> = Vec::new();
        for page in 1..=MOST_PAGES {
            let mut query = query.to_vec();
            query.extend([("PageSize", size.to_string()), ("PageNumber", page.to_string())]);
            let answer: Page = http::json(&self.call(action, &query, false).await?)?;
            let empty = answer.domain_records.record.is_empty();
            found.extend(answer.domain_records.record);
            if empty || found.len() >= answer.total_count {
                break;
            }
        }
        Ok(found)
    }

    async fn step(&self, zone: &Zone, step: Step) -> Result<(), Problem> {
        let rr = |name: &Name| name.within(&zone.name).filter(|rr| !rr.is_empty()).unwrap_or("@").to_owned();
        let (action, mut query, ttl) = match step {
            Step::Update { record, value, ttl } => {
                let query = vec![
                    ("RecordId", record.id.unwrap_or_default()),
                    ("RR", rr(&record.name)),
                    ("Type", record.kind.to_string()),
                    ("Value", value.to_string()),
                    ("Line", LINE.to_owned()),
                ];
                // Left out, the TTL would fall back to the edition's default.
                ("UpdateDomainRecord", query, ttl.or(record.ttl))
            }
            Step::Create { name, kind, value, ttl } => {
                let query = vec![
                    ("DomainName", zone.name.to_string()),
                    ("RR", rr(&name)),
                    ("Type", kind.to_string()),
                    ("Value", value.to_string()),
                    ("Line", LINE.to_owned()),
                ];
                ("AddDomainRecord", query, ttl)
            }
            Step::Delete { record } => {
                ("DeleteDomainRecord", vec![("RecordId", record.id.unwrap_or_default())], None)
            }
        };
        query.extend(ttl.map(|ttl| ("TTL", ttl.to_string())));
        let answer = self.call(action, &query, true).await?;
        let done: Value = http::json(&answer)?;
        // Success is a record identifier; anything else is not known to be one.
        if done["RecordId"].is_string() {
            Ok(())
        } else {
            Err(Problem::from(Code::BadAnswer).said(&answer.text()))
        }
    }
}

/// The line that answers whoever none of the others is for.
const LINE: &str = "default";

#[async_trait]
impl Provider for Alidns {
    async fn find_zone(&self, name: &Name) -> Result<Zone, Problem> {
        let query = [("InputString", name.to_string())];
        let answer: MainDomain = http::json(&self.call("GetMainDomainName", &query, false).await?)?;
        let zone = Name::parse(&answer.domain_name).map_err(|_| {
            Problem::from(Code::BadAnswer).said(&format!("no zone name: {}", answer.domain_name))
        })?;
        // The vendor splits any name, whosever it is; whether this account has the zone shows on reading.
        Ok(Zone { name: zone, id: String::new() })
    }

    async fn open_zone(&self, zone: &Name) -> Result<Zone, Problem> {
        Ok(Zone { name: zone.clone(), id: String::new() })
    }

    async fn read(&self, zone: &Zone, keys: &[(Name, Kind)]) -> Result<Held, Problem> {
        let names: BTreeSet<&Name> = keys.iter().map(|(name, _)| name).collect();
        let domain = ("DomainName", zone.name.to_string());
        let mut entries = Vec::new();
        if names.len() <= FEW {
            for name in &names {
                let query = [domain.clone(), ("SubDomain", name.to_string())];
                entries.extend(self.list("DescribeSubDomainRecords", 100, &query).await?);
            }
        } else {
            entries = self.list("DescribeDomainRecords", 500, &[domain]).await?;
        }
        let mut held = Held::default();
        for entry in entries.into_iter().filter(|entry| entry.line == LINE) {
            let full =
                if entry.rr == "@" { zone.name.to_string() } else { format!("{}.{}", entry.rr, zone.name) };
            let Some(name) = Name::parse(&full).ok().filter(|name| names.contains(name)) else { continue };
            let kind = match entry.r#type.as_str() {
                "A" => Kind::A,
                "AAAA" => Kind::Aaaa,
                "CNAME" => {
                    held.blocked.push(alias(&name, &entry.value));
                    continue;
                }
                _ => continue,
            };
            let Ok(value) = entry.value.parse() else { continue };
            let (id, ttl) = (Some(entry.record_id), Some(entry.ttl));
            held.records.push(Record { id, name, kind, value, ttl, extras: Value::Null });
        }
        Ok(held)
    }

    async fn apply(&self, zone: &Zone, changes: &[Change]) -> Vec<Result<Applied, Problem>> {
        let mut results = Vec::with_capacity(changes.len());
        for change in changes {
            let mut result = Ok(());
            for step in change.steps() {
                result = self.step(zone, step).await;
                if result.is_err() {
                    break;
                }
            }
            match result {
                // Another record holds the value, or this one is gone: not what was read.
                Err(problem) if problem.code == Code::Contested => results.push(Ok(Applied::Stale)),
                other => results.extend(all(std::slice::from_ref(change), other)),
            }
        }
        results
    }
}

/// What an answer refuses, if it does: `Code` names the reason, whatever the status.
fn refusal(answer: &Answer) -> Option<Problem> {
    let status = status_problem(answer.status);
    let Ok(refusal) = http::json::<Refusal>(answer) else {
        let said = format!("{}: {}", answer.status, answer.text().chars().take(80).collect::<String>());
        return status.map(|code| Problem::from(code).said(&said).retry_after(answer.retry_after));
    };
    let code = match refusal.code.as_str() {
        "SignatureDoesNotMatch" | "IncompleteSignature" | "MissingAccessKeyId" => Code::BadCredential,
        code if code.starts_with("InvalidAccessKey") || code.starts_with("InvalidSecurityToken") => {
            Code::BadCredential
        }
        code if code.starts_with("InvalidTimeStamp") || code.starts_with("InvalidTimestamp") => {
            Code::WrongClock
        }
        code if code.starts_with("Throttling") || code == "FlowControl" => Code::RateLimited,
        code if code.starts_with("Forbidden") || code.starts_with("NoPermission") => Code::NotPermitted,
        "IncorrectDomainUser" | "DomainForbidden" => Code::NoZone,
        code if code.starts_with("InvalidDomainName") => Code::NoZone,
        "DomainRecordDuplicate" | "DomainRecordNotBelongToUser" | "InvalidRecordId.NotFound" => {
            Code::Contested
        }
        "DomainRecordConflict" => Code::Conflict,
        code if code.starts_with("QuotaExceeded") => Code::NotInPlan,
        code if code.starts_with("ServiceUnavailable") || code.starts_with("InternalError") => Code::Outage,
        _ => status.unwrap_or(Code::BadAnswer),
    };
    let said = format!("{} ({})", refusal.message, refusal.code);
    Some(Problem::from(code).said(&said).retry_after(answer.retry_after))
}

/// For the fuzz targets: every way in which an answer is read.
#[cfg(fuzzing)]
pub fn read_answer(answer: &Answer) -> (usize, Option<Problem>) {
    let page = http::json::<Page>(answer).map_or(0, |page| page.domain_records.record.len());
    let domain = http::json::<MainDomain>(answer).ok().and_then(|main| Name::parse(&main.domain_name).ok());
    (page + usize::from(domain.is_some()), refusal(answer))
}
