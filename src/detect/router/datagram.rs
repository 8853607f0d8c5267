//! One request to the router's control port (RFC 6886 section 3.1, RFC 6887 section 8.1), and the answer.

use std::{net::Ipv4Addr, time::Duration};

use tokio::{net::UdpSocket, time::timeout};

use super::Router;
use crate::core::problem::{Code, Problem};

/// What a router says to a request for its address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reply {
    /// `0.0.0.0`: it has none at the moment.
    Address(Ipv4Addr),
    /// It answers, but not so. The number is the protocol's result code.
    Refused(u16),
}

/// How long each try waits: a router on the same wire answers within milliseconds. RFC 6886 doubles from 250 ms on for
/// over a minute; whoever does not answer three tries is not asked longer.
pub const WAITS: [Duration; 3] =
    [Duration::from_millis(250), Duration::from_millis(500), Duration::from_secs(1)];

/// A socket that takes datagrams from this router's control port alone.
pub async fn socket(router: &Router) -> Result<UdpSocket, Problem> {
    let open = async {
        let socket = UdpSocket::bind((router.own, 0)).await?;
        socket.connect((router.address, router.ports.control)).await?;
        Ok(socket)
    };
    open.await.map_err(|error| unreachable(router, &error))
}

/// Sends `request`, again after each of `waits`, until `read` makes something of an answer.
pub async fn exchange<T>(
    router: &Router,
    socket: &UdpSocket,
    request: &[u8],
    waits: &[Duration],
    read: impl Fn(&[u8]) -> Option<T>,
) -> Result<T, Problem> {
    // RFC 6887 section 7: no message is longer than 1100 bytes.
    let mut answer = [0; 1100];
    for wait in waits {
        socket.send(request).await.map_err(|error| unreachable(router, &error))?;
        let heard = timeout(*wait, async {
            loop {
                let size = socket.recv(&mut answer).await?;
                if let Some(reply) = read(&answer[..size]) {
                    return std::io::Result::Ok(reply);
                }
            }
        });
        if let Ok(heard) = heard.await {
            return heard.map_err(|error| unreachable(router, &error));
        }
    }
    Err(Problem::from(Code::TimedOut).said(&format!("the router {} did not answer", router.address)))
}

fn unreachable(router: &Router, error: &std::io::Error) -> Problem {
    Problem::from(Code::Unreachable).said(&format!("the router {}: {error}", router.address))
}
