//! The plain words that worker and faces share.
//!
//! A face sends a [`Command`] and receives [`Update`]s; the operating system sends
//! a [`Wake`]; the shell around the machine turns both into an [`Event`] and
//! carries out the [`Action`]s that come back. The same words cross the local pipe.

use std::{collections::BTreeSet, net::IpAddr, time::Duration};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    address::{Family, Unfit},
    line::Uplink,
    machine::Setup,
    place::Place,
    plan::Want,
    problem::Problem,
    record::{Name, RecordId},
    snapshot::Snapshot,
    state::{State, Told},
    trace::Trace,
};

/// What a person asks for, through any face.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Command {
    /// Look at the addresses now.
    CheckNow,
    /// Look now, and send every record (or those of one name) even when it seems right.
    ForceUpdate(Option<Name>),
    Pause(bool),
    /// Read the configuration again.
    Reload,
    /// A secret of this account was stored or removed.
    SecretChanged(String),
    Quit,
}

/// Something happened outside. Carries no data on purpose: it only means "look again".
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wake {
    Network,
    /// The home router announced something.
    Router,
    Resume,
    ConfigFile,
}

/// The moment an event happened, on both clocks: the monotonic one paces, the wall clock is
/// shown and stored, and the two drifting apart tells of sleep or a clock step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Now {
    /// Since the program started.
    pub mono: Duration,
    pub wall: Timestamp,
}

/// What one source answered.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Answer {
    /// As written in the configuration: `opendns`, `https://…` (without user or query).
    pub source: String,
    /// Who runs it: sources of one operator do not confirm each other.
    pub operator: String,
    pub said: Said,
    #[serde(rename = "took_ms", with = "super::millis")]
    pub took: Duration,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Said {
    Address(IpAddr),
    /// An address that cannot be this machine's public one.
    Unfit(IpAddr, Unfit),
    /// No usable answer.
    Failed(Problem),
}

/// What is known about the address of one family after asking.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Found {
    /// Enough independent sources agree.
    Known(IpAddr, Vec<String>),
    Unknown(Reason),
}

/// Why an address is not known. Whatever the reason, what is published stays.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// No source gave a usable answer: offline, or this family does not exist here.
    NoAnswer,
    /// Sources name different addresses.
    Disagreement,
    /// One source alone named a new address.
    Unconfirmed(IpAddr),
    /// Sources answered, but only with what cannot be a public address.
    Unfit(IpAddr, Unfit),
    /// This is not the network to which publishing is tied; no source was asked.
    Elsewhere,
}

/// One look at the address of one uplink.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    pub found: Found,
    pub answers: Vec<Answer>,
    pub around: Around,
}

/// What there was around a look.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Around {
    /// Which of the configured places this is, before the look and after it.
    pub places: BTreeSet<Place>,
    /// On battery or on a metered connection: fewer questions, please.
    pub sparing: bool,
    /// How long the sources want to be left alone while nothing happens.
    pub rest: Duration,
    /// Sources that misbehaved and are left out for a while.
    pub resting: Vec<String>,
}

/// What became of one record at its provider.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It was right already; nothing was written.
    Unchanged,
    /// It was written; these values were there before.
    Changed(Vec<IpAddr>),
    /// It went wrong; the problem's code says what follows.
    Failed(Problem),
}

/// What the zone's own name servers say after a change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Served {
    Yes,
    /// They answer something else still.
    NotYet(Vec<IpAddr>),
    /// They could not be asked.
    Unknown,
}

#[derive(Clone, PartialEq, Debug)]
pub enum Event {
    Start,
    Command(Command),
    Wake(Wake),
    Deadline,
    /// The configuration was read again; another trace of what made it be read is kept by the machine.
    Configured(Box<Setup>),
    /// The configuration file as it is now cannot be used; the sentence says why.
    Misconfigured(String),
    Detected(Uplink, Report),
    /// An account was opened with a secret of this fingerprint; `None`: there is no secret to be had.
    Opened(String, Option<u64>),
    Applied {
        account: String,
        /// The fingerprint of what the account was opened with for this; `None`: it could not be opened.
        tried: Option<u64>,
        outcomes: Vec<(RecordId, Outcome)>,
    },
    /// What the name servers say of these values after they were sent.
    Verified(RecordId, Vec<IpAddr>, Served),
    /// What one name server says of values that were served before.
    Glanced(RecordId, Vec<IpAddr>, Served),
    /// What became of a hook's delivery, by its number.
    Delivered(String, u64, Result<(), Problem>),
}

/// One record that is to be brought to a value.
#[derive(Clone, PartialEq, Debug)]
pub struct Task {
    pub id: RecordId,
    /// The zone as the configuration names it; `None` lets the provider find it.
    pub zone: Option<Name>,
    pub want: Want,
    /// What the provider last confirmed to hold: for services that cannot be read.
    pub published: Vec<IpAddr>,
    /// Send it even when the provider cannot say that it differs.
    pub force: bool,
}

/// What the shell is to do. `Save` comes before the `Apply` it protects.
#[derive(Clone, PartialEq, Debug)]
pub enum Action {
    /// Ask the sources of this uplink; the address believed now needs only one to repeat it.
    Detect(Uplink, Option<IpAddr>),
    /// Bring the records of one account to their values.
    Apply(String, Vec<Task>),
    /// Ask all name servers of the zone for this record, after a pause.
    Verify(RecordId, Vec<IpAddr>, Duration),
    /// Ask one of them, to see whether somebody else changed it.
    Glance(RecordId, Vec<IpAddr>),
    /// Tell a hook of a change.
    Deliver {
        number: u64,
        hook: String,
        told: Told,
    },
    FlushDnsCache,
    Save(Box<State>),
    /// For the log.
    Log(Happening),
    Publish(Box<Update>),
    /// Call again with [`Event::Deadline`] at this monotonic moment; replaces the one before.
    WakeAt(Duration),
    ReloadConfiguration,
    Quit,
}

/// Something the log may say, and what it belongs to.
#[derive(Clone, PartialEq, Debug)]
pub struct Happening {
    pub trace: Option<Trace>,
    pub record: Option<RecordId>,
    pub what: Happened,
}

/// What happened, as far as the log tells more than the history.
#[derive(Clone, PartialEq, Debug)]
pub enum Happened {
    Woken(Wake),
    Asked(Command),
    /// A new address; the one before.
    Address {
        uplink: Uplink,
        old: Option<IpAddr>,
        new: IpAddr,
        sources: Vec<String>,
    },
    /// The address is as before; `again`: it was not known in between.
    Same {
        uplink: Uplink,
        address: IpAddr,
        sources: Vec<String>,
        again: bool,
    },
    /// The address is not known; `still`: for the same reason as before.
    Unknown {
        uplink: Uplink,
        reason: Reason,
        still: bool,
    },
    Sending(Vec<IpAddr>),
    RightAlready,
    Published {
        old: Vec<IpAddr>,
        new: Vec<IpAddr>,
    },
    Failed(Problem),
    Served(Served),
    /// Somebody else changed the record.
    Drifted(Vec<IpAddr>),
    Flushed,
    /// A hook was told, or could not be.
    Told {
        hook: String,
        result: Result<(), Problem>,
    },
}

/// What a face receives.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Update {
    pub snapshot: Snapshot,
    /// Something a person should be told, beyond the state itself.
    pub notice: Option<Notice>,
}

/// What is worth a toast.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "notice")]
pub enum Notice {
    /// The address changed and these names follow it.
    AddressChanged {
        family: Family,
        old: Option<IpAddr>,
        new: IpAddr,
        names: Vec<Name>,
        #[serde(rename = "took_ms", with = "super::millis")]
        /// From the first sight of the new address to the last name published.
        took: Duration,
    },
    /// The address keeps changing; further changes of this spell are not announced one by one.
    Flapping {
        family: Family,
        new: IpAddr,
        changes: u32,
    },
    /// Nothing will happen until a person does something.
    NeedsPerson {
        problem: Problem,
    },
    /// What was wrong is right again.
    Recovered {
        account: String,
        names: Vec<Name>,
    },
    /// The changed configuration file cannot be used; the old configuration goes on.
    ConfigBroken {
        error: String,
    },
    ConfigReloaded,
}
