//! The state of everything, as the faces show it and `status --json` prints it.
//!
//! These shapes are the documented JSON of the program: fields are added, never
//! renamed. Rendering them in words is `text`'s and `ui`'s work.

use std::{net::IpAddr, sync::Arc};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    address::Family,
    message::{Answer, Reason, Said},
    problem::Problem,
    record::{Kind, Name},
    trace::Trace,
};

/// How things stand, in one word: the tray icon.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Overall {
    /// Every record is right.
    Ok,
    /// Looking, publishing, or waiting for the next try of something that went wrong.
    #[default]
    Working,
    /// A person is needed.
    Attention,
    Paused,
    /// No address of any family is known at the moment; [`AddressView::unknown`] says why.
    Offline,
}

#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Snapshot {
    /// The version of this shape.
    pub version: u32,
    /// The version of the program that made it.
    pub program: String,
    pub state: Overall,
    pub addresses: Addresses,
    /// The lines that records name with `via`, each with its own addresses.
    #[serde(default)]
    pub lines: Vec<LineView>,
    pub records: Vec<RecordView>,
    /// Work that waits for its next try.
    #[serde(default)]
    pub waiting: Waiting,
    /// What asking cost.
    #[serde(default)]
    pub traffic: Traffic,
    /// When an address was last looked at with an answer.
    pub checked: Option<Timestamp>,
    /// When it will be looked at again; `None` while paused, and where nobody runs who would.
    pub next_check: Option<Timestamp>,
    pub config: ConfigView,
    /// Why the state cannot be written to disk at the moment.
    #[serde(default)]
    pub unsaved: Option<String>,
    /// The last things that happened, newest first, at most five.
    pub recent: Vec<Arc<Entry>>,
}

impl Snapshot {
    /// Whether every record is published, or of a family that was looked for and that this machine never
    /// had while it does have the other one.
    pub fn is_right(&self) -> bool {
        let known =
            |view: Option<&AddressView>| view.is_some_and(|v| v.unknown.is_none() && v.address.is_some());
        let any = Family::ALL.into_iter().any(|family| known(self.addresses.get(family)));
        self.records.iter().all(|record| match record.state {
            RecordState::Ok | RecordState::Elsewhere => true,
            RecordState::Unknown => {
                let looked =
                    self.addresses.get(record.kind.family()).is_some_and(|view| view.unknown.is_some());
                any && looked && record.published.is_empty()
            }
            RecordState::Working | RecordState::Waiting | RecordState::Stopped => false,
        })
    }
}

/// Sources that name different addresses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dispute {
    /// What they say, each once.
    pub said: Vec<IpAddr>,
    /// There is an address from before, which is kept.
    pub kept: bool,
}

impl Snapshot {
    /// Every view of an address: of the line that the system takes, then of the others.
    fn views(&self) -> impl Iterator<Item = &AddressView> {
        let of_lines = self.lines.iter().flat_map(|line| [&line.ipv4, &line.ipv6]);
        [&self.addresses.ipv4, &self.addresses.ipv6].into_iter().chain(of_lines).flatten()
    }

    /// Why no address is known, where that is because sources disagree.
    pub fn dispute(&self) -> Option<Dispute> {
        let disputed = || self.views().filter(|view| view.unknown == Some(Reason::Disagreement));
        let mut said = Vec::new();
        for answer in disputed().flat_map(|view| &view.answers) {
            if let Said::Address(address) = answer.said
                && !said.contains(&address)
            {
                said.push(address);
            }
        }
        let any = self.state == Overall::Offline && disputed().next().is_some();
        any.then(|| Dispute { said, kept: disputed().any(|view| view.address.is_some()) })
    }

    /// Whether no source has an answer to any question: then this machine is hardly connected.
    pub fn is_silent(&self) -> bool {
        self.views().all(|view| view.unknown == Some(Reason::NoAnswer))
    }
}

/// How many records are not published yet, and when the next of them is tried.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Waiting {
    pub records: usize,
    /// Changes that hooks are still to be told of.
    pub deliveries: usize,
    pub next_try: Option<Timestamp>,
}

/// Requests and bytes of the last day, or since the start if that is shorter: sources, name servers and
/// providers together. Bytes over TLS are an estimate.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Traffic {
    pub requests: u64,
    pub bytes: u64,
    /// How long that is, in seconds.
    pub seconds: u64,
}

/// One line that is not just whichever the system takes.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct LineView {
    /// As the configuration writes it: `interface:eth0`.
    pub line: String,
    // Not flattened: serde would bring all of an address's reading a second time, for a map.
    pub ipv4: Option<AddressView>,
    pub ipv6: Option<AddressView>,
}

/// `null` for a family that is switched off.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Addresses {
    pub ipv4: Option<AddressView>,
    pub ipv6: Option<AddressView>,
}

impl Addresses {
    pub const fn get(&self, family: Family) -> Option<&AddressView> {
        match family {
            Family::V4 => self.ipv4.as_ref(),
            Family::V6 => self.ipv6.as_ref(),
        }
    }
}

#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct AddressView {
    /// The address believed; what was believed last while nothing is known.
    pub address: Option<IpAddr>,
    pub since: Option<Timestamp>,
    /// The sources that were believed.
    pub sources: Vec<String>,
    /// Why the address is not known at the moment.
    pub unknown: Option<Reason>,
    /// What every source that was asked last said.
    pub answers: Vec<Answer>,
    /// Sources that misbehaved and are left out for a while.
    #[serde(default)]
    pub resting: Vec<String>,
}

/// The state of one record.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecordState {
    /// Published and not contradicted.
    Ok,
    /// Being published now.
    Working,
    /// Went wrong; will be tried again by itself.
    Waiting,
    /// Refused; needs a person.
    Stopped,
    /// No address of its family is known yet.
    Unknown,
    /// Tied to a network that this is not; what is published stays.
    Elsewhere,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct RecordView {
    pub name: Name,
    #[serde(rename = "type")]
    pub kind: Kind,
    pub account: String,
    pub state: RecordState,
    /// What was last published successfully.
    pub published: Vec<IpAddr>,
    pub published_at: Option<Timestamp>,
    /// Whether the zone's own name servers were seen to serve it; `null` where not known.
    pub served: Option<bool>,
    pub problem: Option<Problem>,
    pub next_try: Option<Timestamp>,
    /// The line whose address it follows, where it names any.
    #[serde(default)]
    pub via: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ConfigView {
    pub file: String,
    /// Why the file as it is now cannot be used; an older configuration is running.
    pub error: Option<String>,
}

/// One line of the history.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Entry {
    pub at: Timestamp,
    /// What it belongs to; the log has the same.
    #[serde(default)]
    pub trace_id: Option<Trace>,
    #[serde(flatten)]
    pub what: What,
}

/// What happened, or was decided against.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "event")]
pub enum What {
    /// An address was believed for the first time, or another than before.
    Address {
        family: Family,
        /// The line, where it is not just whichever the system takes.
        #[serde(default)]
        line: Option<String>,
        old: Option<IpAddr>,
        new: IpAddr,
        sources: Vec<String>,
    },
    /// A record was written.
    Published {
        name: Name,
        #[serde(rename = "type")]
        kind: Kind,
        account: String,
        old: Vec<IpAddr>,
        new: Vec<IpAddr>,
    },
    /// Something went wrong with a record; repeated only when the problem changes.
    Failed {
        name: Name,
        #[serde(rename = "type")]
        kind: Kind,
        account: String,
        problem: Problem,
    },
    /// An address was seen but not believed.
    NotBelieved {
        family: Family,
        #[serde(default)]
        line: Option<String>,
        reason: Reason,
        /// Who said what.
        #[serde(default)]
        answers: Vec<Answer>,
    },
    /// A new address was not sent for these names.
    Withheld { names: Vec<Name>, account: String, why: Withheld },
    /// The zone's name servers answered something that Fingerpost had not published.
    Drifted {
        name: Name,
        #[serde(rename = "type")]
        kind: Kind,
        account: String,
        expected: Vec<IpAddr>,
        found: Vec<IpAddr>,
    },
    /// A hook was told of a change, or given up on.
    Told { hook: String, names: Vec<Name>, problem: Option<Problem> },
}

/// Why a new address was not sent.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Withheld {
    Paused,
    /// The account or the record was refused before and waits for a person.
    Stopped,
    /// The provider is left alone for now: it asked for that, or is out of order.
    Waiting,
    /// The record is tied to another network.
    Elsewhere,
}
