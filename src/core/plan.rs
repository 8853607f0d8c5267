//! From what is there to what should be there, with the smallest change.
//!
//! [`reconcile`] compares the records a provider holds with what is wanted and
//! gives one [`Change`] per name and kind that differs. [`Change::steps`] breaks a
//! change down for providers that know single records instead of RRsets. Unknown
//! addresses never come here: a record without a known address is simply not in
//! the list of wants, and so is kept.

use std::net::IpAddr;

use super::record::{Kind, Name};

/// One record as the provider holds it.
#[derive(Clone, PartialEq, Debug)]
pub struct Record {
    /// The provider's identifier, where it has one.
    pub id: Option<String>,
    pub name: Name,
    pub kind: Kind,
    pub value: IpAddr,
    /// Seconds; `None` where the provider does not say.
    pub ttl: Option<u32>,
    /// What the provider keeps beside the value (proxied, comment, line, …): carried through
    /// an update unchanged.
    pub extras: serde_json::Value,
}

/// What one name and kind should hold.
#[derive(Clone, PartialEq, Debug)]
pub struct Want {
    pub name: Name,
    pub kind: Kind,
    pub values: Vec<IpAddr>,
    /// Seconds, if the configuration sets it; `None` keeps what is there.
    pub ttl: Option<u32>,
    /// The values Fingerpost itself published there before.
    pub ours: Vec<IpAddr>,
}

/// One RRset that is to change. Empty `values` remove it.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    pub name: Name,
    pub kind: Kind,
    /// Seconds; `None` keeps what is there, or the provider's default for a new record.
    pub ttl: Option<u32>,
    /// The whole RRset as it will be.
    pub values: Vec<IpAddr>,
    /// The whole RRset as it was read.
    pub previous: Vec<Record>,
}

/// One call for an API that knows single records.
#[derive(Clone, PartialEq, Debug)]
pub enum Step {
    Update { record: Record, value: IpAddr, ttl: Option<u32> },
    Create { name: Name, kind: Kind, value: IpAddr, ttl: Option<u32> },
    Delete { record: Record },
}

/// The changes that turn `have` into what is wanted; empty when nothing has to be done.
///
/// Records of other names and kinds are never touched. Of the wanted RRset those values are
/// replaced that Fingerpost published, or the only one there is. Several values that somebody
/// else put there stay: which of them this machine's old address was cannot be known.
pub fn reconcile(have: &[Record], wants: &[Want]) -> Vec<Change> {
    wants.iter().filter_map(|want| change(have, want)).collect()
}

fn change(have: &[Record], want: &Want) -> Option<Change> {
    let previous: Vec<Record> =
        have.iter().filter(|r| r.name == want.name && r.kind == want.kind).cloned().collect();
    let ours = |r: &&Record| want.ours.contains(&r.value) || want.values.contains(&r.value);
    let adopted = match previous.as_slice() {
        [only] => Some(only.value),
        _ => None,
    };
    let mut values = want.values.clone();
    for record in previous.iter().filter(|r| !ours(r) && Some(r.value) != adopted) {
        if !values.contains(&record.value) {
            values.push(record.value);
        }
    }
    let same_values = values.len() == previous.len()
        && values.iter().all(|value| previous.iter().any(|r| r.value == *value));
    let same_ttl = want.ttl.is_none_or(|ttl| previous.iter().all(|r| r.ttl.is_none_or(|had| had == ttl)));
    if same_values && same_ttl {
        return None;
    }
    Some(Change { name: want.name.clone(), kind: want.kind, ttl: want.ttl, values, previous })
}

impl Change {
    /// The TTL of the RRset after the change: the wanted one, else the one that was there.
    pub fn kept_ttl(&self) -> Option<u32> {
        self.ttl.or_else(|| self.previous.iter().find_map(|r| r.ttl))
    }

    /// The values that were there before.
    pub fn previous_values(&self) -> Vec<IpAddr> {
        self.previous.iter().map(|r| r.value).collect()
    }

    /// The same change in calls on single records: updates in place, then creations, then
    /// deletions, so that the name is never without a record.
    pub fn steps(&self) -> Vec<Step> {
        let mut missing: Vec<IpAddr> = self.values.clone();
        let mut surplus: Vec<Record> = Vec::new();
        let mut steps = Vec::new();
        for record in &self.previous {
            if let Some(at) = missing.iter().position(|value| *value == record.value) {
                missing.remove(at);
                let ttl = self.ttl.filter(|ttl| record.ttl.is_some_and(|had| had != *ttl));
                if ttl.is_some() {
                    steps.push(Step::Update { record: record.clone(), value: record.value, ttl });
                }
            } else {
                surplus.push(record.clone());
            }
        }
        let mut surplus = surplus.into_iter();
        for value in missing {
            steps.push(match surplus.next() {
                Some(record) => Step::Update { record, value, ttl: self.ttl },
                None => {
                    Step::Create { name: self.name.clone(), kind: self.kind, value, ttl: self.kept_ttl() }
                }
            });
        }
        steps.extend(surplus.map(|record| Step::Delete { record }));
        steps
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn name(text: &str) -> Name {
        Name::parse(text).unwrap()
    }

    fn ip(last: u8) -> IpAddr {
        IpAddr::from([203, 0, 113, last])
    }

    fn record(host: &str, last: u8, ttl: u32) -> Record {
        Record {
            id: Some(format!("id-{host}-{last}")),
            name: name(host),
            kind: Kind::A,
            value: ip(last),
            ttl: Some(ttl),
            extras: serde_json::Value::Null,
        }
    }

    fn want(host: &str, last: u8) -> Want {
        Want { name: name(host), kind: Kind::A, values: vec![ip(last)], ttl: None, ours: vec![] }
    }

    const HOME: &str = "home.example.org";

    #[test]
    fn nothing_to_do_is_no_change() {
        assert!(reconcile(&[record(HOME, 7, 60)], &[want(HOME, 7)]).is_empty());
    }

    #[test]
    fn an_absent_record_is_created() {
        let changes = reconcile(&[], &[want(HOME, 7)]);
        assert!(matches!(&changes[0].steps()[..], [Step::Create { value, .. }] if *value == ip(7)));
    }

    #[test]
    fn the_only_record_is_adopted_and_updated_in_place() {
        let changes = reconcile(&[record(HOME, 1, 300)], &[want(HOME, 7)]);
        assert!(matches!(&changes[0].steps()[..],
            [Step::Update { record, value, ttl: None }] if record.value == ip(1) && *value == ip(7)));
        assert_eq!(changes[0].kept_ttl(), Some(300));
    }

    #[test]
    fn foreign_siblings_of_the_same_rrset_stay() {
        let mut wanted = want(HOME, 7);
        wanted.ours = vec![ip(1)];
        let changes = reconcile(&[record(HOME, 1, 60), record(HOME, 99, 60)], &[wanted]);
        assert_eq!(changes[0].values, [ip(7), ip(99)]);
        assert_eq!(changes[0].steps().len(), 1);
    }

    #[test]
    fn our_own_duplicates_are_tidied_after_the_update() {
        let mut wanted = want(HOME, 7);
        wanted.ours = vec![ip(1), ip(2)];
        let steps = reconcile(&[record(HOME, 1, 60), record(HOME, 2, 60)], &[wanted])[0].steps();
        assert!(
            matches!(&steps[..], [Step::Update { .. }, Step::Delete { record }] if record.value == ip(2))
        );
    }

    #[test]
    fn a_ttl_is_changed_only_when_configured() {
        let mut wanted = want(HOME, 7);
        assert!(reconcile(&[record(HOME, 7, 300)], std::slice::from_ref(&wanted)).is_empty());
        wanted.ttl = Some(60);
        let steps = reconcile(&[record(HOME, 7, 300)], &[wanted])[0].steps();
        assert!(matches!(&steps[..], [Step::Update { ttl: Some(60), .. }]));
    }

    fn rrset() -> impl Strategy<Value = Vec<Record>> {
        proptest::collection::btree_set((0_u8..3, 0_u8..6), 0..6).prop_map(|set| {
            set.into_iter().map(|(host, last)| record(&format!("h{host}.example.org"), last, 60)).collect()
        })
    }

    proptest! {
        /// Carrying the steps out gives a set that needs no further change, holds what is wanted,
        /// and leaves every other name alone.
        #[test]
        fn steps_reach_the_goal_and_touch_nothing_else(
            have in rrset(), last in 0_u8..6, ours in proptest::collection::vec(0_u8..6, 0..3)
        ) {
            let mut wanted = want("h0.example.org", last);
            wanted.ours = ours.into_iter().map(ip).collect();
            let mut now = have.clone();
            for step in reconcile(&have, std::slice::from_ref(&wanted)).iter().flat_map(Change::steps) {
                match step {
                    Step::Update { record, value, ttl } => {
                        let at = now.iter().position(|r| r.id == record.id).unwrap();
                        now[at].value = value;
                        now[at].ttl = ttl.or(now[at].ttl);
                    }
                    Step::Create { name, kind, value, ttl } => now.push(Record {
                        id: None, name, kind, value, ttl, extras: serde_json::Value::Null,
                    }),
                    Step::Delete { record } => now.retain(|r| r.id != record.id),
                }
                prop_assert!(now.iter().any(|r| r.name == wanted.name), "a moment without a record");
            }
            prop_assert!(now.iter().any(|r| r.name == wanted.name && r.value == ip(last)));
            prop_assert!(reconcile(&now, std::slice::from_ref(&wanted)).is_empty());
            for other in have.iter().filter(|r| r.name != wanted.name) {
                prop_assert!(now.contains(other));
            }
        }
    }
}
