//! Works an [`Api`]: signs in, finds the zone, pages through listings, and carries changes out.

mod changing;
mod exchange;
mod paging;
mod zones;

use std::time::Instant;

use async_trait::async_trait;
use serde_json::Value;
use tokio::sync::Mutex;

use self::changing::missing_zone;
use super::{Api, Auth, Body, By, Call, Write, listing, template::Places};
use crate::{
    config::Account,
    core::{
        ordered,
        plan::Change,
        problem::{Code, Problem},
        record::{Kind, Name, Zone},
        secret::Secret,
    },
    net::Net,
    provider::{
        Applied, FEW, Held, Opened, Opening, Provider, all, api,
        http::{self, Http},
        no_zone, the_one,
    },
};

struct RecordApi {
    api: &'static Api,
    account: Account,
    net: Net,
    http: Http,
    secret: Secret,
    token: Mutex<Option<(String, Instant)>>,
    listed: Mutex<Option<(Vec<Zone>, Instant)>>,
    /// What was switched off in the RRsets that were read last.
    idle: Mutex<Vec<(Name, Kind, Value)>>,
}

pub fn open(account: &Account, Opening { net, secret }: Opening) -> Opened {
    let bad = |said: &str| Problem::from(Code::BadSetting).account(&account.name).said(said);
    let known = api::APIS.iter().copied().find(|api| api.id == account.provider);
    let api = known.ok_or_else(|| bad("no such provider"))?;
    if api.base.is_empty() && account.endpoint.is_none() {
        return Err(bad("endpoint is missing: the address of the server, like https://dns.example"));
    }
    match api.auth {
        Auth::Header(..) => http::fit_for_header(account, &secret)?,
        _ if secret.is_empty() => http::fit_for_header(account, &secret)?,
        _ => (),
    }
    let base = Places { account: Some(account), ..Places::default() }.plain(api.base);
    let http = Http::new(account, net.clone(), &base);
    let (token, listed, idle) = (Mutex::default(), Mutex::default(), Mutex::default());
    Ok(Box::new(RecordApi { api, account: account.clone(), net, http, secret, token, listed, idle }))
}

#[async_trait]
impl Provider for RecordApi {
    async fn find_zone(&self, name: &Name) -> Result<Zone, Problem> {
        if self.api.zones.by == By::All {
            let zones = self.zones().await?;
            let longest = name.suffixes().find(|suffix| zones.iter().any(|zone| zone.name == *suffix));
            let found = zones.into_iter().filter(|zone| Some(&zone.name) == longest.as_ref());
            return the_one(found)?.ok_or_else(|| no_zone(name));
        }
        if self.api.zones.by == By::Whole {
            return self.zone(name).await;
        }
        let mut refused = None;
        for suffix in name.suffixes() {
            match self.zone(&suffix).await {
                Err(problem) if matches!(problem.code, Code::NoZone | Code::NotYours) => (),
                // Some say so of a name that is no zone of the account; what is above it may be.
                Err(problem) if problem.code == Code::NotPermitted => refused = refused.or(Some(problem)),
                other => return other,
            }
        }
        Err(refused.unwrap_or_else(|| no_zone(name)))
    }

    async fn open_zone(&self, zone: &Name) -> Result<Zone, Problem> {
        match self.api.zones.by {
            _ if self.api.zones.id.is_empty() => Ok(Zone { name: zone.clone(), id: String::new() }),
            By::All => {
                let found = self.zones().await?.into_iter().filter(|found| found.name == *zone);
                the_one(found)?.ok_or_else(|| no_zone(zone))
            }
            By::Suffix | By::Those(..) | By::Records | By::Whole => self.zone(zone).await,
        }
    }

    async fn read(&self, zone: &Zone, keys: &[(Name, Kind)]) -> Result<Held, Problem> {
        let records = &self.api.records;
        let names = ordered::set(keys.iter().map(|(name, _)| name));
        let places = Places { zone: Some(zone), ..self.places() };
        let (one, list) = match (records.one, records.all) {
            (Some(one), None) => (one, None),
            (Some(one), Some(_)) if names.len() <= FEW => (one, None),
            (_, Some(all)) => (all, Some(all)),
            (None, None) => return Ok(Held::default()),
        };
        let mut held = Held::default();
        let mut idle = self.idle.lock().await;
        idle.clear();
        let by_kind = ["{type}", "{kind}"].iter().any(|place| mentions(&one.call, place));
        let kinds: Vec<Kind> = if by_kind { Kind::ALL.to_vec() } else { vec![Kind::A] };
        let mut take = |found: Held| {
            held.records.extend(found.records);
            held.blocked.extend(found.blocked);
        };
        for kind in kinds {
            let wanted = keys.iter().filter(|(_, wanted)| !by_kind || *wanted == kind);
            let of_kind = ordered::set(wanted.map(|(name, _)| name));
            let places = Places { kind: Some(self.kind(kind)), ..places.clone() };
            if let Some(list) = list
                && !of_kind.is_empty()
            {
                let items = self
                    .items(&list, &places, &records.signs())
                    .await
                    .map_err(|problem| missing_zone(problem, zone))?;
                take(listing::held(records, zone, &of_kind, (None, Some(kind)), items, &mut idle));
                continue;
            }
            for name in of_kind {
                let places = Places { name: Some(name), ..places.clone() };
                let items = match self.items(&one, &places, &records.signs()).await {
                    Err(problem) if problem.code == Code::NotYours => Vec::new(),
                    other => self.detailed(other?, &places).await?,
                };
                let asked = (Some(name), Some(kind));
                take(listing::held(records, zone, &[name].into(), asked, items, &mut idle));
            }
        }
        Ok(held)
    }

    async fn settle(&self, zone: &Zone) -> Result<(), Problem> {
        let Some(finish) = &self.api.finish else { return Ok(()) };
        let places = Places { zone: Some(zone), ..self.places() };
        self.call(finish, &places, true).await.map(drop)
    }

    async fn apply(&self, zone: &Zone, changes: &[Change]) -> Vec<Result<Applied, Problem>> {
        let results = match &self.api.write {
            Write::Batch { call, set, delete } => self.batch(zone, changes, call, set, delete).await,
            Write::Exchange { call, item } => self.exchanged(zone, changes, call, item).await,
            Write::Whole { call, item } => match self.whole(zone, changes, call, item).await {
                Ok(results) => results,
                Err(problem) => all(changes, Err(missing_zone(problem, zone))),
            },
            Write::Sets { call, set, .. } if changes.iter().all(|change| !change.values.is_empty()) => {
                self.batch(zone, changes, call, set, "").await
            }
            Write::Steps { calls, create, update, delete } => {
                self.steps(zone, changes, calls, [create, update.unwrap_or_default(), delete]).await
            }
            Write::Records { .. } | Write::Rrset { .. } | Write::Sets { .. } => {
                let mut results = Vec::with_capacity(changes.len());
                for change in changes {
                    results
                        .push(self.change(zone, change).await.map_err(|problem| problem.name(&change.name)));
                }
                results
            }
        };
        if results.contains(&Ok(Applied::Changed))
            && let Err(problem) = self.settle(zone).await
        {
            return results.into_iter().map(|result| result.and(Err(problem.clone()))).collect();
        }
        results
    }
}

impl RecordApi {
    fn places(&self) -> Places<'_> {
        Places { account: Some(&self.account), ..Places::default() }
    }

    fn kind(&self, kind: Kind) -> (Kind, &'static str) {
        let [v4, v6, _] = self.api.records.kinds;
        (kind, if kind == Kind::A { v4 } else { v6 })
    }
}

/// Whether a call has a place like this.
fn mentions(call: &Call, place: &str) -> bool {
    let body = match call.body {
        Body::Json(text) | Body::Form(text) | Body::Within(_, text) => text,
        Body::None | Body::Kept { .. } => "",
    };
    call.path.contains(place) || body.contains(place)
}
