//! One signed conversation with the name server: find its address, sign, send,
//! verify the answer.
//!
//! UDP first; TCP when the request is too large for UDP or the answer was cut off.

use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use domain::{
    base::{Message, Rtype, iana::Rcode},
    rdata::tsig::Time48,
    tsig::{ClientTransaction, Key, ValidationError},
};
use tokio::{net::lookup_host, time::timeout};

use super::message::{Builder, Reply, query, refusal};
use crate::{
    core::{
        problem::{Code, Problem},
        record::Name,
    },
    net::dns,
};

/// How long one server address may take to answer.
const LIMIT: Duration = Duration::from_secs(5);
/// How long it may take over UDP before TCP is tried.
const UDP_LIMIT: Duration = Duration::from_secs(2);
/// What a server need not accept over UDP without EDNS (RFC 1035 section 2.3.4).
const LARGEST_OVER_UDP: usize = 512;

/// Where the server is, as the configuration says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Server {
    host: String,
    port: u16,
}

impl Server {
    /// Reads `host`, `host:port`, `[v6]:port` or a bare IPv6 address.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(address) = text.parse::<IpAddr>() {
            return Some(Self { host: address.to_string(), port: 53 });
        }
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) => (host, port.parse().ok().filter(|port| *port > 0)?),
            None => (text, 53),
        };
        let host = host.strip_prefix('[').map_or(Some(host), |rest| rest.strip_suffix(']'))?;
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
        let v6 = host.contains(':');
        let sound = !host.is_empty() && host.chars().all(fits) && (!v6 || host.parse::<IpAddr>().is_ok());
        sound.then(|| Self { host: host.to_owned(), port })
    }

    /// `host:port`, as a person would write it.
    pub fn shown(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }

    /// Looks the server's addresses up.
    pub async fn connect<'a>(&self, key: &'a Key) -> Result<Session<'a>, Problem> {
        let said = |words: &str| Problem::from(Code::NoSuchServer).said(&format!("{}: {words}", self.host));
        let found = timeout(LIMIT, lookup_host((self.host.as_str(), self.port))).await;
        let found = found.map_err(|_| said("the name look-up takes too long"))?;
        let addresses: Vec<_> = found.map_err(|error| said(&error.to_string()))?.take(3).collect();
        if addresses.is_empty() {
            return Err(said("it has no address"));
        }
        Ok(Session { addresses, key })
    }
}

/// The server's addresses and the key to speak with it.
pub struct Session<'a> {
    addresses: Vec<SocketAddr>,
    key: &'a Key,
}

impl Session<'_> {
    /// Asks for one RRset. Any code but "here it is" and "there is none" is a problem.
    pub async fn query(&self, name: &Name, rtype: Rtype) -> Result<Reply, Problem> {
        let reply = self.send(query(name, rtype)?).await.map_err(|problem| problem.name(name))?;
        match reply.rcode() {
            Rcode::NOERROR | Rcode::NXDOMAIN => Ok(reply),
            other => Err(refusal(other).name(name)),
        }
    }

    /// Signs and sends a message, to the next address when one cannot be reached.
    pub async fn send(&self, mut message: Builder) -> Result<Reply, Problem> {
        message.clear_push_limit();
        let signed = ClientTransaction::request(self.key, &mut message, Time48::now());
        let transaction =
            signed.map_err(|_| Problem::from(Code::BadAnswer).said("the message is too large"))?;
        let request = message.finish().into_target();
        let mut last = Problem::new(Code::Unreachable);
        for server in &self.addresses {
            match exchange(*server, &request).await {
                Ok(answer) => return verify(&transaction, answer),
                Err(problem) => last = problem,
            }
        }
        Err(last)
    }
}

async fn exchange(server: SocketAddr, request: &[u8]) -> Result<Vec<u8>, Problem> {
    if request.len() <= LARGEST_OVER_UDP {
        match dns::over_udp(server, request, UDP_LIMIT).await {
            Ok(answer) if answer.get(2).is_some_and(|flags| flags & 2 != 0) => {}
            // Some networks let DNS out over TCP alone. A change that did arrive the first time is found
            // out by its own prerequisites.
            Err(problem) if problem.code == Code::TimedOut => {}
            other => return other,
        }
    }
    dns::over_tcp(server, request, LIMIT).await
}

/// Checks the signature of an answer. Only an error may come unsigned (RFC 8945 section 5.3.2).
fn verify(transaction: &ClientTransaction<&Key>, answer: Vec<u8>) -> Result<Reply, Problem> {
    let bad = |said: &str| Problem::from(Code::BadAnswer).said(said);
    let mut message = Message::from_octets(answer).map_err(|_| bad("the answer is no DNS message"))?;
    let now = Time48::now();
    let Err(error) = transaction.answer(&mut message, now) else { return Ok(Reply(message)) };
    let refused = |said: &str| Problem::from(Code::BadCredential).said(said);
    Err(match (error, message.header().rcode()) {
        (ValidationError::ServerBadKey, _) => {
            refused("BADKEY: the server does not know a key of this name and algorithm")
        }
        (ValidationError::ServerBadSig, _) => {
            refused("BADSIG: the server knows a key of this name, but its secret is another")
        }
        (ValidationError::ServerBadTime { client, server }, _) => {
            let seconds = |time: Time48| u64::from(time);
            let apart = seconds(client).abs_diff(seconds(server));
            Problem::from(Code::WrongClock).said(&format!("BADTIME: the clocks differ by {apart} seconds"))
        }
        (ValidationError::BadTime, _) => {
            Problem::from(Code::WrongClock).said("the answer was signed at another time than it is here")
        }
        (ValidationError::ServerUnsigned, Rcode::NOERROR | Rcode::NXDOMAIN) => bad(
            "the answer is not signed: the server does not use TSIG for this zone, or it is not the server",
        ),
        (ValidationError::ServerUnsigned, Rcode::NOTAUTH) => refused("NOTAUTH: the server refuses the key"),
        (ValidationError::ServerUnsigned, rcode) => refusal(rcode),
        (error, _) => bad(&format!("the answer's signature is not right: {error}")),
    })
}

/// For the fuzz targets: an answer to a signed question, and the same as if its signature were right.
#[cfg(fuzzing)]
pub fn read_answer(answer: &[u8], name: &Name) -> bool {
    use crate::core::record::Kind;
    let key = Key::new(domain::tsig::Algorithm::Sha256, &[7; 32], "key".parse().unwrap(), None, None);
    let Ok(key) = key else { return false };
    let Ok(mut question) = query(name, Rtype::A) else { return false };
    let Ok(asked) = ClientTransaction::request(&key, &mut question, Time48::from_u64(0)) else {
        return false;
    };
    if let Ok(message) = Message::from_octets(answer.to_vec()) {
        let reply = Reply(message);
        let _ = (refusal(reply.rcode()), reply.authoritative(), reply.zone_of(name), reply.alias_of(name));
        let _ = (reply.addresses(name, Kind::A), reply.addresses(name, Kind::Aaaa));
    }
    verify(&asked, answer.to_vec()).is_ok()
}
