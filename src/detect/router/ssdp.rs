//! SSDP (UPnP Device Architecture 1.1 section 1.3): who is an Internet gateway, and where its description is.
//!
//! The router is asked directly and through the multicast group, because many hear only one of the two. Whatever
//! another device answers is passed over, and so is a description that lies anywhere but on the router itself.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use reqwest::Url;
use tokio::{
    net::UdpSocket,
    time::{Instant, timeout, timeout_at},
};

use super::Router;
use crate::core::problem::{Code, Problem};

const GROUP: Ipv4Addr = Ipv4Addr::new(239, 255, 255, 250);
/// A device of version 2 answers for version 1 too, but not every one does.
const WANTED: [&str; 2] = [
    "urn:schemas-upnp-org:device:InternetGatewayDevice:1",
    "urn:schemas-upnp-org:device:InternetGatewayDevice:2",
];
/// Each try; routers spread their answers over up to a second (`MX: 1`).
const WAITS: [Duration; 2] = [Duration::from_millis(1200); 2];
/// How long further answers are waited for after the first.
const FURTHER: Duration = Duration::from_millis(100);
/// How many descriptions of one router are looked at.
const MOST: usize = 4;
const LONGEST_URL: usize = 512;

/// Where the router's descriptions are.
pub async fn find(router: &Router) -> Result<Vec<Url>, Problem> {
    let socket = socket(router.own).map_err(|error| {
        Problem::from(Code::Unreachable).said(&format!("no search from {}: {error}", router.own))
    })?;
    for wait in WAITS {
        for target in WANTED {
            for host in [router.address, GROUP] {
                let to = SocketAddr::from((host, router.ports.ssdp));
                // One of the two ways may be shut here; the other is enough.
                if let Err(error) = socket.send_to(search(target, to).as_bytes(), to).await {
                    tracing::debug!("no search for a router at {to}: {error}");
                }
            }
        }
        let mut found = Vec::new();
        let mut end = Instant::now() + wait;
        while let Ok(Some(url)) = timeout_at(end, answer(router, &socket)).await {
            if !found.contains(&url) {
                found.push(url);
            }
            end = end.min(Instant::now() + FURTHER);
            if found.len() == MOST {
                break;
            }
        }
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Err(Problem::from(Code::TimedOut)
        .said(&format!("the router {} answers neither NAT-PMP, PCP nor UPnP", router.address)))
}

fn socket(own: Ipv4Addr) -> std::io::Result<UdpSocket> {
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::DGRAM, None)?;
    socket.bind(&SocketAddr::from((own, 0)).into())?;
    socket.set_multicast_if_v4(&own)?;
    // UPnP Device Architecture 1.1 section 1.3.2: the home, and a router inside it.
    socket.set_multicast_ttl_v4(2)?;
    socket.set_nonblocking(true)?;
    UdpSocket::from_std(socket.into())
}

/// The next description that this router offers; mostly ends by the caller's limit.
async fn answer(router: &Router, socket: &UdpSocket) -> Option<Url> {
    let mut message = [0; 2048];
    // Windows reports a port that is closed, or a datagram that is too long, in place of the next one.
    let mut errors = 0;
    while errors < 8 {
        let Ok((size, from)) = socket.recv_from(&mut message).await else {
            errors += 1;
            continue;
        };
        if from.ip() != router.address {
            continue;
        }
        if let Some(url) = location(&message[..size]).and_then(|url| on_router(url, None, router.address)) {
            return Some(url);
        }
    }
    None
}

fn search(target: &str, to: SocketAddr) -> String {
    format!("M-SEARCH * HTTP/1.1\r\nHOST: {to}\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\nST: {target}\r\n\r\n")
}

/// The place named in an answer to a search for a gateway; `None` for anything else.
pub fn location(message: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(message).ok()?;
    let mut lines = text.split("\r\n");
    let mut status = lines.next()?.split(' ');
    if !status.next()?.starts_with("HTTP/1.") || status.next()? != "200" {
        return None;
    }
    let value = |name: &str| {
        let mut found =
            lines.clone().take_while(|line| !line.is_empty()).filter_map(|line| line.split_once(':'));
        found.find(|(key, _)| key.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    };
    let target = value("ST")?;
    let gateway = WANTED.iter().any(|wanted| target.eq_ignore_ascii_case(wanted));
    value("LOCATION").filter(|url| gateway && !url.is_empty() && url.len() <= LONGEST_URL)
}

/// The URL, if it lies on the router itself and is plain HTTP: a device must not send us to anybody else.
pub fn on_router(written: &str, base: Option<&Url>, router: Ipv4Addr) -> Option<Url> {
    if written.len() > LONGEST_URL {
        return None;
    }
    let url = match base {
        Some(base) => base.join(written).ok()?,
        None => Url::parse(written).ok()?,
    };
    let at_router = url.host_str().and_then(|host| host.parse().ok()) == Some(router);
    let plain = url.scheme() == "http" && url.username().is_empty() && url.password().is_none();
    (at_router && plain).then_some(url)
}

/// Waits for `work` no longer than `limit`.
pub async fn within<T>(
    limit: Duration,
    what: &str,
    work: impl Future<Output = Result<T, Problem>>,
) -> Result<T, Problem> {
    timeout(limit, work).await.unwrap_or_else(|_| {
        Err(Problem::from(Code::TimedOut).said(&format!("the router's {what} took too long")))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ROUTER: Ipv4Addr = Ipv4Addr::new(192, 168, 77, 1);

    fn reply(head: &str, st: &str, url: &str) -> String {
        format!("{head}\r\nCACHE-CONTROL: max-age=120\r\nST: {st}\r\nlocation:  {url}\r\nSERVER: x\r\n\r\n")
    }

    #[test]
    fn only_a_gateways_answer_names_a_place() {
        let (ok, url) = ("HTTP/1.1 200 OK", "http://192.168.77.1:5555/rootDesc.xml");
        let long = format!("http://192.168.77.1/{}", "a".repeat(600));
        for (message, place) in [
            (reply(ok, WANTED[0], url), Some(url)),
            (reply("HTTP/1.0 200 fine", WANTED[1], url), Some(url)),
            (reply(ok, "upnp:rootdevice", url), None),
            (reply("HTTP/1.1 404 Not Found", WANTED[0], url), None),
            (reply("NOTIFY * HTTP/1.1", WANTED[0], url), None),
            (reply(ok, WANTED[0], ""), None),
            (reply(ok, WANTED[0], &long), None),
            (format!("{ok}\r\nST: {}\r\n\r\nLOCATION: {url}\r\n", WANTED[0]), None),
            (String::new(), None),
        ] {
            assert_eq!(location(message.as_bytes()), place, "{message}");
        }
        assert_eq!(location(&[0xff; 40]), None);
    }

    #[test]
    fn only_the_router_itself_is_visited() {
        let base = Url::parse("http://192.168.77.1:5555/a/rootDesc.xml").unwrap();
        for (written, url) in [
            ("http://192.168.77.1:5555/x", Some("http://192.168.77.1:5555/x")),
            ("/ctl/IPConn", Some("http://192.168.77.1:5555/ctl/IPConn")),
            ("ctl", Some("http://192.168.77.1:5555/a/ctl")),
            ("http://192.168.77.2/x", None),
            ("//192.168.77.2/x", None),
            ("http://127.0.0.1/x", None),
            ("http://router.example/x", None),
            ("https://192.168.77.1/x", None),
            ("http://me:pw@192.168.77.1/x", None),
            ("http://192.168.77.1@evil.example/x", None),
            ("http://[::ffff:192.168.77.1]/x", None),
            ("file:///etc/passwd", None),
            ("gopher://192.168.77.1/x", None),
        ] {
            let found = on_router(written, Some(&base), ROUTER);
            assert_eq!(found.as_ref().map(Url::as_str), url, "{written}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "\\PC{0,80}") {
            let _ = location(&bytes);
            let _ = location(reply("HTTP/1.1 200 OK", WANTED[0], &text).as_bytes());
            prop_assert!(on_router(&text, None, ROUTER).is_none_or(|url| url.host_str() == Some("192.168.77.1")));
        }
    }
}
