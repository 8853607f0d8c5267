//! Carries changes out, in the way that the service has for them.

use serde_json::Value;

use super::{
    super::{Body, Call, Write, listing, template::Places},
    RecordApi, mentions,
};
use crate::{
    core::{
        plan::{Change, Step},
        problem::{Code, Problem},
        record::Zone,
    },
    provider::{Applied, all},
};

impl RecordApi {
    /// The TTL that a record is given which has none yet.
    fn new_ttl(&self) -> u32 {
        let ttl = self.api.records.new_ttl;
        self.takes_ttl(self.api.ttl.map_or(ttl, |(low, high)| ttl.clamp(low, high)))
    }

    /// Whether a TTL has to be given: not to what is there and has the zone's.
    fn needs_ttl(&self, change: &Change) -> bool {
        change.previous.is_empty() || self.api.records.ttl.is_empty()
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
            ttl: change.kept_ttl().or_else(|| self.needs_ttl(change).then(|| self.new_ttl())),
            ..self.places()
        }
    }

    /// The same for one of its steps.
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

    pub(super) async fn change(&self, zone: &Zone, change: &Change) -> Result<Applied, Problem> {
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
                    if stale(self.call(&call, &of, true).await, was_there)? == Applied::Stale {
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
            let gone = places.kept.is_some();
            for call in first.into_iter().chain(second.filter(|_| self.other_record(&places))) {
                if stale(self.call(call, &places, true).await, gone)? == Applied::Stale {
                    return Ok(Applied::Stale);
                }
            }
        }
        Ok(Applied::Changed)
    }

    pub(super) async fn batch(
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
            let places = Places { idle, ..self.of(zone, change) };
            match places.json(if change.values.is_empty() { delete } else { set }) {
                Value::Array(several) => items.extend(several),
                item => items.push(item),
            }
        }
        let places = Places { zone: Some(zone), items, ..self.places() };
        let done = self.call(call, &places, true).await;
        all(changes, done.map(drop).map_err(|problem| missing_zone(problem, zone)))
    }

    pub(super) async fn exchanged(
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
        let was_there = changes.iter().any(|change| !change.previous.is_empty());
        match stale(self.call(call, &places, true).await, was_there) {
            Ok(applied) => vec![Ok(applied); changes.len()],
            Err(problem) => all(changes, Err(problem)),
        }
    }

    /// Whether what a step removes is not what it has just written: where a value is all that tells records
    /// apart, a new TTL is no new record.
    fn other_record(&self, step: &Places<'_>) -> bool {
        step.kept.is_some() && (!self.api.records.id.is_empty() || step.old != step.value)
    }

    pub(super) async fn whole(
        &self,
        zone: &Zone,
        changes: &[Change],
        call: &Call,
        item: &str,
    ) -> Result<Vec<Result<Applied, Problem>>, Problem> {
        let records = &self.api.records;
        let list = records.all.ok_or(Code::BadAnswer)?;
        let places = Places { zone: Some(zone), ..self.places() };
        // Whatever is left out of the answer would be left out of the zone.
        let missing =
            |at: &str| Problem::from(Code::BadAnswer).said(&format!("the answer has nothing at {at}"));
        let answer = self.call(&list.call, &places, false).await?;
        if let Some(at) = guards(call).find(|at| answer.pointer(at).is_none()) {
            return Err(missing(at));
        }
        let mut items = listing::items(&list, answer.clone(), &[])
            .ok_or_else(|| missing(list.items.trim_start_matches('?')))?;
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
                let of = self.of(zone, change);
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
            && let Err(problem) =
                self.call(call, &Places { items, kept: Some(&answer), ..places }, true).await
        {
            return Ok(results.into_iter().map(|result| result.and(Err(problem.clone()))).collect());
        }
        Ok(results)
    }

    pub(super) async fn steps(
        &self,
        zone: &Zone,
        changes: &[Change],
        calls: &[Call],
        [create, update, delete]: [&str; 3],
    ) -> Vec<Result<Applied, Problem>> {
        let mut places = Places { zone: Some(zone), ..self.places() };
        for change in changes {
            let of = self.of(zone, change);
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
            match self.call(call, &places, true).await {
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

    /// What a replacement of this RRset has to repeat.
    async fn idle(&self, change: &Change) -> Vec<Value> {
        let idle = self.idle.lock().await;
        let of = idle.iter().filter(|(name, kind, _)| *name == change.name && *kind == change.kind);
        of.map(|(.., element)| element.clone()).collect()
    }
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

pub(super) fn missing_zone(problem: Problem, zone: &Zone) -> Problem {
    if problem.code == Code::NotYours {
        Problem { code: Code::NoZone, ..problem }.name(&zone.name)
    } else {
        problem
    }
}

/// What a call repeats of the answer that was read.
fn guards(call: &Call) -> impl Iterator<Item = &'static str> {
    let text = match call.body {
        Body::Json(text) | Body::Form(text) | Body::Within(_, text) | Body::Kept { with: text, .. } => text,
        Body::None => "",
    };
    text.split("\"{")
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(at, _)| at)
        .filter(|at| at.starts_with('/'))
}
