//! The services that hold records, behind one trait.
//!
//! An update-URL service is a row of `update_url`; a record API is one file of `api`, data that
//! `record_api` works; what fits neither is one file with its [`Info`] and the verbs of [`Provider`]. Reading, planning, batching and reporting are
//! written once in [`publish`], keeping to a service's rate in `http`; when to try again is the
//! machine's. A provider never decides what should be published.

mod aliesa;
mod api;
pub mod cloudflare;
#[cfg(fuzzing)]
pub mod fuzzed;
mod http;
pub mod publish;
mod record_api;
pub mod rfc2136;
mod route53;
mod sign;
mod update_url;
pub mod write_test;

use std::time::Duration;

use async_trait::async_trait;

use crate::{
    config::{Account, AccountShape},
    core::{
        plan::{Change, Record},
        problem::{Code, Problem},
        record::{Kind, Name, Zone},
        secret::Secret,
    },
    net::{Net, pacer::Rate},
};

/// The providers that are a file of code.
static OWN: [&Info; 4] = [&rfc2136::INFO, &cloudflare::INFO, &route53::INFO, &aliesa::INFO];

const DESCRIBED: usize = OWN.len() + api::APIS.len();
const COUNT: usize = DESCRIBED + update_url::ROWS.len();

/// Every provider there is: a file of code, a description, or a row of the table.
pub static ALL: [Info; COUNT] = {
    let mut all = [*OWN[0]; COUNT];
    let mut at = 0;
    while at < COUNT {
        all[at] = match at {
            _ if at < OWN.len() => *OWN[at],
            _ if at < DESCRIBED => api::APIS[at - OWN.len()].info(),
            _ => update_url::ROWS[at - DESCRIBED].info(),
        };
        at += 1;
    }
    all
};

/// What their accounts take, for `config::Known`.
pub static ACCOUNTS: [AccountShape; COUNT] = {
    let mut shapes = [OWN[0].shape; COUNT];
    let mut at = 0;
    while at < COUNT {
        shapes[at] = ALL[at].shape;
        at += 1;
    }
    shapes
};

/// The provider of that id.
pub fn find(id: &str) -> Option<&'static Info> {
    ALL.iter().find(|info| info.shape.id == id)
}

/// What is true of an account's provider, a person's own one too.
pub fn of(account: &Account) -> Option<Info> {
    account.own.as_deref().map(update_url::own_info).or_else(|| find(account.provider).copied())
}

/// How a service thinks of records.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Model {
    /// All values of a name and kind are one thing.
    Rrset,
    /// Every value is a thing with an identifier.
    RecordId,
    /// Values can be sent but not read back. The changes of one call then hold the same values for
    /// every name, and `max_batch` counts names: the families of a name stay together.
    Push,
}

/// What is true of a provider whatever the account.
#[derive(Clone, Copy)]
pub struct Info {
    pub shape: AccountShape,
    pub model: Model,
    /// Changes that one [`Provider::apply`] may be given.
    pub max_batch: usize,
    /// Whether a batch is carried out wholly or not at all.
    pub atomic: bool,
    /// Whether both families of a name must come in one call.
    pub both_families: bool,
    /// The shortest time between two updates of a name that the vendor wants.
    pub min_interval: Duration,
    /// How many requests the vendor takes of an account, where that is documented; see [`crate::net::pacer`].
    pub rate: Option<Rate>,
    /// After how long a record is sent again although nothing changed: of services alone that let a name
    /// expire which nobody updates.
    pub refresh: Option<Duration>,
    /// Opens an account. Does no input or output; a [`Code::BadSetting`] says which setting is wrong.
    pub open: fn(&Account, Opening) -> Opened,
}

impl Info {
    /// A provider that is given one change at a time and has no limits that are known.
    pub const fn plain(shape: AccountShape, model: Model, open: fn(&Account, Opening) -> Opened) -> Self {
        Self {
            shape,
            model,
            max_batch: 1,
            atomic: false,
            both_families: false,
            min_interval: Duration::ZERO,
            rate: None,
            refresh: None,
            open,
        }
    }
}

/// An account ready to be used, or the setting that is wrong.
pub type Opened = Result<Box<dyn Provider>, Problem>;

/// What an account is opened with.
pub struct Opening {
    pub net: Net,
    pub secret: Secret,
}

/// One opened account.
#[async_trait]
pub trait Provider: Send + Sync {
    /// Finds the zone of this account that holds `name`; the longest wins.
    /// Not asked when the configuration names the zone: then see [`Provider::open_zone`].
    async fn find_zone(&self, name: &Name) -> Result<Zone, Problem>;

    /// The zone of that name, with the provider's identifier where it has one.
    async fn open_zone(&self, zone: &Name) -> Result<Zone, Problem> {
        self.find_zone(zone).await
    }

    /// What is there of these names and kinds; further records may be among them. A service that
    /// cannot be read ([`Model::Push`]) keeps this default and is never asked.
    async fn read(&self, _zone: &Zone, _keys: &[(Name, Kind)]) -> Result<Held, Problem> {
        Ok(Held::default())
    }

    /// The name server that the account speaks with, where it is one: `host:port`.
    fn name_server(&self) -> Option<String> {
        None
    }

    /// Publishes what changes have only prepared, for a service that wants that said. Asked where a record is
    /// right already that should have been changed: the word may have been lost.
    async fn settle(&self, _zone: &Zone) -> Result<(), Problem> {
        Ok(())
    }

    /// Carries changes out, at most `max_batch` of them; one result each, in order.
    async fn apply(&self, zone: &Zone, changes: &[Change]) -> Vec<Result<Applied, Problem>>;
}

/// What a zone holds of the names asked for.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Held {
    pub records: Vec<Record>,
    /// Names, or one kind of them, that cannot take an address, and why: a CNAME stands there, say. They
    /// would spoil the batch they are in, and the service would not say which one it was.
    pub blocked: Vec<(Name, Option<Kind>, Problem)>,
}

/// What the service said of one change that did not fail.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Applied {
    Changed,
    /// It was so already (`nochg`).
    Unchanged,
    /// Nothing was done, because the records are no longer as they were read: read again.
    Stale,
}

/// The TTL of a record that is new and for which the configuration names none: short enough that
/// the next change is seen soon.
pub const NEW_TTL: u32 = 300;

/// Pages of a listing that are read at most: more is no zone but a service that counts wrong, and
/// would be asked for ever.
const MOST_PAGES: u32 = 1000;

/// Up to this many names are asked for one by one; paging through a zone costs about as much.
const FEW: usize = 4;

/// The problem of a name that is an alias and so cannot hold an address (RFC 1034 section 3.6.2).
pub fn alias(name: &Name, target: &str) -> (Name, Option<Kind>, Problem) {
    let said = format!("it is a CNAME to {target}; remove that first, or choose another name");
    (name.clone(), None, Problem::from(Code::Conflict).name(name).said(&said))
}

/// For [`Provider::find_zone`]: the name, or the longest above it, that is a zone to [`Provider::open_zone`].
pub async fn longest(provider: &dyn Provider, name: &Name) -> Result<Zone, Problem> {
    for suffix in name.suffixes() {
        match provider.open_zone(&suffix).await {
            Err(problem) if problem.code == Code::NoZone => (),
            other => return other,
        }
    }
    Err(no_zone(name))
}

fn no_zone(name: &Name) -> Problem {
    Problem::from(Code::NoZone).name(name).said("no zone of this account holds that name")
}

/// The one zone among those found. Of two that have one name nobody knows which is served, so neither is taken.
fn the_one(mut found: impl Iterator<Item = Zone>) -> Result<Option<Zone>, Problem> {
    let Some(zone) = found.next() else { return Ok(None) };
    if found.any(|other| other.name == zone.name && other.id != zone.id) {
        let said = "this account has two zones of that name; remove the one that is not served";
        return Err(Problem::from(Code::Conflict).name(&zone.name).said(said));
    }
    Ok(Some(zone))
}

/// One result for every change of a batch that succeeds or fails as a whole.
pub fn all(changes: &[Change], result: Result<(), Problem>) -> Vec<Result<Applied, Problem>> {
    let each = result.map(|()| Applied::Changed);
    changes.iter().map(|change| each.clone().map_err(|problem| problem.name(&change.name))).collect()
}

/// The problem that an HTTP status alone tells of; `None` for success.
pub fn status_problem(status: reqwest::StatusCode) -> Option<Code> {
    Some(match status.as_u16() {
        200..=299 => return None,
        401 => Code::BadCredential,
        403 => Code::NotPermitted,
        404 => Code::NotYours,
        408 => Code::TimedOut,
        409 => Code::Conflict,
        422 | 400 => Code::BadRecord,
        429 => Code::RateLimited,
        500..=599 => Code::Outage,
        _ => Code::BadAnswer,
    })
}
