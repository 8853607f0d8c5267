//! PCP (RFC 6887) has no request for the address alone: the answer to a mapping tells it.
//!
//! The port that is mapped is that of the very socket which asks. Nothing can come in through it: the socket takes
//! datagrams from the router alone. The mapping is deleted at once, and would end by itself after two minutes.

use std::{
    net::{Ipv4Addr, Ipv6Addr},
    time::Duration,
};

use super::{
    Router,
    datagram::{Reply, WAITS, exchange, socket},
};
use crate::{
    core::problem::{Code, Problem},
    text::{Language::English, problem::sentence},
};

const VERSION: u8 = 2;
const MAP: u8 = 1;
const ANSWER: u8 = 0x80;
const UDP: u8 = 17;
/// RFC 6887 section 15: the shortest that a server should give.
const LIFETIME: u32 = 120;
/// RFC 6887 section 7.4.
const NETWORK_FAILURE: u8 = 7;

/// One mapping, asked for and deleted with the same words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mapping {
    pub own: Ipv4Addr,
    pub port: u16,
    pub nonce: [u8; 12],
}

pub async fn ask(router: &Router) -> Result<Ipv4Addr, Problem> {
    let socket = socket(router).await?;
    let port = socket.local_addr().map(|own| own.port()).unwrap_or_default();
    let mut nonce = [0; 12];
    nonce.fill_with(|| fastrand::u8(..));
    let mapping = Mapping { own: router.own, port, nonce };
    let read = |answer: &[u8]| mapping.read(answer);
    match exchange(router, &socket, &mapping.request(LIFETIME), &WAITS, read).await? {
        Reply::Address(address) => {
            // Whether it was deleted changes nothing for the answer.
            let patience = [Duration::from_millis(150); 2];
            if let Err(problem) = exchange(router, &socket, &mapping.request(0), &patience, read).await {
                tracing::debug!(
                    "a PCP mapping was not deleted and ends by itself: {}",
                    sentence(English, &problem)
                );
            }
            Ok(address)
        }
        Reply::Refused(result) => Err(Problem::from(Code::BadAnswer)
            .said(&format!("the router does not tell its address over PCP (result {result})"))),
    }
}

impl Mapping {
    /// RFC 6887 sections 7.1 and 11.1; `lifetime` in seconds, 0 deletes.
    pub fn request(&self, lifetime: u32) -> Vec<u8> {
        let any = Ipv4Addr::UNSPECIFIED.to_ipv6_mapped().octets();
        [
            &[VERSION, MAP, 0, 0][..],
            &lifetime.to_be_bytes(),
            &self.own.to_ipv6_mapped().octets(),
            &self.nonce,
            &[UDP, 0, 0, 0],
            &self.port.to_be_bytes(),
            // Any external port and address.
            &[0, 0],
            &any,
        ]
        .concat()
    }

    /// Sections 7.2 and 11.1. `None`: no answer to this request.
    pub fn read(&self, message: &[u8]) -> Option<Reply> {
        let (head, map) = message.split_at_checked(24)?;
        if head[0] != VERSION {
            // NAT-PMP alone is spoken there.
            return (head[1] & ANSWER != 0).then_some(Reply::Refused(1));
        }
        if head[1] != ANSWER | MAP {
            return None;
        }
        // An error may come without the rest, or with the rest as it was sent.
        if map.get(..12).is_some_and(|nonce| nonce != self.nonce) {
            return None;
        }
        match head[3] {
            0 => {
                let port = u16::from_be_bytes(map.get(16..18)?.try_into().ok()?);
                let address: [u8; 16] = map.get(20..36)?.try_into().ok()?;
                let address = Ipv6Addr::from(address).to_ipv4_mapped()?;
                (port == self.port && map[12] == UDP).then_some(Reply::Address(address))
            }
            NETWORK_FAILURE => Some(Reply::Address(Ipv4Addr::UNSPECIFIED)),
            result => Some(Reply::Refused(u16::from(result))),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MAPPING: Mapping = Mapping { own: Ipv4Addr::new(192, 168, 77, 10), port: 40009, nonce: [7; 12] };

    fn answer(result: u8, nonce: u8, port: u16, address: &str) -> Vec<u8> {
        let address: Ipv6Addr = address.parse().unwrap();
        let head =
            [&[2, 0x81, 0, result][..], &120_u32.to_be_bytes(), &9_u32.to_be_bytes(), &[0; 12]].concat();
        let map = [&[nonce; 12][..], &[17, 0, 0, 0], &port.to_be_bytes(), &[0x9c, 0x49], &address.octets()]
            .concat();
        [head, map].concat()
    }

    #[test]
    fn a_request_is_sixty_bytes_and_names_its_sender() {
        let request = MAPPING.request(120);
        assert_eq!(request.len(), 60);
        assert_eq!(request[..8], [2, 1, 0, 0, 0, 0, 0, 120]);
        assert_eq!(request[18..24], [0xff, 0xff, 192, 168, 77, 10]);
        assert_eq!(MAPPING.request(0)[4..8], [0; 4]);
    }

    #[test]
    fn only_the_answer_to_this_mapping_counts() {
        let address = Some(Reply::Address(Ipv4Addr::new(198, 41, 0, 4)));
        let right = answer(0, 7, 40009, "::ffff:198.41.0.4");
        for (message, reply) in [
            (right.clone(), address),
            (answer(0, 8, 40009, "::ffff:198.41.0.4"), None),
            (answer(0, 7, 40008, "::ffff:198.41.0.4"), None),
            // An IPv6 address is no answer to a question for IPv4.
            (answer(0, 7, 40009, "2001:503:ba3e::2:30"), None),
            (answer(7, 7, 40009, "::"), Some(Reply::Address(Ipv4Addr::UNSPECIFIED))),
            (answer(2, 7, 40009, "::"), Some(Reply::Refused(2))),
            (answer(2, 8, 40009, "::"), None),
            (answer(2, 7, 40009, "::")[..24].to_vec(), Some(Reply::Refused(2))),
            (right[..59].to_vec(), None),
            (right[..20].to_vec(), None),
            (MAPPING.request(120), None),
            ([&[0, 128, 0, 1][..], &[0; 20]].concat(), Some(Reply::Refused(1))),
        ] {
            assert_eq!(MAPPING.read(&message), reply, "{message:?}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = MAPPING.read(&bytes);
            let _ = MAPPING.read(&[&[2, 0x81, 0, 0][..], &[0; 20], &MAPPING.nonce, &bytes].concat());
        }
    }
}
