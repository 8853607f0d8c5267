//! One event message of a UPnP device (UPnP Device Architecture 1.1 section 4.3.2) as it comes in over TCP, bounded,
//! and the short answer to it.

use tokio::io::{AsyncRead, AsyncReadExt};

use crate::net::xml::{Piece, Pieces};

const HEAD_LIMIT: usize = 4 << 10;
const BODY_LIMIT: usize = 16 << 10;

/// The head of a message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Head {
    pub path: String,
    pub subscription: String,
    /// 0 is the first message of a subscription: how things are, not a change.
    pub sequence: u32,
    /// In bytes.
    pub length: usize,
}

/// Reads one message; `None`: it is no event message, or a longer one than any router sends.
pub async fn receive(stream: &mut (impl AsyncRead + Unpin)) -> Option<(Head, String)> {
    let mut bytes = Vec::new();
    let begin = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        if bytes.len() > HEAD_LIMIT || stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = read(&bytes[..begin])?;
    let mut body = bytes.split_off(begin);
    body.truncate(head.length);
    let left = head.length - body.len();
    stream.take(left as u64).read_to_end(&mut body).await.ok()?;
    (body.len() == head.length).then(|| (head, String::from_utf8_lossy(&body).into_owned()))
}

/// Reads a head that ends with its empty line.
pub fn read(head: &[u8]) -> Option<Head> {
    let mut lines = std::str::from_utf8(head).ok()?.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, path, version) = (first.next()?, first.next()?, first.next()?);
    if method != "NOTIFY" || !version.starts_with("HTTP/1.") || first.next().is_some() {
        return None;
    }
    let value = |name: &str| {
        let mut found = lines.clone().filter_map(|line| line.split_once(':'));
        found.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    };
    if value("NT")? != "upnp:event" || value("NTS")? != "upnp:propchange" {
        return None;
    }
    let length: usize = value("Content-Length")?.parse().ok()?;
    (length <= BODY_LIMIT).then_some(Head {
        path: path.to_owned(),
        subscription: value("SID")?.to_owned(),
        sequence: value("SEQ")?.parse().ok()?,
        length,
    })
}

/// What a message says that may mean another address, only to be compared with the message before: the list of port
/// mappings changes often, and by ourselves.
pub fn told(body: &str) -> String {
    let mut inside = "";
    let mut told = String::new();
    for piece in Pieces::of(body) {
        match piece {
            Piece::Open(name) => inside = name,
            Piece::Close(_) => inside = "",
            Piece::Text(text) if matches!(inside, "ExternalIPAddress" | "ConnectionStatus") => {
                told.extend(text.chars().take(64));
                told.push('\n');
            }
            Piece::Text(_) => {}
        }
    }
    told
}

/// The answer to a message.
pub const fn answer(right: bool) -> &'static [u8] {
    if right {
        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    } else {
        b"HTTP/1.1 412 Precondition Failed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "NOTIFY /a1 HTTP/1.1\r\nHost: 192.168.77.10:4000\r\nContent-Type: text/xml\r\n\
        Content-Length: 5\r\nNT: upnp:event\r\nNTS: upnp:propchange\r\nSID: uuid:1\r\nSEQ: 3\r\n\r\n";

    #[test]
    fn a_head_is_read_whole_or_not_at_all() {
        let head = Head { path: "/a1".to_owned(), subscription: "uuid:1".to_owned(), sequence: 3, length: 5 };
        assert_eq!(read(HEAD.as_bytes()), Some(head.clone()));
        assert_eq!(read(HEAD.replace("SID", "sid").as_bytes()), Some(head));
        for (from, to) in [
            ("NOTIFY", "GET"),
            ("NOTIFY", "POST"),
            ("HTTP/1.1", "HTTP/2"),
            ("/a1", "/a1 /b"),
            ("upnp:event", "upnp:rootdevice"),
            ("upnp:propchange", "ssdp:alive"),
            ("SID: uuid:1\r\n", ""),
            ("SEQ: 3", "SEQ: -1"),
            ("SEQ: 3", "SEQ: 99999999999"),
            ("Content-Length: 5", "Content-Length: 5000000"),
            ("Content-Length: 5", "Content-Length: -5"),
            ("Content-Length: 5", "Transfer-Encoding: chunked"),
        ] {
            assert_eq!(read(HEAD.replace(from, to).as_bytes()), None, "{to}");
        }
        assert_eq!(read(&[0xff; 10]), None);
    }

    #[tokio::test]
    async fn a_message_is_read_to_its_length_and_no_further() {
        for (message, body) in [
            (format!("{HEAD}abcde"), Some("abcde")),
            (format!("{HEAD}abcdefgh"), Some("abcde")),
            (format!("{HEAD}abc"), None),
            ("NOTIFY".to_owned(), None),
            ("x".repeat(1 << 20), None),
        ] {
            let got = receive(&mut message.as_bytes()).await.map(|(_, body)| body);
            assert_eq!(got.as_deref(), body, "{}", &message[..message.len().min(300)]);
        }
    }

    #[test]
    fn the_number_of_mappings_is_no_news() {
        let event = |address: &str, mappings: u32| {
            format!(
                "<e:propertyset xmlns:e=\"urn:schemas-upnp-org:event-1-0\"><e:property><ExternalIPAddress>{address}\
                 </ExternalIPAddress></e:property><e:property><PortMappingNumberOfEntries>{mappings}\
                 </PortMappingNumberOfEntries></e:property></e:propertyset>"
            )
        };
        assert_eq!(told(&event("198.41.0.4", 1)), told(&event("198.41.0.4", 2)));
        assert_ne!(told(&event("198.41.0.4", 1)), told(&event("198.41.0.5", 1)));
        assert!(told(&event(&"9".repeat(1000), 1)).len() < 70);
        assert_eq!(told("<html>"), "");
    }
}
