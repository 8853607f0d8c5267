//! What an update-URL service was heard to say of itself: how many names it takes at once, and what it
//! knows already.
//!
//! Kept for as long as the account is open; a new process learns it anew.

use std::{
    collections::BTreeMap,
    net::IpAddr,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use crate::core::{address::Family, plan::Change, problem::Problem, record::Name};
use crate::provider::Applied;

/// A service is not told again within this time what it said it knows, not even when a person asks for it:
/// the name of who does that repeatedly gets blocked (help.dyn.com/return-codes, `nochg`).
const SAME_AGAIN: Duration = Duration::from_secs(10 * 60);

pub struct Heard {
    /// Names to a call, at least 1.
    most: AtomicUsize,
    /// When it last said of a name that it holds this address.
    same: Mutex<BTreeMap<(Name, IpAddr), Instant>>,
}

impl Heard {
    /// Of a service that should take `most` names at once.
    pub const fn new(most: usize) -> Self {
        Self { most: AtomicUsize::new(most), same: Mutex::new(BTreeMap::new()) }
    }

    /// Whether it takes so many names, as far as is known.
    pub fn takes(&self, names: usize) -> bool {
        names <= self.most.load(Relaxed).max(1)
    }

    /// It did not take so many names.
    pub fn refused(&self, names: usize) {
        self.most.fetch_min(names / 2, Relaxed);
    }

    /// Whether it said of all of this that it was so, a short while ago.
    pub fn knows(&self, changes: &[&Change]) -> bool {
        let mut same = self.same();
        same.retain(|_, when| when.elapsed() < SAME_AGAIN);
        let known = |change: &&Change| {
            change.values.first().is_some_and(|value| same.contains_key(&(change.name.clone(), *value)))
        };
        changes.iter().all(known)
    }

    /// What it answered, whatever it said before.
    pub fn answered(&self, changes: &[&Change], results: &[Result<Applied, Problem>]) {
        let mut same = self.same();
        for (change, result) in changes.iter().zip(results) {
            let family = change.kind.family();
            same.retain(|(name, address), _| *name != change.name || Family::of(*address) != family);
            if let (Ok(Applied::Unchanged), Some(value)) = (result, change.values.first()) {
                same.insert((change.name.clone(), *value), Instant::now());
            }
        }
    }

    fn same(&self) -> MutexGuard<'_, BTreeMap<(Name, IpAddr), Instant>> {
        self.same.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
