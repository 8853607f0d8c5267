//! Sets, maps and order for the few things a machine publishes: tens, seldom thousands.
//!
//! The standard library's `collect` into a `BTreeSet` or `BTreeMap` sorts first, and its sort is built for millions:
//! 6 kB of program for every type of element, of which there are thirty here. These do the same one by one.

use std::collections::{BTreeMap, BTreeSet};

/// What `collect` would make.
pub fn set<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    set.extend(items);
    set
}

/// What `collect` would make: of two with the same key the last one stays.
pub fn map<K: Ord, V>(items: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    map.extend(items);
    map
}

/// Puts a list in the order of a key; what has the same key stays as it was. Moves each item to its place, so a
/// list in disorder costs the square of its length.
pub fn by<T, K: Ord>(list: &mut [T], key: impl Fn(&T) -> K) {
    for at in 1..list.len() {
        let place = list[..at].partition_point(|before| key(before) <= key(&list[at]));
        list[place..=at].rotate_right(1);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_what_the_standard_library_makes(list in proptest::collection::vec((0_u8..9, any::<u16>()), 0..40)) {
            prop_assert_eq!(set(list.clone()), list.iter().copied().collect::<BTreeSet<_>>());
            prop_assert_eq!(map(list.clone()), list.iter().copied().collect::<BTreeMap<_, _>>());
            let (mut ours, mut theirs) = (list.clone(), list);
            by(&mut ours, |item| item.0);
            theirs.sort_by_key(|item| item.0);
            prop_assert_eq!(ours, theirs);
        }
    }
}
