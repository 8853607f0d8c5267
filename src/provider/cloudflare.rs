//! Cloudflare, through its API v4.
//!
//! Few names are read one by one, many by paging through the zone; changes go out
//! through the batch endpoint as patches of the content alone, which leaves
//! proxied, comment, tags and TTL as they are.
//!
//! Not done: Global API keys (a token with less permission does), WAF lists.

use async_trait::async_trait;
use reqwest::Method;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{
    Applied, FEW, Held, Info, MOST_PAGES, Model, Opened, Opening, Provider, alias, all,
    http::{self, Http, Request},
    record_api::at_most,
    status_problem,
};
use crate::{
    config::{Account, AccountShape, Endpoint, SecretShape},
    core::{
        ordered,
        plan::{Change, Record, Step},
        problem::{Code, Problem},
        record::{Kind, Name, Zone},
        secret::Secret,
    },
    net::Answer,
};

/// What its accounts take.
const SHAPE: AccountShape = AccountShape {
    id: "cloudflare",
    display: "Cloudflare",
    fields: &[],
    secret: SecretShape {
        called: "API token",
        create: "dash.cloudflare.com, My Profile, API Tokens, template “Edit zone DNS”: \
                     Zone → DNS → Edit, for the zones of your names alone.",
    },
    ttl: Some((60, 86_400)),
    endpoint: Endpoint::Usual,
    several: true,
};

pub const INFO: Info = Info {
    // Of the free plan; the paid ones take 3,500 (batch-record-changes in the DNS documentation).
    max_batch: 200,
    atomic: true,
    // Of all tokens of a user and the dashboard together (developers.cloudflare.com, API rate limits); who
    // exceeds it is refused everything for five minutes.
    rate: Some(at_most(1200, 5 * 60)),
    ..Info::plain(SHAPE, Model::RecordId, open)
};

/// Records to a page (5,000,000 would be allowed): with long comments and tags about 2 MB, well below
/// what is read of an answer.
const PAGE: usize = 1000;

struct Cloudflare {
    http: Http,
    token: Secret,
}

fn open(account: &Account, Opening { net, secret }: Opening) -> Opened {
    http::fit_for_header(account, &secret)?;
    let http = Http::new(account, net, "https://api.cloudflare.com/client/v4");
    Ok(Box::new(Cloudflare { http, token: secret }))
}

#[derive(Deserialize)]
struct Envelope<T> {
    success: bool,
    #[serde(default)]
    errors: Vec<Refusal>,
    result: Option<T>,
    result_info: Option<Paging>,
}

#[derive(Deserialize)]
struct Refusal {
    code: u32,
    message: String,
    #[serde(default)]
    error_chain: Vec<Refusal>,
}

#[derive(Deserialize)]
struct Paging {
    #[serde(default)]
    total_pages: u32,
}

#[derive(Deserialize)]
struct FoundZone {
    id: String,
    name: String,
    #[serde(default)]
    status: String,
}

#[derive(Deserialize)]
struct Entry {
    id: String,
    name: String,
    r#type: String,
    #[serde(default)]
    content: String,
    #[serde(default)]
    proxied: bool,
    ttl: Option<u32>,
}

impl Cloudflare {
    fn request(&self, method: Method, path: &str) -> Result<Request, Problem> {
        Ok(self.http.request(method, path)?.bearer_auth(&self.token))
    }

    async fn page(&self, zone: &Zone, query: &[(&str, &str)]) -> Result<(Vec<Entry>, u32), Problem> {
        let path = format!("/zones/{}/dns_records", zone.id);
        let answer = http::ask(self.request(Method::GET, &path)?.query(query)).await?;
        let envelope: Envelope<Vec<Entry>> = understood(&answer)?;
        let pages = envelope.result_info.map_or(1, |info| info.total_pages);
        Ok((envelope.result.unwrap_or_default(), pages))
    }

    /// Every record of the zone: CNAME too, since one in the way has to be told.
    async fn everything(&self, zone: &Zone) -> Result<Vec<Entry>, Problem> {
        let size = PAGE.to_string();
        let (mut found, pages) = self.page(zone, &[("per_page", &size), ("page", "1")]).await?;
        for page in 2..=pages.min(MOST_PAGES) {
            let (more, _) = self.page(zone, &[("per_page", &size), ("page", &page.to_string())]).await?;
            if more.is_empty() {
                break;
            }
            found.extend(more);
        }
        Ok(found)
    }
}

#[async_trait]
impl Provider for Cloudflare {
    async fn find_zone(&self, name: &Name) -> Result<Zone, Problem> {
        for suffix in name.suffixes() {
            match self.open_zone(&suffix).await {
                Err(problem) if problem.code == Code::NoZone => (),
                other => return other,
            }
        }
        let said = "the token sees no zone for this name: is it in this account, and is the token for it?";
        Err(Problem::from(Code::NoZone).name(name).said(said))
    }

    async fn open_zone(&self, zone: &Name) -> Result<Zone, Problem> {
        let request = self.request(Method::GET, "/zones")?.query(&[("name", zone.as_str())]);
        let found: Envelope<Vec<FoundZone>> = understood(&http::ask(request).await?)?;
        let mut found = found.result.unwrap_or_default();
        found.retain(|entry| Name::parse(&entry.name).is_ok_and(|name| name == *zone));
        // One name can be in an account twice, once of them being moved.
        let at = found.iter().position(|entry| entry.status == "active").unwrap_or(0);
        match found.into_iter().nth(at) {
            Some(entry) => Ok(Zone { name: zone.clone(), id: entry.id }),
            None => Err(Problem::from(Code::NoZone).said("the token sees no such zone")),
        }
    }

    async fn read(&self, zone: &Zone, keys: &[(Name, Kind)]) -> Result<Held, Problem> {
        let names = ordered::set(keys.iter().map(|(name, _)| name));
        let mut entries = Vec::new();
        if names.len() <= FEW {
            for name in &names {
                entries.extend(self.page(zone, &[("name", name.as_str()), ("per_page", "100")]).await?.0);
            }
        } else {
            entries = self.everything(zone).await?;
        }
        let mut held = Held::default();
        for entry in entries {
            let Ok(name) = Name::parse(&entry.name) else { continue };
            let kind = match entry.r#type.as_str() {
                _ if !names.contains(&name) => continue,
                "CNAME" => {
                    held.blocked.push(alias(&name, &entry.content));
                    continue;
                }
                "A" => Kind::A,
                "AAAA" => Kind::Aaaa,
                _ => continue,
            };
            let Ok(value) = entry.content.parse() else { continue };
            // A proxied record's TTL is Cloudflare's own; wanting another would never come true.
            let ttl = entry.ttl.filter(|_| !entry.proxied);
            held.records.push(Record { id: Some(entry.id), name, kind, value, ttl, extras: Value::Null });
        }
        Ok(held)
    }

    async fn apply(&self, zone: &Zone, changes: &[Change]) -> Vec<Result<Applied, Problem>> {
        let steps: Vec<Step> = changes.iter().flat_map(Change::steps).collect();
        if steps.len() > INFO.max_batch && changes.len() > 1 {
            // Several calls for one name, and more than one batch takes.
            let (first, second) = changes.split_at(changes.len() / 2);
            let mut results = self.apply(zone, first).await;
            results.extend(self.apply(zone, second).await);
            return results;
        }
        match self.batch(zone, steps).await {
            Ok(Applied::Stale) => vec![Ok(Applied::Stale); changes.len()],
            other => all(changes, other.map(drop)),
        }
    }
}

impl Cloudflare {
    async fn batch(&self, zone: &Zone, steps: Vec<Step>) -> Result<Applied, Problem> {
        let (mut patches, mut posts, mut deletes) = (Vec::new(), Vec::new(), Vec::new());
        for step in steps {
            match step {
                Step::Update { record, value, ttl: None } => {
                    patches.push(json!({"id": record.id, "content": value}));
                }
                Step::Update { record, value, ttl } => {
                    patches.push(json!({"id": record.id, "content": value, "ttl": ttl}));
                }
                // Without a TTL it becomes "automatic".
                Step::Create { name, kind, value, ttl: None } => {
                    posts.push(json!({"type": kind.as_str(), "name": name.as_str(), "content": value}));
                }
                Step::Create { name, kind, value, ttl } => posts.push(
                    json!({"type": kind.as_str(), "name": name.as_str(), "content": value, "ttl": ttl}),
                ),
                Step::Delete { record } => deletes.push(json!({"id": record.id})),
            }
        }
        let body = json!({"patches": patches, "posts": posts, "deletes": deletes});
        let path = format!("/zones/{}/dns_records/batch", zone.id);
        let answer = http::tell(self.request(Method::POST, &path)?.json(&body)).await?;
        let stale = |refusal: &Refusal| matches!(refusal.code, 81_044 | 81_057 | 81_058);
        if http::json::<Envelope<Value>>(&answer).is_ok_and(|read| read.errors.iter().any(stale)) {
            // A record is gone, or an identical one is there: not what was read.
            return Ok(Applied::Stale);
        }
        understood::<Value>(&answer).map(|_| Applied::Changed)
    }
}

/// The answer, if it says that all went well.
fn understood<T: DeserializeOwned>(answer: &Answer) -> Result<Envelope<T>, Problem> {
    let status = status_problem(answer.status);
    let read: Envelope<Value> = match (http::json(answer), status) {
        (Ok(read), _) => read,
        (Err(problem), None) => return Err(problem),
        (Err(problem), Some(code)) => return Err(Problem { code, ..problem }.retry_after(answer.retry_after)),
    };
    if read.success && status.is_none() && read.errors.is_empty() {
        return http::json(answer);
    }
    let Some(first) = read.errors.first() else {
        let code = status.unwrap_or(Code::BadAnswer);
        return Err(Problem::from(code).said("no reason given").retry_after(answer.retry_after));
    };
    let detail = first.error_chain.first().map(|inner| format!(": {}", inner.message)).unwrap_or_default();
    let said = format!("{}{detail} (error {})", first.message, first.code);
    let code = match (first.code, status) {
        (_, Some(Code::RateLimited | Code::Outage)) => status.unwrap_or(Code::Outage),
        (9109, _) if first.message.contains("Unauthorized") => Code::NotPermitted,
        (1000 | 6003 | 6111 | 9103 | 9106 | 9107 | 9109, _) | (10_000, Some(Code::BadCredential)) => {
            Code::BadCredential
        }
        // With 403: the token is real, but this zone or editing its DNS is not among what it may do.
        (10_000, _) => Code::NotPermitted,
        (1001 | 7000 | 7003, _) => Code::NoZone,
        (81_053 | 81_054 | 81_056, _) => Code::Conflict,
        (1004 | 9000..=9099 | 9207 | 81_000..=81_099, _) => Code::BadRecord,
        (971, _) => Code::RateLimited,
        (_, status) => status.unwrap_or(Code::BadAnswer),
    };
    Err(Problem::from(code).said(&said).retry_after(answer.retry_after))
}

/// For the fuzz targets: every way in which an answer is read.
#[cfg(fuzzing)]
pub fn read_answer(answer: &Answer) -> (Vec<Name>, Option<Problem>) {
    let zones = understood::<Vec<FoundZone>>(answer).map(|found| found.result.unwrap_or_default());
    let entries = understood::<Vec<Entry>>(answer).map(|found| found.result.unwrap_or_default());
    let zones = zones.iter().flatten().filter_map(|zone| Name::parse(&zone.name).ok());
    let entries = entries.iter().flatten().filter_map(|entry| Name::parse(&entry.name).ok());
    (zones.chain(entries).collect(), understood::<Value>(answer).err())
}
