//! Works an [`Api`]: signs in, finds the zone, pages through listings, and carries changes out.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use jiff::Timestamp;
use serde_json::Value;
use tokio::sync::Mutex;

use super::{
    Api, Auth, Body, By, Call, List, Login, Pages, ToSign, Write,
    answer::{self, text},
    listing,
    sign_in::outgoing,
    template::Places,
};
use crate::{
    config::Account,
    core::{
        plan::{Change, Step},
        problem::{Code, Problem},
        record::{Kind, Name, Zone},
        secret::Secret,
    },
    net::Net,
    provider::{
        Applied, Held, MOST_PAGES, Opened, Opening, Provider, all, api,
        http::{self, Http},
    },
};

/// Up to this many names are asked for one by one.
const FEW: usize = 4;
/// How long the list of an account's zones serves for the next name.
const ZONES_SERVE: Duration = Duration::from_secs(10);
/// Taken off the time a token lasts: it has to reach the service before that.
const MARGIN: Duration = Duration::from_secs(60);

struct RecordApi {
    api: &'static Api,
    account: Account,
    net: Net,
    http: Http,
    secret: Secret,
    token: Mutex<Option<(String, Instant)>>,
    listed: Mutex<Option<(Vec<Zone>, Instant)>>,
}

pub fn open(account: &Account, Opening { net, secret }: Opening) -> Opened {
    let bad = |said: &str| Problem::from(Code::BadSetting).account(&account.name).said(said);
    let known = api::APIS.iter().copied().find(|api| api.info.shape.id == account.provider);
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
    let (token, listed) = (Mutex::default(), Mutex::default());
    Ok(Box::new(RecordApi { api, account: account.clone(), net, http, secret, token, listed }))
}

#[async_trait]
impl Provider for RecordApi {
    async fn find_zone(&self, name: &Name) -> Result<Zone, Problem> {
        if self.api.zones.by == By::All {
            let zones = self.zones().await?;
            let found =
                name.suffixes().find_map(|suffix| zones.iter().find(|zone| zone.name == suffix).cloned());
            return found.ok_or_else(|| no_zone(name));
        }
        if self.api.zones.by == By::Whole {
            return self.zone(name).await;
        }
        for suffix in name.suffixes() {
            match self.zone(&suffix).await {
                Err(problem) if matches!(problem.code, Code::NoZone | Code::NotYours) => (),
                other => return other,
            }
        }
        Err(no_zone(name))
    }

    async fn open_zone(&self, zone: &Name) -> Result<Zone, Problem> {
        match self.api.zones.by {
            _ if self.api.zones.id.is_empty() => Ok(Zone { name: zone.clone(), id: String::new() }),
            By::All => {
                self.zones().await?.into_iter().find(|found| found.name == *zone).ok_or_else(|| no_zone(zone))
            }
            By::Suffix | By::Records | By::Whole => self.zone(zone).await,
        }
    }

    async fn read(&self, zone: &Zone, keys: &[(Name, Kind)]) -> Result<Held, Problem> {
        let records = &self.api.records;
        let names: BTreeSet<&Name> = keys.iter().map(|(name, _)| name).collect();
        let places = Places { zone: Some(zone), ..self.places() };
        let (one, list) = match (records.one, records.all) {
            (Some(one), None) => (one, None),
            (Some(one), Some(_)) if names.len() <= FEW => (one, None),
            (_, Some(all)) => (all, Some(all)),
            (None, None) => return Ok(Held::default()),
        };
        if let Some(list) = list {
            let items = self.items(&list, &places).await.map_err(|problem| missing_zone(problem, zone))?;
            let items = self.detailed(items, &places).await?;
            return Ok(listing::held(records, zone, &names, None, items));
        }
        let mut held = Held::default();
        let kinds = if mentions(&one.call, "type}") { &Kind::ALL[..] } else { &[Kind::A] };
        for name in &names {
            for kind in
                kinds.iter().filter(|kind| kinds.len() == 1 || keys.contains(&((*name).clone(), **kind)))
            {
                let places = Places { name: Some(name), kind: Some(self.kind(*kind)), ..places.clone() };
                let items = match self.items(&one, &places).await {
                    Err(problem) if problem.code == Code::NotYours => Vec::new(),
                    other => self.detailed(other?, &places).await?,
                };
                let found = listing::held(records, zone, &[*name].into(), Some((name, *kind)), items);
                held.records.extend(found.records);
                held.blocked.extend(found.blocked);
            }
        }
        Ok(held)
    }

    async fn apply(&self, zone: &Zone, changes: &[Change]) -> Vec<Result<Applied, Problem>> {
        let results = match &self.api.write {
            Write::Batch { call, set, delete } => self.batch(zone, changes, call, set, delete).await,
            Write::Exchange { call, item } => self.exchanged(zone, changes, call, item).await,
            Write::Records { .. } | Write::Rrset { .. } => {
                let mut results = Vec::with_capacity(changes.len());
                for change in changes {
                    results
                        .push(self.change(zone, change).await.map_err(|problem| problem.name(&change.name)));
                }
                results
            }
        };
        if let Some(finish) = &self.api.finish
            && results.contains(&Ok(Applied::Changed))
        {
            let places = Places { zone: Some(zone), ..self.places() };
            if let Err(problem) = self.call(finish, &places, &Value::Null, true).await {
                return results.into_iter().map(|result| result.and(Err(problem.clone()))).collect();
            }
        }
        results
    }
}

impl RecordApi {
    fn places(&self) -> Places<'_> {
        Places { account: Some(&self.account), secret: Some(&self.secret), ..Places::default() }
    }

    fn kind(&self, kind: Kind) -> (Kind, &'static str) {
        let [v4, v6, _] = self.api.records.kinds;
        (kind, if kind == Kind::A { v4 } else { v6 })
    }

    /// The zone of exactly this name.
    async fn zone(&self, name: &Name) -> Result<Zone, Problem> {
        let asked = Zone { name: name.clone(), id: String::new() };
        let places =
            Places { zone: Some(&asked), name: Some(name), kind: Some(self.kind(Kind::A)), ..self.places() };
        if self.api.zones.by == By::Records {
            let records = &self.api.records;
            let mut list = records.all.or(records.one).ok_or(Code::NoZone)?;
            // One page tells.
            if let Pages::Cursor(_) = list.pages {
                list.pages = Pages::One;
            }
            let (first, size) = match list.pages {
                Pages::Counted { first, size } => (first, size),
                _ => (0, 0),
            };
            let places = Places { page: first, first, size, ..places.clone() };
            self.call(&list.call, &places, &Value::Null, false).await?;
            return Ok(asked);
        }
        let zones = self.items(&self.api.zones.list, &places).await?;
        let holds = |zone: &Zone| match self.api.zones.by {
            By::Whole => name.within(&zone.name).is_some(),
            _ => zone.name == *name,
        };
        let found = zones.iter().filter_map(|item| self.read_zone(item, Some(name))).find(holds);
        found.ok_or_else(|| no_zone(name))
    }

    fn read_zone(&self, item: &Value, asked: Option<&Name>) -> Option<Zone> {
        let zones = &self.api.zones;
        let name = match asked {
            Some(asked) if zones.name.is_empty() => asked.clone(),
            _ => Name::parse(&text(item, zones.name)?).ok()?,
        };
        let id = if zones.id.is_empty() { String::new() } else { text(item, zones.id)? };
        Some(Zone { name, id })
    }

    /// All zones of the account.
    async fn zones(&self) -> Result<Vec<Zone>, Problem> {
        let mut listed = self.listed.lock().await;
        if let Some((zones, when)) = &*listed
            && when.elapsed() < ZONES_SERVE
        {
            return Ok(zones.clone());
        }
        let items = self.items(&self.api.zones.list, &self.places()).await?;
        let zones: Vec<Zone> = items.iter().filter_map(|item| self.read_zone(item, None)).collect();
        *listed = Some((zones.clone(), Instant::now()));
        Ok(zones)
    }

    /// Every item of a list, page by page.
    async fn items(&self, list: &List, places: &Places<'_>) -> Result<Vec<Value>, Problem> {
        let mut found = Vec::new();
        let mut cursor = String::new();
        let (first, size) = match list.pages {
            Pages::Counted { first, size } => (first, size),
            Pages::One | Pages::Cursor(_) => (0, 0),
        };
        for page in first..first + MOST_PAGES {
            let places = Places { page, first, size, cursor: &cursor, ..places.clone() };
            let mut answer = self.call(&list.call, &places, &Value::Null, false).await?;
            let next = match list.pages {
                Pages::Cursor(at) => text(&answer, at).filter(|next| !["", "0"].contains(&next.as_str())),
                Pages::One | Pages::Counted { .. } => None,
            };
            let (at, may_be_missing) = match list.items.strip_prefix('?') {
                Some(at) => (at, true),
                None => (list.items, answer.is_null()),
            };
            let items = match answer.pointer_mut(at).map(Value::take) {
                Some(Value::Array(items)) => items,
                Some(item @ Value::Object(_)) => vec![item],
                None | Some(Value::Null) if may_be_missing => Vec::new(),
                _ => {
                    let said = format!("the answer has no list at {at}");
                    return Err(Problem::from(Code::BadAnswer).said(&said));
                }
            };
            let count = items.len();
            found.extend(items);
            match (list.pages, next) {
                (Pages::Cursor(_), Some(next)) if next != cursor => cursor = next,
                (Pages::Counted { size, .. }, _) if count >= size as usize && count > 0 => (),
                _ => break,
            }
        }
        Ok(found)
    }

    /// The records themselves, where a list has their identifiers.
    async fn detailed(&self, items: Vec<Value>, places: &Places<'_>) -> Result<Vec<Value>, Problem> {
        let Some(detail) = &self.api.records.detail else { return Ok(items) };
        let mut found = Vec::with_capacity(items.len());
        for id in items.iter().filter_map(|item| text(item, "")) {
            match self.call(detail, &Places { id: Some(&id), ..places.clone() }, &Value::Null, false).await {
                // Gone in between.
                Err(problem) if problem.code == Code::NotYours => (),
                other => found.push(other?),
            }
        }
        Ok(found)
    }

    async fn change(&self, zone: &Zone, change: &Change) -> Result<Applied, Problem> {
        let least = |ttl: u32| self.api.info.shape.ttl.map_or(ttl, |(low, high)| ttl.clamp(low, high));
        let new_ttl = change.kept_ttl().unwrap_or_else(|| least(self.api.records.new_ttl));
        let of = Places {
            zone: Some(zone),
            name: Some(&change.name),
            kind: Some(self.kind(change.kind)),
            ..self.places()
        };
        let (create, update, delete) = match &self.api.write {
            Write::Records { create, update, delete } => (create, update, delete),
            Write::Rrset { create, replace, delete } => {
                let call = match (&change.values[..], &change.previous[..], create) {
                    ([], ..) => delete,
                    (_, [], Some(create)) => create,
                    _ => replace,
                };
                let before = change.previous.first();
                let kept = before.map_or(&Value::Null, |record| &record.extras);
                let id = before.and_then(|record| record.id.as_deref());
                let value = change.values.first().copied();
                let places = Places { values: &change.values, value, id, ttl: Some(new_ttl), ..of };
                return stale(self.call(call, &places, kept, true).await, !change.previous.is_empty());
            }
            Write::Batch { .. } | Write::Exchange { .. } => return Err(Code::BadAnswer.into()),
        };
        for step in change.steps() {
            let (first, second) = match (&step, update) {
                (Step::Create { .. }, _) | (Step::Update { .. }, None) => (Some(create), Some(delete)),
                (Step::Update { .. }, Some(update)) => (Some(update), None),
                (Step::Delete { .. }, _) => (None, Some(delete)),
            };
            let (record, value, ttl) = match &step {
                Step::Create { value, ttl, .. } => (None, Some(*value), Some(ttl.unwrap_or(new_ttl))),
                Step::Update { record, value, ttl } => (Some(record), Some(*value), ttl.or(record.ttl)),
                Step::Delete { record } => (Some(record), None, record.ttl),
            };
            let id = record.and_then(|record| record.id.as_deref());
            let old = record.map(|record| record.value);
            let kept = record.map_or(&Value::Null, |record| &record.extras);
            let places = Places { value, old, id, ttl, ..of.clone() };
            let gone = record.is_some();
            for call in first.into_iter().chain(second.filter(|_| gone)) {
                if stale(self.call(call, &places, kept, true).await, gone)? == Applied::Stale {
                    return Ok(Applied::Stale);
                }
            }
        }
        Ok(Applied::Changed)
    }

    async fn batch(
        &self,
        zone: &Zone,
        changes: &[Change],
        call: &Call,
        set: &str,
        delete: &str,
    ) -> Vec<Result<Applied, Problem>> {
        let of = |change: &Change| {
            let new_ttl = self.api.records.new_ttl;
            let ttl = self.api.info.shape.ttl.map_or(new_ttl, |(low, high)| new_ttl.clamp(low, high));
            let before = change.previous.first();
            let places = Places {
                zone: Some(zone),
                name: Some(&change.name),
                kind: Some(self.kind(change.kind)),
                values: &change.values,
                value: change.values.first().copied(),
                old: before.map(|record| record.value),
                id: before.and_then(|record| record.id.as_deref()),
                ttl: Some(change.kept_ttl().unwrap_or(ttl)),
                account: Some(&self.account),
                ..Places::default()
            };
            places.json(if change.values.is_empty() { delete } else { set })
        };
        let places = Places { zone: Some(zone), items: changes.iter().map(of).collect(), ..self.places() };
        let done = self.call(call, &places, &Value::Null, true).await;
        all(changes, done.map(drop).map_err(|problem| missing_zone(problem, zone)))
    }

    async fn exchanged(
        &self,
        zone: &Zone,
        changes: &[Change],
        call: &Call,
        item: &str,
    ) -> Vec<Result<Applied, Problem>> {
        let (new_ttl, ttls) = (self.api.records.new_ttl, self.api.info.shape.ttl);
        let new_ttl = ttls.map_or(new_ttl, |(low, high)| new_ttl.clamp(low, high));
        let mut places = Places { zone: Some(zone), ..self.places() };
        for change in changes {
            let say = |values: &[std::net::IpAddr], ttl| {
                let (name, kind) = (Some(&change.name), Some(self.kind(change.kind)));
                let one = Places { zone: Some(zone), name, kind, values, ttl, ..Places::default() };
                (!values.is_empty()).then(|| one.json(item))
            };
            let before = change.previous.iter().find_map(|record| record.ttl);
            places.deletions.extend(say(&change.previous_values(), before));
            places.additions.extend(say(&change.values, Some(change.kept_ttl().unwrap_or(new_ttl))));
        }
        match self.call(call, &places, &Value::Null, true).await {
            Err(problem) if problem.code == Code::NotYours => vec![Ok(Applied::Stale); changes.len()],
            done => all(changes, done.map(drop)),
        }
    }

    /// One exchange; the answer if it says that all went well.
    async fn call(
        &self,
        call: &Call,
        places: &Places<'_>,
        kept: &Value,
        writes: bool,
    ) -> Result<Value, Problem> {
        let (Auth::Login(login) | Auth::SignedLogin(login, _)) = &self.api.auth else {
            return self.exchange(&self.api.auth, call, places, kept, writes).await;
        };
        let (token, fresh) = self.sign_in(login).await?;
        let with = Places { token: Some(&token), ..places.clone() };
        match self.exchange(&self.api.auth, call, &with, kept, writes).await {
            // It ended before its time: once more with a new one.
            Err(problem) if problem.code == Code::BadCredential && !fresh => {
                *self.token.lock().await = None;
                let (token, _) = self.sign_in(login).await?;
                let with = Places { token: Some(&token), ..places.clone() };
                self.exchange(&self.api.auth, call, &with, kept, writes).await
            }
            other => other,
        }
    }

    /// A token that lasts, and whether it was fetched just now.
    async fn sign_in(&self, login: &'static Login) -> Result<(String, bool), Problem> {
        let mut held = self.token.lock().await;
        if let Some((token, until)) = &*held
            && Instant::now() < *until
        {
            return Ok((token.clone(), false));
        }
        let assertion = login.assertion.map(|make| {
            make(&ToSign {
                account: &self.account,
                secret: &self.secret,
                method: login.call.method,
                host: "",
                path: login.call.path,
                query: "",
                body: "",
                content_type: "",
                action: login.call.action,
                now: Timestamp::now(),
                nonce: fastrand::u128(..),
            })
        });
        let assertion = assertion.transpose()?;
        let places = Places { assertion: assertion.as_deref(), ..self.places() };
        let auth = match (&self.api.auth, login.basic) {
            (Auth::SignedLogin(_, sign), _) => Auth::Signed(*sign),
            (_, Some(user)) => Auth::Basic(user),
            _ => Auth::Body(""),
        };
        let answer = self.send(&auth, &login.call, &places, &Value::Null, false).await?;
        let body = self.clean(answer::read(&self.api.answers, &answer))?;
        let token = match login.token.strip_prefix("header:") {
            Some(name) => answer.header(name).map(str::to_owned),
            None => text(&body, login.token),
        };
        let token = token.ok_or_else(|| Problem::from(Code::BadAnswer).said("the sign-in gave no token"))?;
        let lasts = text(&body, login.lasts).and_then(|seconds| seconds.parse().ok()).unwrap_or(600);
        let until = Instant::now() + Duration::from_secs(lasts).saturating_sub(MARGIN);
        *held = Some((token.clone(), until));
        Ok((token, true))
    }

    async fn exchange(
        &self,
        auth: &Auth,
        call: &Call,
        places: &Places<'_>,
        kept: &Value,
        writes: bool,
    ) -> Result<Value, Problem> {
        let answer = self.send(auth, call, places, kept, writes).await?;
        let read = answer::read(&self.api.answers, &answer);
        if let Err(problem) = &read
            && problem.code == Code::RateLimited
        {
            self.http.refused(problem.retry_after);
        }
        self.clean(read)
    }

    async fn send(
        &self,
        auth: &Auth,
        call: &Call,
        places: &Places<'_>,
        kept: &Value,
        writes: bool,
    ) -> Result<crate::net::Answer, Problem> {
        let places = Places { action: call.action, ..places.clone() };
        let elsewhere;
        let (http, call) = match call
            .path
            .strip_prefix("https://")
            .map(|rest| rest.split_at(rest.find('/').unwrap_or(rest.len())))
        {
            Some((host, path)) => {
                elsewhere =
                    Http::new(&self.account, self.net.clone(), &format!("https://{}", places.plain(host)));
                (&elsewhere, Call { path, ..*call })
            }
            None => (&self.http, *call),
        };
        let outgoing = outgoing(self.api, auth, &call, &places, kept, http.base())?;
        let method = reqwest::Method::from_bytes(outgoing.method.as_bytes()).unwrap_or_default();
        let mut request = http.request(method, &outgoing.path)?;
        for (name, value) in &outgoing.headers {
            request = request.header(name, value);
        }
        if let Some(body) = outgoing.body {
            request = request.body(body);
        }
        if writes { http::tell(request).await } else { http::ask(request).await }
    }

    /// A service may repeat what it was sent: nothing of that may be shown.
    fn clean<T>(&self, result: Result<T, Problem>) -> Result<T, Problem> {
        result.map_err(|problem| {
            let said = problem.said.as_deref().unwrap_or_default().replace(self.secret.expose(), "…");
            problem.said(&said)
        })
    }
}

/// Whether a call has a place like this.
fn mentions(call: &Call, place: &str) -> bool {
    let body = match call.body {
        Body::Json(text) | Body::Form(text) => text,
        Body::None | Body::Kept { .. } => "",
    };
    call.path.contains(place) || body.contains(place)
}

/// What was read is not there any more, or is there already: read again.
fn stale(result: Result<Value, Problem>, was_there: bool) -> Result<Applied, Problem> {
    match result {
        Ok(_) => Ok(Applied::Changed),
        Err(problem) if problem.code == Code::NotYours && was_there => Ok(Applied::Stale),
        Err(problem) if problem.code == Code::NotYours => Err(Problem { code: Code::NoZone, ..problem }),
        Err(problem) => Err(problem),
    }
}

fn missing_zone(problem: Problem, zone: &Zone) -> Problem {
    if problem.code == Code::NotYours {
        Problem { code: Code::NoZone, ..problem }.name(&zone.name)
    } else {
        problem
    }
}

fn no_zone(name: &Name) -> Problem {
    let said = "no zone of this account holds that name";
    Problem::from(Code::NoZone).name(name).said(said)
}
