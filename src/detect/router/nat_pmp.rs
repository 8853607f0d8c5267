//! NAT-PMP's request for the external address (RFC 6886 section 3.2): two bytes there, twelve back.

use std::net::Ipv4Addr;

use super::{
    Router,
    datagram::{Reply, WAITS, exchange, socket},
};
use crate::core::problem::{Code, Problem};

/// Version 0, operation 0.
const REQUEST: [u8; 2] = [0, 0];
const ANSWER: u8 = 128;
/// RFC 6886 section 3.5; also what a server that knows only PCP says.
const UNSUPPORTED_VERSION: u16 = 1;
const NETWORK_FAILURE: u16 = 3;

pub async fn ask(router: &Router) -> Result<Ipv4Addr, Problem> {
    let socket = socket(router).await?;
    match exchange(router, &socket, &REQUEST, &WAITS, read).await? {
        Reply::Address(address) => Ok(address),
        Reply::Refused(result) => Err(Problem::from(Code::BadAnswer)
            .said(&format!("the router does not tell its address over NAT-PMP (result {result})"))),
    }
}

/// Version, operation, result (2), seconds since its start (4), address (4). `None`: no answer to the request.
pub fn read(message: &[u8]) -> Option<Reply> {
    let result = u16::from_be_bytes([*message.get(2)?, *message.get(3)?]);
    match (message[0], message[1], result) {
        (0, ANSWER, 0) => {
            let address: [u8; 4] = message.get(8..12)?.try_into().ok()?;
            Some(Reply::Address(Ipv4Addr::from(address)))
        }
        // Its line is down, or what it has there is no public address.
        (0, ANSWER, NETWORK_FAILURE) => Some(Reply::Address(Ipv4Addr::UNSPECIFIED)),
        (0, ANSWER, result) => Some(Reply::Refused(result)),
        // RFC 6887 section 9: a server of another version answers in its own.
        (1..=2, ANSWER.., _) => Some(Reply::Refused(UNSUPPORTED_VERSION)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn answers_are_read_and_the_rest_is_passed_over() {
        let address = Some(Reply::Address(Ipv4Addr::new(198, 41, 0, 4)));
        let none = Some(Reply::Address(Ipv4Addr::UNSPECIFIED));
        for (message, reply) in [
            (&[0, 128, 0, 0, 0, 0, 1, 9, 198, 41, 0, 4][..], address),
            // What comes after it is not looked at.
            (&[0, 128, 0, 0, 0, 0, 1, 9, 198, 41, 0, 4, 9, 9], address),
            (&[0, 128, 0, 0, 0, 0, 1, 9, 0, 0, 0, 0], none),
            (&[0, 128, 0, 3, 0, 0, 1, 9, 0, 0, 0, 0], none),
            (&[0, 128, 0, 3, 0, 0, 1, 9], none),
            (&[0, 128, 0, 2, 0, 0, 1, 9], Some(Reply::Refused(2))),
            (&[0, 128, 0, 5, 0, 0, 1, 9], Some(Reply::Refused(5))),
            // PCP: version 2, "unsupported version".
            (&[2, 128, 0, 1, 0, 0, 0, 0], Some(Reply::Refused(1))),
            // The answer to a mapping, a request, too short ones.
            (&[0, 129, 0, 0, 0, 0, 1, 9, 198, 41, 0, 4], None),
            (&[0, 0, 0, 0, 0, 0, 1, 9, 198, 41, 0, 4], None),
            (&[0, 128, 0, 0, 0, 0, 1, 9, 198, 41, 0], None),
            (&[0, 128, 0], None),
            (&[], None),
        ] {
            assert_eq!(read(message), reply, "{message:?}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let _ = read(&bytes);
        }
    }
}
