//! Alibaba Cloud ESA, API version 2024-09-10: alibabacloud.com/help/en/edge-security-acceleration/esa, API reference.
//!
//! One record, of the kind `A/AAAA`, holds the addresses of both families. So it is read again before each
//! change: what the other family holds must be said with it, as must what is kept beside.

use std::net::IpAddr;

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{
    Applied, FEW, Held, Info, MOST_PAGES, Model, NEW_TTL, Opened, Opening, Provider, alias,
    http::{self, Http},
    longest,
    record_api::{ANSWERS, Answers, ToSign, answer, secret},
    sign::acs3,
};
use crate::{
    config::{Account, AccountShape, Endpoint, required},
    core::{
        encode::percent,
        ordered,
        plan::{Change, Record},
        problem::{Code, Problem},
        record::{Kind, Name, Zone},
        secret::Secret,
    },
};

/// What its accounts take.
const SHAPE: AccountShape = AccountShape {
    id: "aliesa",
    display: "Alibaba Cloud ESA",
    secret: secret(
        "AccessKey secret",
        "ram.console.aliyun.com: a user for this alone, with an AccessKey and a policy that allows \
         esa:ListSites, ListRecords, CreateRecord, UpdateRecord and DeleteRecord.",
    ),
    fields: &[required(
        "access_key_id",
        "The AccessKey ID of a RAM user that may manage the site's DNS records.",
        "LTAI5tExampleExample",
    )],
    ttl: Some((30, 86_400)),
    endpoint: Endpoint::Usual,
    several: true,
};

pub const INFO: Info = Info::plain(SHAPE, Model::Rrset, open);

const BOTH: &str = "A/AAAA";
/// Items to a page, the most there are.
const SIZE: usize = 500;
static ANSWERED: Answers = Answers {
    good: Some(("/Code", &[])),
    code: &["/Code"],
    message: &["/Message"],
    refusals: &[
        ("SignatureDoesNotMatch", Code::BadCredential),
        ("IncompleteSignature", Code::BadCredential),
        ("InvalidAccessKey", Code::BadCredential),
        ("InvalidSecurityToken", Code::BadCredential),
        ("InvalidTimeStamp", Code::WrongClock),
        ("Throttling", Code::RateLimited),
        ("Forbidden", Code::NotPermitted),
        ("NoPermission", Code::NotPermitted),
        ("QuotaExceeded", Code::NotInPlan),
        ("ServiceUnavailable", Code::Outage),
        ("InternalError", Code::Outage),
    ],
    ..ANSWERS
};

struct Esa {
    http: Http,
    account: Account,
    secret: Secret,
}

fn open(account: &Account, Opening { net, secret }: Opening) -> Opened {
    http::fit_for_header(account, &secret)?;
    let http = Http::new(account, net, "https://esa.cn-hangzhou.aliyuncs.com");
    Ok(Box::new(Esa { http, account: account.clone(), secret }))
}

type Query<'a> = Vec<(&'a str, String)>;

impl Esa {
    async fn call(&self, action: &'static str, query: &Query<'_>) -> Result<Value, Problem> {
        let (_, host) = self.http.base().split_once("://").unwrap_or_default();
        let pairs: Vec<String> =
            query.iter().map(|(key, value)| format!("{key}={}", percent(value))).collect();
        let call = ToSign {
            method: if action.starts_with("List") { "GET" } else { "POST" },
            query: &pairs.join("&"),
            action,
            ..ToSign::of(&self.account, &self.secret, host)
        };
        let heard = http::signed(&self.http, call, |call| acs3::sign(call, "2024-09-10")).await?;
        answer::read(&ANSWERED, &heard).map(|said| said.body)
    }

    /// All pages of a list.
    async fn list(&self, action: &'static str, items: &str, query: Query<'_>) -> Result<Vec<Value>, Problem> {
        let mut found = Vec::new();
        for page in 1..=MOST_PAGES {
            let mut query = query.clone();
            query.extend([("PageNumber", page.to_string()), ("PageSize", SIZE.to_string())]);
            let mut answer = self.call(action, &query).await?;
            let Some(Value::Array(items)) = answer.pointer_mut(items).map(Value::take) else {
                return Err(Problem::from(Code::BadAnswer).said("the answer has no list"));
            };
            let count = items.len();
            found.extend(items);
            if count < SIZE {
                break;
            }
        }
        Ok(found)
    }

    async fn records(&self, zone: &Zone, name: Option<&Name>) -> Result<Vec<Value>, Problem> {
        let mut query = vec![("SiteId", zone.id.clone())];
        if let Some(name) = name {
            query.extend([("RecordName", name.to_string()), ("RecordMatchType", "exact".to_owned())]);
        }
        self.list("ListRecords", "/Records", query).await
    }

    async fn change(&self, zone: &Zone, change: &Change) -> Result<Applied, Problem> {
        let items = self.records(zone, Some(&change.name)).await?;
        let before = items.into_iter().find(|item| item["RecordType"] == BOTH);
        let held = before.as_ref().map(values).unwrap_or_default();
        let (own, other): (Vec<IpAddr>, Vec<IpAddr>) =
            held.into_iter().partition(|value| kind(*value) == change.kind);
        let set = |values: &[IpAddr]| ordered::set(values.iter().copied());
        if set(&own) != set(&change.previous_values()) {
            return Ok(Applied::Stale);
        }
        let values: Vec<String> = change.values.iter().chain(&other).map(ToString::to_string).collect();
        let text = |item: &Value, member: &str| answer::text(item, &format!("/{member}")).unwrap_or_default();
        let ttl = before.as_ref().and_then(|item| text(item, "Ttl").parse().ok());
        let ttl = change.kept_ttl().or(ttl).unwrap_or(NEW_TTL).to_string();
        let data = json!({"Value": values.join(",")}).to_string();
        let said = vec![("Type", BOTH.to_owned()), ("Data", data), ("Ttl", ttl)];
        let (action, query) = match before {
            None => {
                let new = [
                    ("SiteId", zone.id.clone()),
                    ("RecordName", change.name.to_string()),
                    ("Proxied", "false".to_owned()),
                ];
                ("CreateRecord", [&new[..], &said].concat())
            }
            Some(item) if values.is_empty() => ("DeleteRecord", vec![("RecordId", text(&item, "RecordId"))]),
            Some(item) => {
                let beside =
                    ["RecordId", "Proxied", "BizName", "Comment"].map(|member| (member, text(&item, member)));
                let beside: Query<'_> = beside.into_iter().filter(|(_, text)| !text.is_empty()).collect();
                ("UpdateRecord", [beside, said].concat())
            }
        };
        self.call(action, &query).await.map(|_| Applied::Changed)
    }
}

fn kind(value: IpAddr) -> Kind {
    if value.is_ipv4() { Kind::A } else { Kind::Aaaa }
}

fn values(item: &Value) -> Vec<IpAddr> {
    let all = item["Data"]["Value"].as_str().unwrap_or_default();
    all.split(',').filter_map(|value| value.trim().parse().ok()).collect()
}

#[async_trait]
impl Provider for Esa {
    async fn find_zone(&self, name: &Name) -> Result<Zone, Problem> {
        longest(self, name).await
    }

    async fn open_zone(&self, zone: &Name) -> Result<Zone, Problem> {
        let query = vec![("SiteName", zone.to_string()), ("SiteSearchType", "exact".to_owned())];
        let sites = self.list("ListSites", "/Sites", query).await?;
        let site = sites.iter().find(|site| site["SiteName"] == zone.as_str());
        let id = site.and_then(|site| answer::text(site, "/SiteId"));
        let missing = || Problem::from(Code::NoZone).name(zone).said("this account has no such site");
        Ok(Zone { name: zone.clone(), id: id.ok_or_else(missing)? })
    }

    async fn read(&self, zone: &Zone, keys: &[(Name, Kind)]) -> Result<Held, Problem> {
        let names = ordered::set(keys.iter().map(|(name, _)| name));
        let mut items = Vec::new();
        if names.len() <= FEW {
            for name in &names {
                items.extend(self.records(zone, Some(name)).await?);
            }
        } else {
            items = self.records(zone, None).await?;
        }
        let mut held = Held::default();
        for item in items {
            let name = item["RecordName"].as_str().and_then(|name| Name::parse(name).ok());
            let Some(name) = name.filter(|name| names.contains(name)) else { continue };
            if item["RecordType"] == "CNAME" {
                held.blocked.push(alias(&name, item["Data"]["Value"].as_str().unwrap_or_default()));
            }
            let both = item["RecordType"] == BOTH;
            let ttl = item["Ttl"].as_u64().and_then(|ttl| ttl.try_into().ok());
            held.records.extend(values(&item).into_iter().filter(|_| both).map(|value| Record {
                id: None,
                name: name.clone(),
                kind: kind(value),
                value,
                ttl,
                extras: Value::Null,
            }));
        }
        Ok(held)
    }

    async fn apply(&self, zone: &Zone, changes: &[Change]) -> Vec<Result<Applied, Problem>> {
        let mut results = Vec::with_capacity(changes.len());
        for change in changes {
            results.push(self.change(zone, change).await.map_err(|problem| problem.name(&change.name)));
        }
        results
    }
}
