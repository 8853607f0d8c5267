//! Whether this machine is where the configuration wants it to be.

use std::collections::BTreeSet;

use crate::{
    core::{ordered, place::Place},
    platform::{self, Surroundings},
};

/// Which of these places this is. The system is asked only if there are any.
pub fn here(places: &BTreeSet<Place>) -> BTreeSet<Place> {
    if places.is_empty() {
        return BTreeSet::new();
    }
    let around = platform::surroundings::surroundings();
    ordered::set(places.iter().filter(|place| is_here(place, &around)).cloned())
}

/// On battery or on a metered connection.
pub fn is_sparing() -> bool {
    platform::power::is_sparing()
}

fn is_here(place: &Place, around: &Surroundings) -> bool {
    match place {
        Place::Gateway(mac) => around.gateway_mac == Some(*mac),
        Place::Ssid(name) => around.ssid.as_deref() == Some(name),
        Place::Suffix(domain) => around.dns_suffixes.iter().any(|suffix| suffix.eq_ignore_ascii_case(domain)),
        Place::Interface(name) => around.interface.as_deref() == Some(name),
    }
}
