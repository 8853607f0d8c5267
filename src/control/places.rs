//! How many clients there may be: so that whoever connects a thousand times shuts out nobody.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Mutex, PoisonError},
};

use tokio::sync::oneshot;

/// So many clients may be about to ask. Of more, the one that has taken longest is let go: a client that means
/// it asks at once.
const ASKING: usize = 32;

/// Those who are about to ask.
#[derive(Default)]
pub struct Queue(Mutex<VecDeque<oneshot::Sender<()>>>);

impl Queue {
    /// Takes a place to ask from; what is returned tells when it is needed for another.
    pub fn join(&self) -> oneshot::Receiver<()> {
        let (sender, receiver) = oneshot::channel();
        let mut asking = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        asking.retain(|other| !other.is_closed());
        if asking.len() >= ASKING {
            // Dropped: that is what its holder waits for.
            asking.pop_front();
        }
        asking.push_back(sender);
        receiver
    }
}

/// Places of one kind.
pub struct Places {
    taken: Mutex<BTreeMap<String, usize>>,
    /// So many there are, and so many of them one account may have.
    all: usize,
    each: usize,
}

impl Places {
    pub const fn new(all: usize, each: usize) -> Self {
        Self { taken: Mutex::new(BTreeMap::new()), all, each }
    }

    /// Takes one, for as long as what is returned lives; `None` where none is left.
    pub fn take(&self, account: &str) -> Option<Place<'_>> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let (all, own) = (taken.values().sum::<usize>(), taken.get(account).copied().unwrap_or(0));
        if all >= self.all || own >= self.each {
            return None;
        }
        taken.insert(account.to_owned(), own + 1);
        Some(Place { places: self, account: account.to_owned() })
    }
}

pub struct Place<'a> {
    places: &'a Places,
    account: String,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut taken = self.places.taken.lock().unwrap_or_else(PoisonError::into_inner);
        match taken.get_mut(&self.account) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(taken.remove(&self.account)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_account_never_has_all_places() {
        let places = Places::new(6, 4);
        let mut held: Vec<_> = (0..100).filter_map(|_| places.take("mallory")).collect();
        assert_eq!(held.len(), 4);
        assert!(places.take("alice").is_some());
        held.pop();
        assert!(places.take("mallory").is_some());
        drop(held);
        assert!(places.taken.lock().unwrap().is_empty());
        let many: Vec<_> = (0..100).filter_map(|n| places.take(&n.to_string())).collect();
        assert_eq!(many.len(), 6);
    }

    #[test]
    fn who_has_taken_longest_to_ask_makes_room() {
        let queue = Queue::default();
        let mut dawdling: Vec<_> = (0..ASKING).map(|_| queue.join()).collect();
        // One that asked is no longer there to be let go.
        drop(dawdling.remove(0));
        let first = queue.join();
        assert!(dawdling[0].try_recv() == Err(oneshot::error::TryRecvError::Empty));
        let second = queue.join();
        assert!(dawdling[0].try_recv() == Err(oneshot::error::TryRecvError::Closed));
        drop((first, second));
    }
}
