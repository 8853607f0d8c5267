//! Proves that an account may write: makes a record of its own, reads it, and removes it again.
//!
//! Its name is one that nobody has, its address one that leads nowhere (RFC 5737); no other record is
//! touched.

use std::net::{IpAddr, Ipv4Addr};

use super::{Applied, Held, Provider};
use crate::core::{
    plan::{Change, Record},
    problem::{Code, Problem},
    record::{Kind, Name, Zone},
};

/// TEST-NET-1: routed nowhere.
const NOWHERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

/// What went wrong, and whether the record may have been left behind.
#[derive(Debug)]
pub struct Unproven {
    pub problem: Problem,
    pub left: bool,
}

/// A name below `zone` that nobody has.
pub fn name(zone: &Zone) -> Result<Name, Problem> {
    let name = format!("fingerpost-test-{:08x}.{}", fastrand::u32(..), zone.name);
    Name::parse(&name).map_err(|_| Problem::from(Code::BadName).said(&name))
}

pub async fn write_test(provider: &dyn Provider, zone: &Zone, name: &Name) -> Result<(), Unproven> {
    let change = |values: &[IpAddr], previous: Vec<Record>| Change {
        name: name.clone(),
        kind: Kind::A,
        ttl: None,
        values: values.to_vec(),
        previous,
    };
    let unproven = |left: bool| move |problem: Problem| Unproven { problem, left };
    let there = read(provider, zone, name).await.map_err(unproven(false))?;
    if !there.is_empty() {
        return Err(unproven(false)(
            Problem::from(Code::Conflict).said("a record of that name is there already"),
        ));
    }
    // A change whose answer was lost may have been made.
    let made = apply(provider, zone, change(&[NOWHERE], Vec::new())).await;
    made.map_err(|problem| Unproven { left: !problem.code.needs_person(), problem })?;
    let found = read(provider, zone, name).await.map_err(unproven(true))?;
    if !found.iter().any(|record| record.value == NOWHERE) {
        let said = "the service says that it made the record, and does not list it";
        return Err(unproven(true)(Problem::from(Code::BadAnswer).said(said)));
    }
    apply(provider, zone, change(&[], found)).await.map_err(unproven(true))?;
    let left = read(provider, zone, name).await.map_err(unproven(true))?;
    if left.is_empty() {
        return Ok(());
    }
    Err(unproven(true)(
        Problem::from(Code::BadAnswer).said("the service says that it removed the record, and lists it"),
    ))
}

async fn read(provider: &dyn Provider, zone: &Zone, name: &Name) -> Result<Vec<Record>, Problem> {
    let Held { records, blocked } = provider.read(zone, &[(name.clone(), Kind::A)]).await?;
    match blocked.into_iter().find(|(blocked, ..)| blocked == name) {
        Some((.., problem)) => Err(problem),
        None => {
            Ok(records.into_iter().filter(|record| record.name == *name && record.kind == Kind::A).collect())
        }
    }
}

async fn apply(provider: &dyn Provider, zone: &Zone, change: Change) -> Result<(), Problem> {
    match provider.apply(zone, &[change]).await.pop() {
        Some(Ok(Applied::Changed | Applied::Unchanged)) => Ok(()),
        Some(Ok(Applied::Stale)) => Err(Code::Contested.into()),
        Some(Err(problem)) => Err(problem),
        None => Err(Problem::from(Code::BadAnswer).said("no result for this record")),
    }
}
