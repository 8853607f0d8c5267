//! `publish` against a provider that lives in memory and counts its calls.

use std::{
    net::IpAddr,
    sync::{Mutex, MutexGuard},
    time::Duration,
};

use async_trait::async_trait;
use fingerpost::{
    config::{AccountShape, Endpoint, SecretShape},
    core::{
        message::{Outcome, Task},
        plan::{Change, Record, Step, Want},
        problem::{Code, Problem},
        record::{Kind, Name, RecordId, Zone},
    },
    provider::{
        Applied, Held, Info, Model, Provider, all,
        publish::{Zones, publish},
    },
};

const SHAPE: AccountShape = AccountShape {
    id: "fake",
    display: "Fake",
    fields: &[],
    secret: SecretShape { called: "key", create: "" },
    ttl: None,
    endpoint: Endpoint::Usual,
    several: true,
};

const fn info(model: Model, max_batch: usize) -> Info {
    Info {
        shape: SHAPE,
        model,
        max_batch,
        atomic: true,
        both_families: false,
        min_interval: Duration::ZERO,
        rate: None,
        refresh: None,
        open: |_, _| Err(Problem::new(Code::BadSetting)),
    }
}

#[derive(Default)]
struct Fake {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    zones: Vec<&'static str>,
    records: Vec<Record>,
    calls: Vec<String>,
    /// A name that spoils every batch it is in.
    poison: Option<Name>,
    /// Given instead of carrying anything out, once each.
    answers: Vec<Result<Applied, Problem>>,
    results: Option<usize>,
    blocked: Vec<(Name, Option<Kind>, Problem)>,
}

impl Fake {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn calls(&self, start: &str) -> usize {
        self.state().calls.iter().filter(|call| call.starts_with(start)).count()
    }
}

#[async_trait]
impl Provider for Fake {
    async fn find_zone(&self, name: &Name) -> Result<Zone, Problem> {
        let mut state = self.state();
        state.calls.push(format!("find {name}"));
        let zone = name.suffixes().find(|suffix| state.zones.contains(&suffix.as_str()));
        zone.map(|name| Zone { name, id: "z".to_owned() }).ok_or(Code::NoZone.into())
    }

    async fn read(&self, zone: &Zone, keys: &[(Name, Kind)]) -> Result<Held, Problem> {
        let mut state = self.state();
        state.calls.push(format!("read {} {}", zone.name, keys.len()));
        Ok(Held { records: state.records.clone(), blocked: state.blocked.clone() })
    }

    async fn apply(&self, zone: &Zone, changes: &[Change]) -> Vec<Result<Applied, Problem>> {
        let mut state = self.state();
        state.calls.push(format!("apply {} {}", zone.name, changes.len()));
        if let Some(answer) = state.answers.pop() {
            return vec![answer; changes.len()];
        }
        if state.poison.as_ref().is_some_and(|bad| changes.iter().any(|change| change.name == *bad)) {
            return all(changes, Err(Code::BadRecord.into()));
        }
        for step in changes.iter().flat_map(Change::steps) {
            match step {
                Step::Update { record, value, .. } => {
                    state.records.iter_mut().filter(|r| **r == record).for_each(|r| r.value = value);
                }
                Step::Create { name, kind, value, ttl } => {
                    let extras = serde_json::Value::Null;
                    state.records.push(Record { id: None, name, kind, value, ttl, extras });
                }
                Step::Delete { record } => state.records.retain(|r| *r != record),
            }
        }
        all(&changes[..state.results.unwrap_or(changes.len())], Ok(()))
    }
}

fn task(name: &str, last: u8) -> Task {
    let name = Name::parse(name).unwrap();
    let values = vec![IpAddr::from([203, 0, 113, last])];
    Task {
        id: RecordId { account: "lab".to_owned(), name: name.clone(), kind: Kind::A },
        zone: None,
        want: Want { name, kind: Kind::A, values, ttl: None, ours: vec![] },
        published: vec![],
        force: false,
    }
}

fn codes(outcomes: &[(RecordId, Outcome)]) -> Vec<String> {
    let word = |outcome: &Outcome| match outcome {
        Outcome::Unchanged => "unchanged".to_owned(),
        Outcome::Changed(_) => "changed".to_owned(),
        Outcome::Failed(problem) => format!("{:?}", problem.code),
    };
    outcomes.iter().map(|(_, outcome)| word(outcome)).collect()
}

const RRSET: Info = info(Model::Rrset, 100);

fn with_zones(zones: &[&'static str]) -> Fake {
    Fake { state: Mutex::new(State { zones: zones.to_vec(), ..State::default() }) }
}

#[tokio::test]
async fn names_of_one_parent_share_one_zone_lookup() {
    let fake = with_zones(&["example.org", "lab.example.org"]);
    let names = ["a.example.org", "b.example.org", "example.org", "lab.example.org", "x.lab.example.org"];
    let tasks: Vec<Task> = names.iter().map(|name| task(name, 7)).collect();
    let mut zones = Zones::default();
    let done = publish(&fake, &RRSET, &tasks, &mut zones).await;
    assert_eq!(codes(&done), ["changed"; 5]);
    assert_eq!(fake.calls("find"), 2, "{:?}", fake.state().calls);
    assert_eq!(fake.calls("apply example.org 3"), 1);
    assert_eq!(fake.calls("apply lab.example.org 2"), 1);
    let again = publish(&fake, &RRSET, &tasks, &mut zones).await;
    assert_eq!(codes(&again), ["unchanged"; 5]);
    assert_eq!((fake.calls("find"), fake.calls("apply")), (2, 2));
}

#[tokio::test]
async fn one_bad_record_does_not_take_its_batch_along() {
    let fake = with_zones(&["example.org"]);
    fake.state().poison = Some(Name::parse("h5.example.org").unwrap());
    let tasks: Vec<Task> = (0..8).map(|host| task(&format!("h{host}.example.org"), 7)).collect();
    let done = codes(&publish(&fake, &RRSET, &tasks, &mut Zones::default()).await);
    assert_eq!(done.iter().filter(|word| *word == "changed").count(), 7);
    assert_eq!(done[5], "BadRecord");
    assert!(fake.calls("apply") <= 7);
}

#[tokio::test]
async fn a_problem_of_the_account_is_given_to_all_and_asked_for_once() {
    let fake = with_zones(&["example.org"]);
    fake.state().answers = vec![Err(Code::BadCredential.into())];
    let tasks: Vec<Task> = (0..6).map(|host| task(&format!("h{host}.example.org"), 7)).collect();
    let done = publish(&fake, &info(Model::Rrset, 2), &tasks, &mut Zones::default()).await;
    assert_eq!(codes(&done), ["BadCredential"; 6]);
    assert_eq!(fake.calls("apply"), 1);
    let Outcome::Failed(problem) = &done[5].1 else { panic!() };
    assert_eq!((problem.account.as_deref(), &problem.name), (Some("lab"), &None));
}

#[tokio::test]
async fn what_changed_in_between_is_read_again_once() {
    let fake = with_zones(&["example.org"]);
    let tasks = [task("home.example.org", 7)];
    fake.state().answers = vec![Ok(Applied::Stale)];
    let done = publish(&fake, &RRSET, &tasks, &mut Zones::default()).await;
    assert_eq!(codes(&done), ["changed"]);
    assert_eq!(fake.calls("read"), 2);
    fake.state().answers = vec![Ok(Applied::Stale); 2];
    let done = publish(&fake, &RRSET, &[task("home.example.org", 8)], &mut Zones::default()).await;
    assert_eq!(codes(&done), ["Contested"]);
}

#[tokio::test]
async fn too_few_results_blocked_names_and_missing_zones_are_told() {
    let fake = with_zones(&["example.org"]);
    let alias = Name::parse("www.example.org").unwrap();
    fake.state().blocked = vec![fingerpost::provider::alias(&alias, "host.example.net")];
    fake.state().results = Some(1);
    let names = ["a.example.org", "b.example.org", "www.example.org", "a.example.net"];
    let tasks = names.map(|name| task(name, 7));
    let done = publish(&fake, &RRSET, &tasks, &mut Zones::default()).await;
    assert_eq!(codes(&done), ["changed", "BadAnswer", "Conflict", "NoZone"]);
}

#[tokio::test]
async fn a_configured_zone_is_opened_and_not_searched() {
    let fake = with_zones(&["example.org"]);
    let mut home = task("home.lab.example.org", 7);
    home.zone = Some(Name::parse("example.org").unwrap());
    publish(&fake, &RRSET, &[home], &mut Zones::default()).await;
    assert_eq!(fake.state().calls[0], "find example.org");
}

#[tokio::test]
async fn what_a_push_service_was_sent_is_not_sent_again_unless_forced() {
    let fake = with_zones(&["example.org"]);
    let push = info(Model::Push, 100);
    let mut sent = task("a.example.org", 7);
    sent.published.clone_from(&sent.want.values);
    let mut forced = sent.clone();
    forced.force = true;
    let mut zones = Zones::default();
    assert_eq!(codes(&publish(&fake, &push, &[sent.clone()], &mut zones).await), ["unchanged"]);
    assert!(fake.state().calls.is_empty());
    assert_eq!(codes(&publish(&fake, &push, &[forced], &mut zones).await), ["changed"]);
    assert_eq!(fake.calls("read"), 0);
    // Where the families must come together, the one that changed brings the other along.
    let both = Info { both_families: true, ..push };
    let mut v6 = task("a.example.org", 9);
    v6.id.kind = Kind::Aaaa;
    v6.want.kind = Kind::Aaaa;
    publish(&fake, &both, &[sent, v6], &mut zones).await;
    assert_eq!(fake.state().calls.last().unwrap(), "apply example.org 2");
}
