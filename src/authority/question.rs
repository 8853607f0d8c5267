//! One question to one server.

use std::{
    net::{IpAddr, SocketAddr},
    str::FromStr,
    time::Duration,
};

use domain::{
    base::{Message, MessageBuilder, Name as WireName, Rtype, ToName, iana::Rcode},
    rdata::{A, Aaaa},
};

use crate::{core::record::Kind, net::dns};

pub const PER_QUESTION: Duration = Duration::from_secs(2);

/// The addresses of a name with their TTL in seconds. A resolver is asked to find them, an
/// authoritative server for its own word alone: `None` from one that is not authoritative, or does
/// not answer.
pub async fn addresses(
    server: SocketAddr,
    name: &str,
    kind: Kind,
    recursive: bool,
) -> Option<Vec<(IpAddr, u32)>> {
    let rtype = match kind {
        Kind::A => Rtype::A,
        Kind::Aaaa => Rtype::AAAA,
    };
    told(&ask(server, name, rtype, recursive).await?, kind, recursive)
}

/// Whether a resolver answers at all.
pub async fn serves_root(server: SocketAddr) -> bool {
    ask(server, ".", Rtype::NS, true).await.is_some()
}

fn told(answer: &Message<Vec<u8>>, kind: Kind, recursive: bool) -> Option<Vec<(IpAddr, u32)>> {
    if !recursive && !answer.header().aa() {
        return None;
    }
    let section = answer.answer().ok()?;
    // An answer that cannot be read to its end says nothing, rather than less than there is.
    match kind {
        Kind::A => section
            .limit_to::<A>()
            .map(|record| record.ok().map(|r| (r.data().addr().into(), r.ttl().as_secs())))
            .collect(),
        Kind::Aaaa => section
            .limit_to::<Aaaa>()
            .map(|record| record.ok().map(|r| (r.data().addr().into(), r.ttl().as_secs())))
            .collect(),
    }
}

/// The answer to a question, also that there is nothing; `None` for anything else.
pub async fn ask(server: SocketAddr, name: &str, rtype: Rtype, recursive: bool) -> Option<Message<Vec<u8>>> {
    let name = WireName::<Vec<u8>>::from_str(name).ok()?;
    let mut message = MessageBuilder::new_vec();
    message.header_mut().set_random_id();
    message.header_mut().set_rd(recursive);
    let mut message = message.question();
    message.push((&name, rtype)).ok()?;
    let request = message.finish();
    let mut answer = dns::over_udp(server, &request, PER_QUESTION).await.ok()?;
    if answer.get(2).is_some_and(|flags| flags & 0x02 != 0) {
        answer = dns::over_tcp(server, &request, PER_QUESTION).await.ok()?;
    }
    read(answer, &name, rtype)
}

fn read(answer: Vec<u8>, name: &WireName<Vec<u8>>, rtype: Rtype) -> Option<Message<Vec<u8>>> {
    let answer = Message::from_octets(answer).ok()?;
    let own = answer.sole_question().ok().is_some_and(|q| q.qname().name_eq(name) && q.qtype() == rtype);
    let clear = matches!(answer.header().rcode(), Rcode::NOERROR | Rcode::NXDOMAIN);
    (own && clear).then_some(answer)
}

/// For the fuzz targets: the addresses that a name server's answer tells, and what a resolver's does.
#[cfg(fuzzing)]
pub fn read_answer(answer: &[u8], name: &str) -> Vec<(IpAddr, u32)> {
    let Ok(wire) = WireName::<Vec<u8>>::from_str(name) else { return Vec::new() };
    let of_kind = |(kind, rtype, recursive)| told(&read(answer.to_vec(), &wire, rtype)?, kind, recursive);
    let ways = [(Kind::A, Rtype::A, false), (Kind::Aaaa, Rtype::AAAA, false), (Kind::A, Rtype::A, true)];
    ways.into_iter().filter_map(of_kind).flatten().collect()
}
