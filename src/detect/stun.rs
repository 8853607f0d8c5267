//! STUN binding requests (RFC 8489): the server repeats the address it saw.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use tokio::time::timeout;

use super::{Heard, resolve};
use crate::{
    core::{
        address::Family,
        problem::{Code, Problem},
    },
    net::{Way, meter},
};

const COOKIE: [u8; 4] = 0x2112_a442_u32.to_be_bytes();
const BINDING_REQUEST: u16 = 0x0001;
const BINDING_SUCCESS: u16 = 0x0101;
const MAPPED_ADDRESS: u16 = 0x0001;
const XOR_MAPPED_ADDRESS: u16 = 0x0020;

pub async fn ask(server: &str, family: Family, way: &Way) -> Result<Heard, Problem> {
    let address = resolve(server, family).await?;
    let unreachable =
        |error: std::io::Error| Problem::from(Code::Unreachable).said(&format!("{server}: {error}"));
    let mut transaction = [0; 12];
    transaction.fill_with(|| fastrand::u8(..));
    let request = request(transaction);
    exchange(address, way, &request, transaction)
        .await
        .map_err(unreachable)?
        .map(Heard::Address)
        .ok_or_else(|| Problem::from(Code::TimedOut).said(&format!("{server} did not answer")))
}

async fn exchange(
    server: SocketAddr,
    way: &Way,
    request: &[u8],
    transaction: [u8; 12],
) -> std::io::Result<Option<IpAddr>> {
    let socket = way.udp(server).await?;
    let mut answer = [0; 1024];
    for wait in [500, 1000, 3000] {
        socket.send(request).await?;
        let heard = timeout(Duration::from_millis(wait), async {
            loop {
                let size = socket.recv(&mut answer).await?;
                if let Some(address) = mapped_address(&answer[..size], transaction) {
                    return std::io::Result::Ok(address);
                }
            }
        });
        if let Ok(address) = heard.await {
            meter::datagram(request.len(), request.len() + 12);
            return address.map(Some);
        }
    }
    Ok(None)
}

fn request(transaction: [u8; 12]) -> Vec<u8> {
    [&BINDING_REQUEST.to_be_bytes()[..], &[0, 0], &COOKIE, &transaction].concat()
}

/// The address in a success response to this transaction; `None` for anything else.
pub fn mapped_address(message: &[u8], transaction: [u8; 12]) -> Option<IpAddr> {
    let (head, mut rest) = message.split_at_checked(20)?;
    let word = |bytes: &[u8]| Some(u16::from_be_bytes([*bytes.first()?, *bytes.get(1)?]));
    if word(head)? != BINDING_SUCCESS || head[4..8] != COOKIE || head[8..20] != transaction {
        return None;
    }
    rest = rest.get(..usize::from(word(&head[2..])?))?;
    let mut plain = None;
    while rest.len() >= 4 {
        let (kind, length) = (word(rest)?, usize::from(word(&rest[2..])?));
        let value = rest.get(4..4 + length)?;
        match kind {
            XOR_MAPPED_ADDRESS => return read_address(value, Some(transaction)),
            MAPPED_ADDRESS => plain = read_address(value, None),
            _ => {}
        }
        rest = rest.get(4 + length.next_multiple_of(4)..).unwrap_or_default();
    }
    plain
}

fn read_address(value: &[u8], transaction: Option<[u8; 12]>) -> Option<IpAddr> {
    let mask = |at: usize| transaction.map_or(0, |id| if at < 4 { COOKIE[at] } else { id[at - 4] });
    let unmask = |bytes: &mut [u8]| bytes.iter_mut().enumerate().for_each(|(at, byte)| *byte ^= mask(at));
    match (value.get(1)?, value.get(4..)?) {
        (1, bytes) => {
            let mut bytes: [u8; 4] = bytes.try_into().ok()?;
            unmask(&mut bytes);
            Some(IpAddr::V4(Ipv4Addr::from(bytes)))
        }
        (2, bytes) => {
            let mut bytes: [u8; 16] = bytes.try_into().ok()?;
            unmask(&mut bytes);
            Some(IpAddr::V6(Ipv6Addr::from(bytes)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    // RFC 5769 section 2.2 and 2.3: sample responses for 192.0.2.1 and 2001:db8:1234:5678:11:2233:4455:6677.
    const ID: [u8; 12] = [0xb7, 0xe7, 0xa7, 0x01, 0xbc, 0x34, 0xd6, 0x86, 0xfa, 0x87, 0xdf, 0xae];

    fn response(attribute: &[u8]) -> Vec<u8> {
        let length = u16::try_from(attribute.len()).unwrap().to_be_bytes();
        [&[1, 1][..], &length, &COOKIE, &ID, attribute].concat()
    }

    #[test]
    fn the_published_samples_are_read() {
        let v4 = response(&[0, 0x20, 0, 8, 0, 1, 0xa1, 0x47, 0xe1, 0x12, 0xa6, 0x43]);
        assert_eq!(mapped_address(&v4, ID), Some("192.0.2.1".parse().unwrap()));
        let v6 = response(&[
            0, 0x20, 0, 0x14, 0, 2, 0xa1, 0x47, 0x01, 0x13, 0xa9, 0xfa, 0xa5, 0xd3, 0xf1, 0x79, 0xbc, 0x25,
            0xf4, 0xb5, 0xbe, 0xd2, 0xb9, 0xd9,
        ]);
        assert_eq!(mapped_address(&v6, ID), Some("2001:db8:1234:5678:11:2233:4455:6677".parse().unwrap()));
    }

    #[test]
    fn another_transaction_is_no_answer() {
        let v4 = response(&[0, 0x20, 0, 8, 0, 1, 0xa1, 0x47, 0xe1, 0x12, 0xa6, 0x43]);
        assert_eq!(mapped_address(&v4, [0; 12]), None);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = mapped_address(&bytes, ID);
            let _ = mapped_address(&response(&bytes), ID);
        }
    }
}
