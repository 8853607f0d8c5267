//! Works an [`Api`]: signs in, finds the zone, pages through listings, and carries changes out.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use reqwest::header::HeaderMap;
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

/// The body of an answer and its headers.
type Heard = (Value, HeaderMap);

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
    let (token, listed, idle) = (Mutex::default(), Mutex::default(), Mutex::default());
    Ok(Box::new(RecordApi { api, account: account.clone(), net, http, secret, token, listed, idle }))
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
                self.zones().await?.into_iter().find(|found| found.name == *zone).ok_or_else(|| no_zone(zone))
            }
            By::Suffix | By::Those(..) | By::Records | By::Whole => self.zone(zone).await,
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
            let of_kind: BTreeSet<&Name> =
                keys.iter().filter(|(_, wanted)| !by_kind || *wanted == kind).map(|(name, _)| name).collect();
            let places = Places { kind: Some(self.kind(kind)), ..places.clone() };
            if let Some(list) = list
                && !of_kind.is_empty()
            {
                let items =
                    self.items(&list, &places).await.map_err(|problem| missing_zone(problem, zone))?;
                take(listing::held(records, zone, &of_kind, (None, Some(kind)), items, &mut idle));
                continue;
            }
            for name in of_kind {
                let places = Places { name: Some(name), ..places.clone() };
                let items = match self.items(&one, &places).await {
                    Err(problem) if problem.code == Code::NotYours => Vec::new(),
                    other => self.detailed(other?, &places).await?,
                };
                let asked = (Some(name), Some(kind));
                take(listing::held(records, zone, &[name].into(), asked, items, &mut idle));
            }
        }
        Ok(held)
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

    /// What a replacement of this RRset has to repeat.
    async fn idle(&self, change: &Change) -> Vec<Value> {
        let idle = self.idle.lock().await;
        let of = idle.iter().filter(|(name, kind, _)| *name == change.name && *kind == change.kind);
        of.map(|(.., element)| element.clone()).collect()
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
        let counts = |item: &&Value| match self.api.zones.by {
            By::Those(at, "") => item.pointer(at).is_some(),
            By::Those(at, wanted) => text(item, at).is_none_or(|said| said == wanted),
            _ => true,
        };
        let found =
            zones.iter().filter(counts).filter_map(|item| self.read_zone(item, Some(name))).find(holds);
        found.ok_or_else(|| no_zone(name))
    }

    fn read_zone(&self, item: &Value, asked: Option<&Name>) -> Option<Zone> {
        let zones = &self.api.zones;
        let name = match asked {
            Some(asked) if zones.name.is_empty() => asked.clone(),
            _ => Name::parse(&text(item, zones.name)?).ok()?,
        };
        let ids: Option<Vec<String>> =
            zones.id.split('|').filter(|at| !at.is_empty()).map(|at| text(item, at)).collect();
        let id = ids?.join("/");
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
            _ => (0, 0),
        };
        for page in first..first + MOST_PAGES {
            let places = Places { page, first, size, cursor: &cursor, ..places.clone() };
            let (mut answer, headers) = self.heard(&list.call, &places, &Value::Null, false).await?;
            let next = match list.pages {
                Pages::Cursor(at) => text(&answer, at).filter(|next| !["", "0"].contains(&next.as_str())),
                Pages::Link(parameter) => {
                    header(&headers, "link").and_then(|link| next_page(link, parameter))
                }
                Pages::Next(at, parameter) => {
                    text(&answer, at).and_then(|next| parameter_of(&next, parameter))
                }
                Pages::Header(name) => header(&headers, name).map(str::to_owned),
                Pages::One | Pages::Counted { .. } => None,
            };
            let (at, may_be_missing) = match list.items.strip_prefix('?') {
                Some(at) => (at, true),
                None => (list.items, answer.is_null()),
            };
            let (at, keyed) = at.strip_prefix('*').map_or((at, false), |at| (at, true));
            let items = match answer.pointer_mut(at).map(Value::take) {
                Some(Value::Array(items)) => items,
                Some(Value::Object(members)) if keyed => members.into_iter().map(|(_, item)| item).collect(),
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
                (_, Some(next)) if next != cursor => cursor = next,
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

    /// The TTL that a record is given which has none yet.
    fn new_ttl(&self) -> u32 {
        let ttl = self.api.records.new_ttl;
        self.takes_ttl(self.api.info.shape.ttl.map_or(ttl, |(low, high)| ttl.clamp(low, high)))
    }

    /// What the service makes of a TTL.
    fn takes_ttl(&self, ttl: u32) -> u32 {
        let ttls = self.api.records.ttls;
        ttls.iter().find(|one| **one >= ttl).or(ttls.last()).copied().unwrap_or(ttl)
    }

    /// What the calls for one change are filled in with.
    fn of<'a>(&'a self, zone: &'a Zone, change: &'a Change) -> Places<'a> {
        let before = change.previous.first();
        Places {
            zone: Some(zone),
            name: Some(&change.name),
            kind: Some(self.kind(change.kind)),
            values: &change.values,
            elements: listing::elements(&self.api.records, change),
            value: change.values.first().copied(),
            old: before.map(|record| record.value),
            id: before.and_then(|record| record.id.as_deref()),
            kept: before.map(|record| &record.extras),
            ttl: Some(change.kept_ttl().unwrap_or_else(|| self.new_ttl())),
            ..self.places()
        }
    }

    /// The same for one of its steps, and whether there was a record before.
    fn of_step<'a>(&self, of: &Places<'a>, step: &'a Step) -> Places<'a> {
        let (record, value, ttl) = match step {
            Step::Create { value, ttl, .. } => {
                (None, Some(*value), Some(ttl.unwrap_or_else(|| self.new_ttl())))
            }
            Step::Update { record, value, ttl } => (Some(record), Some(*value), ttl.or(record.ttl)),
            Step::Delete { record } => (Some(record), None, record.ttl),
        };
        Places {
            value,
            old: record.map(|record| record.value),
            id: record.and_then(|record| record.id.as_deref()),
            kept: record.map(|record| &record.extras),
            ttl,
            ..of.clone()
        }
    }

    async fn change(&self, zone: &Zone, change: &Change) -> Result<Applied, Problem> {
        let change = &Change { ttl: change.ttl.map(|ttl| self.takes_ttl(ttl)), ..change.clone() };
        let same_values = change.values.len() == change.previous.len()
            && change.previous.iter().all(|record| change.values.contains(&record.value));
        let same_ttl = change.ttl.is_none_or(|ttl| change.previous.iter().all(|was| was.ttl == Some(ttl)));
        if same_values && same_ttl {
            return Ok(Applied::Unchanged);
        }
        let of = self.of(zone, change);
        let (create, update, delete) = match &self.api.write {
            Write::Records { create, update, delete } => (create, update, delete),
            Write::Rrset { create, replace, delete } => {
                let call = match (&change.values[..], &change.previous[..], create) {
                    ([], ..) => delete,
                    (_, [], Some(create)) => create,
                    _ => replace,
                };
                let was_there = !change.previous.is_empty();
                let of = Places { idle: self.idle(change).await, ..of };
                let retime = self.api.records.set_ttl.filter(|_| was_there && !same_ttl);
                let values = Some(*call).filter(|_| retime.is_none() || !same_values);
                for call in values.into_iter().chain(retime) {
                    let kept = of.kept.unwrap_or(&Value::Null);
                    if stale(self.call(&call, &of, kept, true).await, was_there)? == Applied::Stale {
                        return Ok(Applied::Stale);
                    }
                }
                return Ok(Applied::Changed);
            }
            Write::Sets { call, set, .. } if !change.values.is_empty() => {
                let mut done = self.batch(zone, std::slice::from_ref(change), call, set, "").await;
                return done.pop().unwrap_or_else(|| Err(Code::BadAnswer.into()));
            }
            Write::Sets { call, delete, .. } => (call, &None, delete),
            Write::Batch { .. } | Write::Steps { .. } | Write::Exchange { .. } | Write::Whole { .. } => {
                return Err(Code::BadAnswer.into());
            }
        };
        for step in change.steps() {
            let (first, second) = match (&step, update) {
                (Step::Create { .. }, _) | (Step::Update { .. }, None) => (Some(create), Some(delete)),
                (Step::Update { .. }, Some(update)) => (Some(update), None),
                (Step::Delete { .. }, _) => (None, Some(delete)),
            };
            let places = self.of_step(&of, &step);
            let kept = places.kept.unwrap_or(&Value::Null);
            let gone = places.kept.is_some();
            for call in first.into_iter().chain(second.filter(|_| self.other_record(&places))) {
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
        let mut items = Vec::with_capacity(changes.len());
        for change in changes {
            let idle = self.idle(change).await;
            let places = Places { secret: None, idle, ..self.of(zone, change) };
            match places.json(if change.values.is_empty() { delete } else { set }) {
                Value::Array(several) => items.extend(several),
                item => items.push(item),
            }
        }
        let places = Places { zone: Some(zone), items, ..self.places() };
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
        let mut places = Places { zone: Some(zone), ..self.places() };
        for change in changes {
            let say = |values: &[std::net::IpAddr], ttl| {
                let (name, kind) = (Some(&change.name), Some(self.kind(change.kind)));
                let one = Places { zone: Some(zone), name, kind, values, ttl, ..Places::default() };
                (!values.is_empty()).then(|| one.json(item))
            };
            let before = change.previous.iter().find_map(|record| record.ttl);
            places.deletions.extend(say(&change.previous_values(), before));
            places
                .additions
                .extend(say(&change.values, Some(change.kept_ttl().unwrap_or_else(|| self.new_ttl()))));
        }
        match self.call(call, &places, &Value::Null, true).await {
            Err(problem) if [Code::NotYours, Code::Contested].contains(&problem.code) => {
                vec![Ok(Applied::Stale); changes.len()]
            }
            done => all(changes, done.map(drop)),
        }
    }

    /// Whether what a step removes is not what it has just written: where a value is all that tells records
    /// apart, a new TTL is no new record.
    fn other_record(&self, step: &Places<'_>) -> bool {
        step.kept.is_some() && (!self.api.records.id.is_empty() || step.old != step.value)
    }

    async fn whole(
        &self,
        zone: &Zone,
        changes: &[Change],
        call: &Call,
        item: &str,
    ) -> Result<Vec<Result<Applied, Problem>>, Problem> {
        let records = &self.api.records;
        let list = records.all.ok_or(Code::BadAnswer)?;
        let places = Places { zone: Some(zone), ..self.places() };
        let answer = self.call(&list.call, &places, &Value::Null, false).await?;
        let mut items = match answer.pointer(list.items.trim_start_matches('?')) {
            Some(Value::Array(items)) => items.clone(),
            None | Some(Value::Null) if list.items.starts_with('?') => Vec::new(),
            _ => return Err(Code::BadAnswer.into()),
        };
        let mut results = Vec::with_capacity(changes.len());
        for change in changes {
            let held = listing::held(
                records,
                zone,
                &[&change.name].into(),
                (None, None),
                items.clone(),
                &mut Vec::new(),
            );
            let there = held.records.iter().filter(|record| record.kind == change.kind);
            if !there.map(|record| &record.extras).eq(change.previous.iter().map(|record| &record.extras)) {
                results.push(Ok(Applied::Stale));
                continue;
            }
            for step in change.steps() {
                let of = Places { secret: None, ..self.of(zone, change) };
                let places = self.of_step(&of, &step);
                let at = places.kept.and_then(|kept| items.iter().position(|item| item == kept));
                match (&step, at) {
                    (Step::Delete { .. }, Some(at)) => drop(items.remove(at)),
                    (Step::Update { .. }, Some(at)) => items[at] = places.json(item),
                    _ => items.push(places.json(item)),
                }
            }
            results.push(Ok(Applied::Changed));
        }
        if results.contains(&Ok(Applied::Changed))
            && let Err(problem) = self.call(call, &Places { items, ..places }, &answer, true).await
        {
            return Ok(results.into_iter().map(|result| result.and(Err(problem.clone()))).collect());
        }
        Ok(results)
    }

    async fn steps(
        &self,
        zone: &Zone,
        changes: &[Change],
        calls: &[Call],
        [create, update, delete]: [&str; 3],
    ) -> Vec<Result<Applied, Problem>> {
        let mut places = Places { zone: Some(zone), ..self.places() };
        for change in changes {
            let of = Places { secret: None, ..self.of(zone, change) };
            for step in change.steps() {
                let one = self.of_step(&of, &step);
                match step {
                    Step::Update { .. } if !update.is_empty() => places.updates.push(one.json(update)),
                    Step::Create { .. } => places.creates.push(one.json(create)),
                    Step::Update { .. } => {
                        places.creates.push(one.json(create));
                        places.deletes.extend(self.other_record(&one).then(|| one.json(delete)));
                    }
                    Step::Delete { .. } => places.deletes.push(one.json(delete)),
                }
            }
        }
        places.items = [&places.updates[..], &places.creates, &places.deletes].concat();
        for call in calls {
            let due = |(place, items): (&str, &Vec<Value>)| !items.is_empty() && mentions(call, place);
            let lists = [
                ("{creates}", &places.creates),
                ("{updates}", &places.updates),
                ("{deletes}", &places.deletes),
                ("{items}", &places.items),
            ];
            if !lists.into_iter().any(due) {
                continue;
            }
            match self.call(call, &places, &Value::Null, true).await {
                Ok(_) => (),
                Err(problem) if problem.code == Code::NotYours => {
                    // Of what was read, something is not there any more; or else the zone is not.
                    let read = changes.iter().any(|change| !change.previous.is_empty());
                    let stale = if read { Ok(Applied::Stale) } else { Err(missing_zone(problem, zone)) };
                    return changes.iter().map(|_| stale.clone()).collect();
                }
                Err(problem) => return all(changes, Err(problem)),
            }
        }
        all(changes, Ok(()))
    }

    /// One exchange; the answer if it says that all went well.
    async fn call(
        &self,
        call: &Call,
        places: &Places<'_>,
        kept: &Value,
        writes: bool,
    ) -> Result<Value, Problem> {
        self.heard(call, places, kept, writes).await.map(|(body, _)| body)
    }

    /// The same, with the `Link` header.
    async fn heard(
        &self,
        call: &Call,
        places: &Places<'_>,
        kept: &Value,
        writes: bool,
    ) -> Result<Heard, Problem> {
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
            let (method, path) = (login.call.method, login.call.path);
            make(&ToSign { method, path, ..ToSign::of(&self.account, &self.secret, "") })
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
            Some(name) => answer.header(name).map(|text| text.split(';').next().unwrap_or(text).to_owned()),
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
    ) -> Result<Heard, Problem> {
        let answer = self.send(auth, call, places, kept, writes).await?;
        let read = answer::read(&self.api.answers, &answer);
        if let Err(problem) = &read
            && problem.code == Code::RateLimited
        {
            self.http.refused(problem.retry_after);
        }
        Ok((self.clean(read)?, answer.headers))
    }

    async fn send(
        &self,
        auth: &Auth,
        call: &Call,
        places: &Places<'_>,
        kept: &Value,
        writes: bool,
    ) -> Result<crate::net::Answer, Problem> {
        let places = Places { action: call.action, kept: Some(kept), ..places.clone() };
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

/// A parameter of the address that a `Link` header calls the next page.
fn next_page(link: &str, parameter: &str) -> Option<String> {
    let next = link.split(',').find(|one| one.contains("rel=\"next\"") || one.contains("rel=next"))?;
    let (_, address) = next.split_once('<')?;
    parameter_of(address.split_once('>')?.0, parameter)
}

fn parameter_of(address: &str, parameter: &str) -> Option<String> {
    let address = reqwest::Url::parse(address).ok()?;
    address
        .query_pairs()
        .find(|(name, _)| name.eq_ignore_ascii_case(parameter))
        .map(|(_, value)| value.into_owned())
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
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
        Err(problem) if problem.code == Code::Contested => Ok(Applied::Stale),
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
