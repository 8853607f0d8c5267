//! DNS messages over UDP and TCP: one question to one server, one answer, bounded.
//!
//! Building and reading the messages is the caller's work; this file only carries
//! them (RFC 1035 section 4.2, RFC 7766) and refuses what is no answer to them.

use std::{io, net::SocketAddr, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    time::timeout,
};

use super::{Way, meter};
use crate::core::problem::{Code, Problem};

/// Sends `request` over UDP, up to three times within `limit`, and gives the first datagram from
/// that server that carries the request's identifier and is an answer.
pub async fn over_udp(server: SocketAddr, request: &[u8], limit: Duration) -> Result<Vec<u8>, Problem> {
    udp_by(&Way::default(), server, request, limit).await
}

/// The same over one line.
pub async fn udp_by(
    way: &Way,
    server: SocketAddr,
    request: &[u8],
    limit: Duration,
) -> Result<Vec<u8>, Problem> {
    let exchange = async {
        let socket = way.udp(server).await?;
        let mut answer = vec![0; 4096];
        for wait in [limit / 5, limit * 3 / 10, limit] {
            socket.send(request).await?;
            let received = timeout(wait, async {
                loop {
                    let size = socket.recv(&mut answer).await?;
                    if answers(&answer[..size], request) {
                        return io::Result::Ok(size);
                    }
                }
            });
            if let Ok(size) = received.await {
                answer.truncate(size?);
                meter::datagram(request.len(), answer.len());
                return Ok(answer);
            }
        }
        Err(io::ErrorKind::TimedOut.into())
    };
    bounded(server, limit, exchange).await
}

/// Sends `request` over TCP and reads the one answer.
pub async fn over_tcp(server: SocketAddr, request: &[u8], limit: Duration) -> Result<Vec<u8>, Problem> {
    tcp_by(&Way::default(), server, request, limit).await
}

/// The same over one line.
pub async fn tcp_by(
    way: &Way,
    server: SocketAddr,
    request: &[u8],
    limit: Duration,
) -> Result<Vec<u8>, Problem> {
    let exchange = async {
        let length = u16::try_from(request.len()).map_err(|_| io::ErrorKind::InvalidInput)?;
        let mut stream = way.tcp(server).await?;
        stream.write_all(&[&length.to_be_bytes()[..], request].concat()).await?;
        let size = usize::from(stream.read_u16().await?);
        let mut answer = vec![0; size];
        stream.read_exact(&mut answer).await?;
        meter::datagram(request.len(), answer.len());
        if answers(&answer, request) { Ok(answer) } else { Err(io::ErrorKind::InvalidData.into()) }
    };
    bounded(server, limit, exchange).await
}

async fn bounded(
    server: SocketAddr,
    limit: Duration,
    exchange: impl Future<Output = io::Result<Vec<u8>>>,
) -> Result<Vec<u8>, Problem> {
    match timeout(limit, exchange).await {
        Ok(Ok(answer)) => Ok(answer),
        Err(_) => Err(Problem::from(Code::TimedOut).said(&format!("{server} did not answer"))),
        Ok(Err(error)) => Err(match error.kind() {
            io::ErrorKind::TimedOut => {
                Problem::from(Code::TimedOut).said(&format!("{server} did not answer"))
            }
            io::ErrorKind::InvalidData => {
                Problem::from(Code::BadAnswer).said(&format!("{server} answered nonsense"))
            }
            _ => Problem::from(Code::Unreachable).said(&format!("{server}: {error}")),
        }),
    }
}

/// Whether a message has the request's identifier and the answer bit.
fn answers(message: &[u8], request: &[u8]) -> bool {
    message.len() >= 12 && message[..2] == request[..2] && message[2] & 0x80 != 0
}

#[cfg(test)]
mod tests {
    use tokio::net::UdpSocket;

    use super::*;

    const REQUEST: [u8; 12] = [0xab, 0xcd, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];

    fn answer(id: u8) -> [u8; 12] {
        [0xab, id, 0x81, 0, 0, 1, 0, 0, 0, 0, 0, 0]
    }

    #[tokio::test]
    async fn an_answer_to_another_question_is_passed_over() {
        let server = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let address = server.local_addr().unwrap();
        let serve = async {
            let mut buffer = [0; 64];
            let (_, client) = server.recv_from(&mut buffer).await.unwrap();
            server.send_to(&answer(0xce), client).await.unwrap();
            server.send_to(&answer(0xcd), client).await.unwrap();
        };
        let ask = over_udp(address, &REQUEST, Duration::from_secs(5));
        let (got, ()) = tokio::join!(ask, serve);
        assert_eq!(got.unwrap(), answer(0xcd));
    }

    // Wine does not hand on that a port is closed.
    #[cfg(not(windows))]
    #[tokio::test]
    async fn a_closed_port_is_unreachable_and_not_waited_for() {
        let address = UdpSocket::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        let got = over_udp(address, &REQUEST, Duration::from_secs(30)).await;
        assert_eq!(got.unwrap_err().code, Code::Unreachable);
    }
}
