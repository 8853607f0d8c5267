//! One number for how the network is: another number means that something changed.
//!
//! The kernel tells of every lease that is renewed and every router advertisement, and most of
//! these change nothing. What counts is everything on which a public address may depend:
//! links with their carrier, addresses with their flags, all routes, the source addresses that
//! the system would choose (rules and policies stand behind these alone), and the resolvers.
//! Lifetimes and counters are left out: they are what a renewal changes.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    net::{IpAddr, UdpSocket},
};

use super::{addresses, dns, routes};

/// Equal numbers mean: looking again would find what was found before, as far as this machine
/// can tell. What cannot be read counts as empty, so that its coming and going is a change.
pub fn fingerprint() -> u64 {
    let mut hasher = DefaultHasher::new();
    unordered(addresses::links().unwrap_or_default()).hash(&mut hasher);
    unordered(addresses::list().unwrap_or_default()).hash(&mut hasher);
    unordered(routes::list().unwrap_or_default()).hash(&mut hasher);
    [source("0.0.0.0:0", "192.0.2.1:9"), source("[::]:0", "[2001:db8::1]:9")].hash(&mut hasher);
    dns::resolvers().hash(&mut hasher);
    hasher.finish()
}

/// The same whatever the order: the system lists them in any. Equal ones count each time.
fn unordered<T: Hash>(items: Vec<T>) -> u64 {
    items.into_iter().fold(0, |sum, item| {
        let mut hasher = DefaultHasher::new();
        item.hash(&mut hasher);
        sum.wrapping_add(hasher.finish())
    })
}

/// The address with which packets to far away would leave. None is sent.
fn source(any: &str, far: &str) -> Option<IpAddr> {
    let socket = UdpSocket::bind(any).ok()?;
    socket.connect(far).ok()?;
    Some(socket.local_addr().ok()?.ip())
}

#[cfg(test)]
mod tests {
    #[test]
    fn order_means_nothing_and_everything_else_does() {
        let number = |items: &[(&str, bool)]| super::unordered(items.to_vec());
        let both = number(&[("eth0", true), ("lo", true)]);
        assert_eq!(both, number(&[("lo", true), ("eth0", true)]));
        for other in [&[("eth0", false), ("lo", true)][..], &[("eth0", true)], &[]] {
            assert_ne!(both, number(other));
        }
        assert_ne!(number(&[("lo", true)]), number(&[("lo", true), ("lo", true)]));
    }

    #[test]
    fn nothing_changes_while_nothing_happens() {
        // Other tests on this machine may change its network once, not for ever.
        assert!((0..5).any(|_| super::fingerprint() == super::fingerprint()));
    }
}
