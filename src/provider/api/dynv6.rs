//! dynv6, REST: dynv6.github.io/api-spec. A TTL is not to be chosen there.
//!
//! The addresses of a zone's own name are attributes of the zone: one of each family, which can be replaced but
//! not removed here.

use async_trait::async_trait;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    config::Account,
    core::{
        encode::percent,
        plan::{Change, Record},
        problem::Problem,
        record::{Kind, Name, Zone},
        secret::Secret,
    },
    provider::{
        Applied, Held, Opened, Opening, Provider,
        http::{self, Http, Request},
        record_api::{self, prelude::*},
        status_problem,
    },
};

const BASE: &str = "https://dynv6.com/api/v2";

pub static API: Api = Api {
    id: "dynv6",
    display: "dynv6 (REST API)",
    secret: secret("HTTP token", "dynv6.com/keys: an HTTP token for the zone alone."),
    ttl: Some((60, 60)),
    open,
    base: BASE,
    auth: BEARER,
    headers: &[("Accept", "application/json")],
    zones: Zones { list: list(get("/zones"), ""), ..ZONES },
    records: Records {
        all: Some(list(get("/zones/{zone_id}/records"), "")),
        form: Form::Relative,
        value: "/data",
        ttl: "",
        ..RECORDS
    },
    write: Write::Records {
        create: post("/zones/{zone_id}/records", r#"{"name":"{sub0}","type":"{type}","data":"{value}"}"#),
        update: Some(patch("/zones/{zone_id}/records/{id}", r#"{"name":"{sub0}","type":"{type}","data":"{value}"}"#)),
        delete: delete("/zones/{zone_id}/records/{id}"),
    },
    answers: Answers { code: &[], message: &["/message", "/error"], ..ANSWERS },
    ..PLAIN
};

struct Dynv6 {
    /// All but the zones' own names.
    below: Box<dyn Provider>,
    http: Http,
    token: Secret,
}

fn open(account: &Account, Opening { net, secret }: Opening) -> Opened {
    let http = Http::new(account, net.clone(), BASE);
    let below = record_api::open(account, Opening { net, secret: secret.clone() })?;
    Ok(Box::new(Dynv6 { below, http, token: secret }))
}

impl Dynv6 {
    fn request(&self, method: Method, zone: &Zone) -> Result<Request, Problem> {
        Ok(self.http.request(method, &format!("/zones/{}", percent(&zone.id)))?.bearer_auth(&self.token))
    }

    async fn apex(&self, zone: &Zone) -> Result<Vec<Record>, Problem> {
        let answer = http::ask(self.request(Method::GET, zone)?).await?;
        if let Some(code) = status_problem(answer.status) {
            return Err(Problem::from(code).retry_after(answer.retry_after));
        }
        let held: Value = http::json(&answer)?;
        let record = |kind| {
            // A prefix is no address, and stands in nobody's way.
            let value = held[attribute(kind)].as_str()?.parse().ok()?;
            Some(Record { id: None, name: zone.name.clone(), kind, value, ttl: None, extras: Value::Null })
        };
        Ok(Kind::ALL.into_iter().filter_map(record).collect())
    }

    async fn change(&self, zone: &Zone, change: &Change) -> Result<Applied, Problem> {
        let [value] = change.values[..] else {
            let said = "the zone's own name has exactly one address of each family there";
            return Err(Problem::from(Code::BadRecord).said(said));
        };
        let request = self.request(Method::PATCH, zone)?.json(&json!({ attribute(change.kind): value }));
        let answer = http::tell(request).await?;
        match status_problem(answer.status) {
            None => Ok(Applied::Changed),
            Some(code) => Err(Problem::from(code).retry_after(answer.retry_after)),
        }
    }
}

const fn attribute(kind: Kind) -> &'static str {
    match kind {
        Kind::A => "ipv4address",
        Kind::Aaaa => "ipv6prefix",
    }
}

#[async_trait]
impl Provider for Dynv6 {
    async fn find_zone(&self, name: &Name) -> Result<Zone, Problem> {
        self.below.find_zone(name).await
    }

    async fn open_zone(&self, zone: &Name) -> Result<Zone, Problem> {
        self.below.open_zone(zone).await
    }

    async fn read(&self, zone: &Zone, keys: &[(Name, Kind)]) -> Result<Held, Problem> {
        let (own, below): (Vec<_>, Vec<_>) = keys.iter().cloned().partition(|(name, _)| *name == zone.name);
        let mut held = if below.is_empty() { Held::default() } else { self.below.read(zone, &below).await? };
        if !own.is_empty() {
            held.records.extend(self.apex(zone).await?);
        }
        Ok(held)
    }

    async fn apply(&self, zone: &Zone, changes: &[Change]) -> Vec<Result<Applied, Problem>> {
        let mut results = Vec::with_capacity(changes.len());
        for change in changes {
            if change.name == zone.name {
                results.push(self.change(zone, change).await.map_err(|problem| problem.name(&change.name)));
            } else {
                results.extend(self.below.apply(zone, std::slice::from_ref(change)).await);
            }
        }
        results
    }
}
