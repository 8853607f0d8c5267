//! Publishing the records of one account: the zone, what is there, the smallest
//! change, in as few calls as the service allows, and an outcome for every record.
//!
//! All that is common to the providers stands here once. It decides nothing about
//! when to try again and keeps nothing but the zones it found; that is the machine's
//! work. Every await in it is a provider's call, and those are bounded.

use std::{collections::BTreeMap, net::IpAddr};

use super::{Applied, Info, Model, Provider};
use crate::core::{
    message::{Outcome, Task},
    ordered,
    plan::{Change, Want, reconcile},
    problem::{Code, Problem},
    record::{Kind, Name, RecordId, Zone},
};

/// The zones of one opened account, each looked up once.
///
/// Names with the same parent (`a.example.org`, `b.example.org`) share one lookup: a zone that is
/// their parent or lies above it holds them all, unless one of the names is a zone by itself. That
/// one is known when a name below it is published too, or when it is asked for first; else it needs
/// `zone = "…"`. Asking for every name instead would cost a thousand names a thousand requests.
#[derive(Default, Debug)]
pub struct Zones {
    /// By the parent of the names they hold.
    by_parent: BTreeMap<String, Zone>,
    /// By their own name: configured ones, and apexes that were met.
    by_name: BTreeMap<Name, Zone>,
}

impl Zones {
    /// The zone of a task, where that is known without asking.
    fn known(&self, task: &Task) -> Option<Zone> {
        if let Some(configured) = &task.zone {
            return self.by_name.get(configured).cloned();
        }
        let parent = parent(&task.id.name);
        let known = self.by_name.get(&task.id.name).or_else(|| self.by_parent.get(parent));
        let apex = || Name::parse(parent).ok().and_then(|parent| self.by_name.get(&parent));
        known.or_else(apex).cloned()
    }

    async fn ask(&mut self, provider: &dyn Provider, task: &Task) -> Result<Zone, Problem> {
        if let Some(configured) = &task.zone {
            let zone = provider.open_zone(configured).await?;
            self.by_name.insert(configured.clone(), zone.clone());
            return Ok(zone);
        }
        let name = &task.id.name;
        let zone = provider.find_zone(name).await?;
        self.by_name.insert(zone.name.clone(), zone.clone());
        if zone.name != *name {
            self.by_parent.insert(parent(name).to_owned(), zone.clone());
        }
        Ok(zone)
    }

    /// Forgets a zone that is not there any more: it may have been made anew under another identifier.
    fn forget(&mut self, zone: &Zone) {
        self.by_name.retain(|_, known| known != zone);
        self.by_parent.retain(|_, known| known != zone);
    }
}

fn parent(name: &Name) -> &str {
    name.as_str().split_once('.').map_or("", |(_, parent)| parent)
}

/// Zones that are looked up before the first of them is worked on, where the service has a rate: all at
/// once would spend that on questions and leave nothing for the changes; one after the other would take
/// names of one zone apart that lie under several parents.
const ROUND: usize = 50;

/// Brings records of one account to their values. One outcome for every task, in order.
pub async fn publish(
    provider: &dyn Provider,
    info: &Info,
    tasks: &[Task],
    zones: &mut Zones,
) -> Vec<(RecordId, Outcome)> {
    let mut run = Run { provider, info, tasks, outcomes: vec![None; tasks.len()], stop: None };
    run.all(zones).await;
    let outcomes = run.outcomes.into_iter();
    let missing = || Outcome::Failed(Problem::from(Code::BadAnswer).said("no result for this record"));
    tasks.iter().zip(outcomes).map(|(task, done)| (task.id.clone(), done.unwrap_or_else(missing))).collect()
}

/// Changes that must go into one batch, each with the task it is for.
type Unit = Vec<(usize, Change)>;

struct Run<'a> {
    provider: &'a dyn Provider,
    info: &'a Info,
    tasks: &'a [Task],
    outcomes: Vec<Option<Outcome>>,
    /// The problem of the whole account: met once, given to every record that is left.
    stop: Option<Problem>,
}

impl Run<'_> {
    async fn all(&mut self, zones: &mut Zones) {
        let mut left = self.order();
        if self.info.model == Model::Push {
            left = self.unsent(left);
        }
        let round = if self.info.rate.is_some() { ROUND } else { usize::MAX };
        while !left.is_empty() {
            let mut groups: Vec<(Zone, Vec<usize>)> = Vec::new();
            let mut asked = 0;
            for at in std::mem::take(&mut left) {
                if self.stopped(at) {
                    continue;
                }
                let found = match zones.known(&self.tasks[at]) {
                    Some(zone) => Ok(zone),
                    None if asked == round => {
                        left.push(at);
                        continue;
                    }
                    None => {
                        asked += 1;
                        zones.ask(self.provider, &self.tasks[at]).await
                    }
                };
                match found {
                    Ok(zone) => match groups.iter_mut().find(|(known, _)| *known == zone) {
                        Some((_, group)) => group.push(at),
                        None => groups.push((zone, vec![at])),
                    },
                    Err(problem) => self.fail(at, problem),
                }
            }
            self.work(groups, zones).await;
        }
    }

    /// What is to change comes before what is only to be looked at: should the service's rate be used up,
    /// the changes are done. Then deep names first: their zones are known when a name is itself such a
    /// zone, for which what lies below a name to be changed counts as to be changed, too.
    fn order(&self) -> Vec<usize> {
        let due = self.tasks.iter().filter(|task| task.force || task.published != task.want.values);
        let changed = ordered::set(due.map(|task| &task.id.name));
        let settled =
            |name: &Name| !changed.contains(name) && !name.suffixes().any(|above| changed.contains(&above));
        let mut order: Vec<usize> = (0..self.tasks.len()).collect();
        order.sort_by_cached_key(|at| {
            let name = &self.tasks[*at].id.name;
            (settled(name), std::cmp::Reverse(name.as_str().split('.').count()))
        });
        order
    }

    async fn work(&mut self, groups: Vec<(Zone, Vec<usize>)>, zones: &mut Zones) {
        for (zone, mut group) in groups {
            group.sort_unstable();
            let all = group.clone();
            match self.info.model {
                Model::Push => self.push(&zone, group).await,
                Model::Rrset | Model::RecordId => self.renew(&zone, group).await,
            }
            if all.iter().any(|at| self.outcomes[*at].as_ref().is_some_and(is_no_zone)) {
                zones.forget(&zone);
            }
        }
    }

    /// For services that cannot be read: settles the records whose values were sent before, and
    /// gives the others. Where a name's families must come together, one of them brings both.
    fn unsent(&mut self, order: Vec<usize>) -> Vec<usize> {
        let names = ordered::set(self.tasks.iter().filter(|task| !sent(task)).map(|task| &task.id.name));
        let (due, settled): (Vec<usize>, Vec<usize>) = order.into_iter().partition(|at| {
            let task = &self.tasks[*at];
            !sent(task) || self.info.both_families && names.contains(&task.id.name)
        });
        for at in settled {
            self.outcomes[at] = Some(Outcome::Unchanged);
        }
        due
    }

    /// Names with the same values go together, and the families of a name stay together.
    async fn push(&mut self, zone: &Zone, group: Vec<usize>) {
        let mut names: BTreeMap<&Name, Unit> = BTreeMap::new();
        for at in &group {
            let Want { name, kind, values, ttl, .. } = self.tasks[*at].want.clone();
            let change = Change { name, kind, ttl, values, previous: Vec::new() };
            names.entry(&self.tasks[*at].id.name).or_default().push((*at, change));
        }
        let mut alike: BTreeMap<Vec<(Kind, Vec<IpAddr>)>, Vec<Unit>> = BTreeMap::new();
        for unit in names.into_values() {
            let values = unit.iter().map(|(_, change)| (change.kind, change.values.clone())).collect();
            alike.entry(values).or_default().push(unit);
        }
        for units in alike.into_values() {
            for (at, result) in self.apply(zone, units).await {
                let task = &self.tasks[at];
                let before = task.published.clone();
                // What only came along has not changed.
                let applied = |applied| if sent(task) { Applied::Unchanged } else { applied };
                let result = result.map(|done| (applied(done), before));
                self.settle(at, result);
            }
        }
    }

    /// Reads, plans and writes; once more for the records that changed in between.
    async fn renew(&mut self, zone: &Zone, mut group: Vec<usize>) {
        let mut seen: BTreeMap<usize, Vec<IpAddr>> = BTreeMap::new();
        for _ in 0..2 {
            group.retain(|at| !self.stopped(*at));
            if group.is_empty() {
                return;
            }
            let keys: Vec<(Name, Kind)> = group.iter().map(|at| self.key(*at)).collect();
            let held = match self.provider.read(zone, &keys).await {
                Ok(held) => held,
                Err(problem) => {
                    return group.into_iter().for_each(|at| self.fail(at, problem.clone()));
                }
            };
            let (mut due, mut right): (Vec<Unit>, Vec<usize>) = Default::default();
            for at in std::mem::take(&mut group) {
                let id = &self.tasks[at].id;
                let stands = |name: &Name, kind: Option<Kind>| {
                    *name == id.name && kind.is_none_or(|kind| kind == id.kind)
                };
                let blocked = held.blocked.iter().find(|(name, kind, _)| stands(name, *kind));
                if let Some((.., problem)) = blocked {
                    self.fail(at, problem.clone());
                    continue;
                }
                match (reconcile(&held.records, &[self.tasks[at].want.clone()]).pop(), seen.get(&at)) {
                    (Some(change), _) => {
                        seen.insert(at, change.previous_values());
                        due.push(vec![(at, change)]);
                    }
                    // It was different a moment ago: our own first attempt arrived after all.
                    (None, Some(before)) => self.outcomes[at] = Some(Outcome::Changed(before.clone())),
                    (None, None) => {
                        self.outcomes[at] = Some(Outcome::Unchanged);
                        let task = &self.tasks[at];
                        if task.force || task.published != task.want.values {
                            right.push(at);
                        }
                    }
                }
            }
            // Right already, and not known to be: an earlier try may have ended half-way.
            if !right.is_empty()
                && let Err(problem) = self.provider.settle(zone).await
            {
                for at in right {
                    self.fail(at, problem.clone());
                }
            }
            for (at, result) in self.apply(zone, due).await {
                if result == Ok(Applied::Stale) {
                    group.push(at);
                } else {
                    let before = seen.get(&at).cloned().unwrap_or_default();
                    self.settle(at, result.map(|applied| (applied, before)));
                }
            }
        }
        for at in group {
            self.fail(at, Code::Contested.into());
        }
    }

    /// Applies changes in batches; the results come with the task they are for, in any order.
    async fn apply(&mut self, zone: &Zone, units: Vec<Unit>) -> Vec<(usize, Result<Applied, Problem>)> {
        let mut done = Vec::with_capacity(units.len());
        let mut left: Vec<&[Unit]> = units.chunks(self.info.max_batch.max(1)).rev().collect();
        while let Some(batch) = left.pop() {
            let (tasks, changes): (Vec<usize>, Vec<Change>) = batch.iter().flatten().cloned().unzip();
            if let Some(problem) = &self.stop {
                done.extend(tasks.iter().map(|at| (*at, Err(problem.clone()))));
                continue;
            }
            let results = self.provider.apply(zone, &changes).await;
            if batch.len() > 1 && one_spoiled_all(&results, self.info.atomic) {
                // Nothing of it was done. Halving finds the bad record in few calls and saves the others.
                let (first, second) = batch.split_at(batch.len() / 2);
                left.extend([second, first]);
                continue;
            }
            let mut problems = results.iter().filter_map(|result| result.as_ref().err());
            self.stop = problems.find(|problem| problem.code.whole_account()).cloned();
            let mut results = results.into_iter();
            for at in tasks {
                let missing = || Err(Problem::from(Code::BadAnswer).said("no result for this record"));
                done.push((at, results.next().unwrap_or_else(missing)));
            }
        }
        done
    }

    fn key(&self, at: usize) -> (Name, Kind) {
        (self.tasks[at].id.name.clone(), self.tasks[at].id.kind)
    }

    /// Gives a record the account's problem, if there is one.
    fn stopped(&mut self, at: usize) -> bool {
        let problem = self.stop.clone();
        problem.map(|problem| self.fail(at, problem)).is_some()
    }

    fn settle(&mut self, at: usize, result: Result<(Applied, Vec<IpAddr>), Problem>) {
        match result {
            Ok((Applied::Changed, before)) => self.outcomes[at] = Some(Outcome::Changed(before)),
            Ok((Applied::Unchanged, _)) => self.outcomes[at] = Some(Outcome::Unchanged),
            Ok((Applied::Stale, _)) => self.fail(at, Code::Contested.into()),
            Err(problem) => self.fail(at, problem),
        }
    }

    fn fail(&mut self, at: usize, problem: Problem) {
        let id = &self.tasks[at].id;
        let mut problem = problem.account(&id.account);
        if problem.code.whole_account() {
            problem.name = None;
            self.stop = Some(problem.clone());
        } else {
            problem = problem.name(&id.name);
        }
        self.outcomes[at] = Some(Outcome::Failed(problem));
    }
}

/// Whether a service that cannot be read was told this before.
fn sent(task: &Task) -> bool {
    let set = |values: &[IpAddr]| ordered::set(values.iter().copied());
    !task.force && set(&task.published) == set(&task.want.values)
}

/// Whether a batch was refused as a whole for what may be one record's fault.
fn one_spoiled_all(results: &[Result<Applied, Problem>], atomic: bool) -> bool {
    let spoils = |code| match code {
        Code::TooManyNames => true,
        Code::BadRecord | Code::Conflict | Code::NotYours => atomic,
        _ => false,
    };
    results.iter().all(|result| result.as_ref().is_err_and(|problem| spoils(problem.code)))
}

fn is_no_zone(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Failed(problem) if problem.code == Code::NoZone)
}
