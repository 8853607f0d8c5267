//! What routers announce to everybody in the home: NAT-PMP's new address (RFC 6886 section 3.2.1) and PCP's
//! ANNOUNCE (RFC 6887 section 14.1), both to 224.0.0.1 port 5350.
//!
//! Only the router's own datagrams count, and all they can do is cause a look.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use tokio::{net::UdpSocket, sync::Notify, time::sleep};

use super::{Router, watch::Bell};

const GROUP: Ipv4Addr = Ipv4Addr::new(224, 0, 0, 1);
/// How long a socket that cannot be opened is left alone; a changed network is joined anew at once.
const RETRY: Duration = Duration::from_secs(60);
/// After an error of the socket.
const PAUSE: Duration = Duration::from_millis(200);

/// Listens until dropped: rings `bell` at every announcement, and tells `restarted` when the router counts its
/// time from the beginning.
pub async fn listen(router: &Router, bell: &Bell, restarted: &Notify) {
    let mut told_of_others = false;
    let mut epoch = 0;
    loop {
        match socket(router) {
            Ok(socket) => loop {
                let mut message = [0; 64];
                let (size, from) = match socket.recv_from(&mut message).await {
                    Ok(heard) => heard,
                    // A datagram longer than any announcement, which Windows does not cut; a network that went.
                    Err(error) => {
                        tracing::debug!("an announcement could not be heard: {error}");
                        sleep(PAUSE).await;
                        continue;
                    }
                };
                if from.ip() != router.address {
                    if !told_of_others {
                        tracing::debug!("{} announces like a router, but is not ours: ignored", from.ip());
                        told_of_others = true;
                    }
                } else if let Some(now) = read(&message[..size]) {
                    bell.ring();
                    if now < epoch {
                        restarted.notify_one();
                    }
                    epoch = now;
                }
            },
            Err(error) => tracing::debug!("announcements of the router cannot be heard: {error}"),
        }
        sleep(RETRY).await;
    }
}

fn socket(router: &Router) -> std::io::Result<UdpSocket> {
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::DGRAM, None)?;
    // Every program on this machine that listens for routers listens here.
    socket.set_reuse_address(true)?;
    socket.bind(&SocketAddr::from((Ipv4Addr::UNSPECIFIED, router.ports.announcements)).into())?;
    socket.join_multicast_v4(&GROUP, &router.own)?;
    socket.set_nonblocking(true)?;
    UdpSocket::from_std(socket.into())
}

/// The seconds since the router forgot its state; `None`: no announcement.
pub fn read(message: &[u8]) -> Option<u32> {
    let word = |at: usize| Some(u32::from_be_bytes(message.get(at..at + 4)?.try_into().ok()?));
    match (message.first()?, message.get(1)?, message.len()) {
        (0, 128, 12) if message[2..4] == [0, 0] => word(4),
        (2, 0x80, 24..) if message[3] == 0 => word(8),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn announcements_of_both_protocols_are_known() {
        let pcp = |op: u8, result: u8| [&[2, op, 0, result, 0, 0, 0, 0, 0, 0, 1, 2][..], &[0; 12]].concat();
        for (message, epoch) in [
            (vec![0, 128, 0, 0, 0, 0, 0, 9, 198, 41, 0, 4], Some(9)),
            (vec![0, 128, 0, 1, 0, 0, 0, 9, 198, 41, 0, 4], None),
            (vec![0, 0], None),
            (vec![0, 128, 0, 0, 0, 0, 0, 9], None),
            (pcp(0x80, 0), Some(258)),
            (pcp(0x80, 1), None),
            // A client's request, and an answer to a mapping.
            (pcp(0, 0), None),
            (pcp(0x81, 0), None),
            (pcp(0x80, 0)[..23].to_vec(), None),
            (vec![], None),
            (b"NOTIFY * HTTP/1.1\r\n".to_vec(), None),
        ] {
            assert_eq!(read(&message), epoch, "{message:?}");
        }
    }
}
