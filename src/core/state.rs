//! What is remembered across restarts. Reading and writing it is `store`'s work.
//!
//! Everything needed to go on after a kill or a power cut is here: what was last
//! published, which work was under way, who refused what, and until when to wait.
//! Moments are wall-clock times, because the monotonic clock does not survive.

use std::{
    collections::{BTreeMap, VecDeque},
    net::IpAddr,
    sync::Arc,
};

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{
    line::Uplink,
    problem::{Problem, Remedy},
    record::{Kind, Name, RecordId},
    snapshot::{Entry, What},
    trace::Trace,
};

/// The version this program writes. A file of a later version is left alone, not guessed at.
pub const VERSION: u32 = 1;
/// Lines of history that are kept.
const HISTORY: usize = 500;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct State {
    pub version: u32,
    #[serde(default, skip_deserializing)]
    pub program: Writer,
    #[serde(default)]
    pub paused: bool,
    /// When an address was last looked at with an answer. Not written for its own sake, but at the end.
    #[serde(default)]
    pub checked: Option<Timestamp>,
    #[serde(default)]
    pub addresses: BTreeMap<Uplink, Believed>,
    #[serde(default, with = "listed")]
    pub records: BTreeMap<RecordId, RecordMemory>,
    #[serde(default)]
    pub accounts: BTreeMap<String, AccountMemory>,
    /// What hooks are still to be told, oldest first.
    #[serde(default)]
    pub deliveries: VecDeque<Delivery>,
    /// How many there ever were: the number of the last one.
    #[serde(default)]
    pub deliveries_made: u64,
    /// Newest first. Shared with the copies of the state that are made to be saved: it is most of them.
    #[serde(default)]
    pub history: VecDeque<Arc<Entry>>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            version: VERSION,
            program: Writer,
            paused: false,
            checked: None,
            addresses: BTreeMap::new(),
            records: BTreeMap::new(),
            accounts: BTreeMap::new(),
            deliveries: VecDeque::new(),
            deliveries_made: 0,
            history: VecDeque::new(),
        }
    }
}

/// The program that writes a state, always this one: so that an older one can name it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Writer;

impl Serialize for Writer {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(env!("CARGO_PKG_VERSION"))
    }
}

impl State {
    /// Adds a line to the history; the oldest falls off the end.
    pub fn note(&mut self, at: Timestamp, trace_id: Option<Trace>, what: What) {
        self.history.push_front(Arc::new(Entry { at, trace_id, what }));
        self.history.truncate(HISTORY);
    }
}

/// The address that was believed last.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Believed {
    pub address: IpAddr,
    pub since: Timestamp,
    pub sources: Vec<String>,
}

#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RecordMemory {
    /// What the provider last confirmed to hold.
    pub published: Vec<IpAddr>,
    pub published_at: Option<Timestamp>,
    /// Every value Fingerpost sent there of late, confirmed or not: what it may replace.
    pub ours: Vec<IpAddr>,
    /// The values being sent; still here after a restart, they may or may not have arrived.
    #[serde(deserialize_with = "one_or_many")]
    pub pending: Vec<IpAddr>,
    /// When the provider was last told something, or confirmed that it knew it.
    pub sent_at: Option<Timestamp>,
    /// When the record was last mended after somebody else changed it.
    pub mended_at: Option<Timestamp>,
    /// What the last work on it belongs to.
    pub trace: Option<Trace>,
    /// It was changed from these values, and hooks were not told yet.
    pub untold: Option<Vec<IpAddr>>,
    pub trouble: Option<Trouble>,
}

impl RecordMemory {
    /// Remembers a value as ours; the last few dozen are kept.
    pub fn claim(&mut self, value: IpAddr) {
        self.ours.retain(|known| *known != value);
        self.ours.insert(0, value);
        self.ours.truncate(64);
    }
}

/// A change that a hook is told of.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Told {
    pub trace_id: Option<Trace>,
    #[serde(rename = "type")]
    pub kind: Kind,
    pub names: Vec<Name>,
    pub old: Vec<IpAddr>,
    pub new: Vec<IpAddr>,
    /// When it was found to be served.
    pub at: Timestamp,
}

/// A change on its way to one hook.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Delivery {
    pub number: u64,
    pub hook: String,
    pub told: Told,
    /// Failures so far.
    pub attempts: u32,
    pub next_try: Timestamp,
    /// Why the last try failed.
    #[serde(default)]
    pub problem: Option<Problem>,
}

#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AccountMemory {
    pub trouble: Option<Trouble>,
}

/// Something that went wrong and what it waits for.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Trouble {
    pub problem: Problem,
    pub since: Timestamp,
    /// Failures in a row.
    pub attempts: u32,
    pub waits: Waits,
}

impl Trouble {
    /// Whether it was the other side that asked for the wait.
    pub fn asked_to_wait(&self) -> bool {
        matches!(self.problem.code.remedy(), Remedy::Wait(_)) || self.problem.retry_after.is_some()
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Waits {
    /// For this moment.
    Until(Timestamp),
    /// For a configuration or secret with another fingerprint than this one.
    Change(u64),
}

/// A list; also a single value or none, as states before there were several hosts to a name had it.
fn one_or_many<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<IpAddr>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Form {
        None,
        One(IpAddr),
        Many(Vec<IpAddr>),
    }
    Ok(match Form::deserialize(from)? {
        Form::None => Vec::new(),
        Form::One(one) => vec![one],
        Form::Many(many) => many,
    })
}

/// A map with structured keys as a JSON list.
mod listed {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{super::ordered, RecordId, RecordMemory};

    #[derive(Serialize, Deserialize)]
    struct Row<I, M> {
        #[serde(flatten)]
        id: I,
        #[serde(flatten)]
        memory: M,
    }

    pub fn serialize<S: Serializer>(
        map: &BTreeMap<RecordId, RecordMemory>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.collect_seq(map.iter().map(|(id, memory)| Row { id, memory }))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<BTreeMap<RecordId, RecordMemory>, D::Error> {
        let rows = Vec::<Row<RecordId, RecordMemory>>::deserialize(from)?;
        Ok(ordered::map(rows.into_iter().map(|row| (row.id, row.memory))))
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{address::Family, problem::Code},
        *,
    };

    #[test]
    fn the_state_survives_its_file() {
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let id = RecordId {
            account: "lab".into(),
            name: Name::parse("home.example.org").unwrap(),
            kind: Kind::Aaaa,
        };
        let mut state = State::default();
        let trouble = Trouble {
            problem: Problem::new(Code::BadCredential).said("no"),
            since: now,
            attempts: 1,
            waits: Waits::Change(7),
        };
        state.records.insert(id, RecordMemory { trouble: Some(trouble.clone()), ..Default::default() });
        state.accounts.insert("lab".into(), AccountMemory { trouble: Some(trouble) });
        let address = "2001:db8::1".parse().unwrap();
        state
            .addresses
            .insert(Uplink::any(Family::V6), Believed { address, since: now, sources: vec!["stun".into()] });
        let what = What::Address { family: Family::V6, line: None, old: None, new: address, sources: vec![] };
        state.note(now, Some(Trace(7)), what);
        let json = serde_json::to_string(&state).unwrap();
        assert_eq!(serde_json::from_str::<State>(&json).unwrap(), state);
    }

    #[test]
    fn the_history_is_bounded_and_newest_first() {
        let mut state = State::default();
        for second in 0..510_i64 {
            let new = "192.0.2.1".parse().unwrap();
            let what = What::Address { family: Family::V4, line: None, old: None, new, sources: vec![] };
            state.note(Timestamp::from_second(second).unwrap(), None, what);
        }
        assert_eq!(state.history.len(), HISTORY);
        assert_eq!(state.history[0].at.as_second(), 509);
    }
}
