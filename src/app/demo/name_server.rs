//! The demo's authoritative name server: one zone in memory on loopback, over UDP.
//!
//! It answers SOA, A, AAAA and CNAME questions (RFC 1034), takes UPDATE with prerequisites
//! (RFC 2136) and only with the right TSIG key (RFC 8945). What the demo sends fits a datagram,
//! so nothing listens on TCP.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use domain::{
    base::{
        Message, MessageBuilder, Name, ParsedRecord, Rtype, Serial, Ttl,
        iana::{Class, Opcode, Rcode, TsigRcode},
        message_builder::{AdditionalBuilder, PushError},
        name::{ParsedName, ToName},
        rdata::UnknownRecordData,
    },
    rdata::{
        A, Aaaa, Soa,
        tsig::{Time48, Tsig},
    },
    tsig::{Algorithm, Key, ServerTransaction},
};
use tokio::net::UdpSocket;

use crate::{core::ordered, net::dns};

type Wire = Message<Vec<u8>>;
type Answer = AdditionalBuilder<Vec<u8>>;

pub const ZONE: &str = "fingerpost.test";
pub const KEY_NAME: &str = "demo-key";
/// How long the demo waits for the server's answer to its own questions.
const LIMIT: Duration = Duration::from_millis(500);

/// The zone, and what was asked of the server.
#[derive(Clone, Default)]
pub struct Seen {
    sets: BTreeMap<(String, bool), BTreeMap<IpAddr, Ttl>>,
    /// Answers nothing at all.
    deaf: bool,
    /// Updates that were carried out.
    pub accepted: usize,
    /// Messages whose key was not taken.
    pub refused: usize,
    /// Messages that it was deaf to.
    pub unheard: usize,
}

impl Seen {
    /// What the zone holds for a name.
    pub fn values(&self, name: &str) -> BTreeSet<IpAddr> {
        let sets = self.sets.iter().filter(|((owner, _), _)| owner == name);
        ordered::set(sets.flat_map(|(_, set)| set.keys().copied()))
    }
}

pub struct NameServer {
    pub address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
}

impl NameServer {
    /// Listens on a free port; takes updates signed with `secret`.
    pub async fn start(secret: &[u8]) -> io::Result<Self> {
        let socket = UdpSocket::bind("127.0.0.1:0").await?;
        let address = socket.local_addr()?;
        let name = KEY_NAME.parse().map_err(io::Error::other)?;
        let key = Key::new(Algorithm::Sha256, secret, name, None, None).map_err(io::Error::other)?;
        let server = Self { address, seen: Arc::default() };
        let zone = Zone { seen: server.seen.clone(), key };
        tokio::spawn(async move {
            let mut buffer = vec![0; 4096];
            loop {
                // Windows reports here that an earlier answer's reader was gone already.
                let Ok((size, client)) = socket.recv_from(&mut buffer).await else { continue };
                if let Some(answer) = zone.answer(&buffer[..size]) {
                    let _ = socket.send_to(&answer, client).await;
                }
            }
        });
        Ok(server)
    }

    pub fn seen(&self) -> Seen {
        lock(&self.seen).clone()
    }

    /// Whether it answers nothing from now on.
    pub fn deaf(&self, deaf: bool) {
        lock(&self.seen).deaf = deaf;
    }

    /// Asks it for the addresses of a name, as anybody would; `None` without an answer.
    pub async fn ask(&self, name: &str) -> Option<BTreeSet<IpAddr>> {
        let mut found = BTreeSet::new();
        for rtype in [Rtype::A, Rtype::AAAA] {
            let mut question = MessageBuilder::new_vec();
            question.header_mut().set_random_id();
            let mut question = question.question();
            question.push((name.parse::<Name<Vec<u8>>>().ok()?, rtype)).ok()?;
            let answer = dns::over_udp(self.address, &question.finish(), LIMIT).await.ok()?;
            let answer = Message::from_octets(answer).ok()?;
            let records = answer.answer().ok()?.flatten();
            found.extend(records.filter_map(|record| address(&record)));
        }
        Some(found)
    }
}

fn lock(seen: &Mutex<Seen>) -> MutexGuard<'_, Seen> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the listening task has.
struct Zone {
    seen: Arc<Mutex<Seen>>,
    key: Key,
}

impl Zone {
    fn answer(&self, request: &[u8]) -> Option<Vec<u8>> {
        let mut seen = lock(&self.seen);
        if seen.deaf {
            seen.unheard += 1;
            return None;
        }
        let original = Message::from_octets(request.to_vec()).ok()?;
        if original.header().qr() {
            return None;
        }
        let mut message = original.clone();
        let now = Time48::now();
        let transaction = match ServerTransaction::request(&self.key, &mut message, now) {
            Ok(transaction) => transaction,
            // The crate calls a signature that does not match FORMERR; RFC 8945 calls it BADSIG.
            Err(error) if error.error() == TsigRcode::FORMERR => {
                seen.refused += 1;
                return bad_signature(&original).map(Answer::finish);
            }
            Err(error) => {
                seen.refused += 1;
                return Some(error.build_message(&original, MessageBuilder::new_vec()).ok()?.finish());
            }
        };
        let mut answer = if message.header().opcode() == Opcode::UPDATE {
            let rcode = match &transaction {
                Some(_) => seen.update(&message).err().unwrap_or(Rcode::NOERROR),
                None => Rcode::REFUSED,
            };
            MessageBuilder::new_vec().start_answer(&message, rcode).ok()?.additional()
        } else {
            seen.query(&message)?
        };
        if let Some(transaction) = transaction {
            transaction.answer(&mut answer, now).ok()?;
        }
        Some(answer.finish())
    }
}

/// NOTAUTH with BADSIG, unsigned as it has to be (RFC 8945 section 5.3.2).
fn bad_signature(request: &Wire) -> Option<Answer> {
    let signed = request.additional().ok()?.flatten().last()?;
    let record = signed.to_record::<Tsig<_, ParsedName<_>>>().ok()??;
    let given = record.data();
    let nothing: &[u8] = &[];
    let id = request.header().id();
    let (time, fudge) = (given.time_signed(), given.fudge());
    let tsig = Tsig::new(given.algorithm(), time, fudge, nothing, id, TsigRcode::BADSIG, nothing).ok()?;
    let mut answer = MessageBuilder::new_vec().start_answer(request, Rcode::NOTAUTH).ok()?.additional();
    answer.push((record.owner(), Class::ANY, Ttl::ZERO, tsig)).ok()?;
    Some(answer)
}

fn text(name: &impl ToName) -> String {
    name.to_vec().to_string().to_ascii_lowercase()
}

fn holds(name: &str) -> bool {
    name.strip_suffix(ZONE).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

impl Seen {
    fn query(&self, message: &Wire) -> Option<Answer> {
        let question = message.sole_question().ok()?;
        let name = text(question.qname());
        if !holds(&name) {
            return Some(MessageBuilder::new_vec().start_answer(message, Rcode::REFUSED).ok()?.additional());
        }
        let exists = name == ZONE || self.sets.keys().any(|(owner, _)| *owner == name);
        let rcode = if exists { Rcode::NOERROR } else { Rcode::NXDOMAIN };
        let mut answer = MessageBuilder::new_vec().start_answer(message, rcode).ok()?;
        answer.header_mut().set_aa(true);
        // There are no aliases here: a CNAME question finds nothing.
        let wanted = matches!(question.qtype(), Rtype::A | Rtype::AAAA);
        let set = self.sets.get(&(name.clone(), question.qtype() == Rtype::AAAA)).filter(|_| wanted);
        for (value, ttl) in set.into_iter().flatten() {
            let pushed: Result<(), PushError> = match value {
                IpAddr::V4(v4) => answer.push((question.qname(), Class::IN, *ttl, A::from(*v4))),
                IpAddr::V6(v6) => answer.push((question.qname(), Class::IN, *ttl, Aaaa::from(*v6))),
            };
            pushed.ok()?;
        }
        let zone: Name<Vec<u8>> = ZONE.parse().ok()?;
        let (minute, serial) = (Ttl::from_secs(60), u32::try_from(self.accepted).unwrap_or(u32::MAX));
        let soa = Soa::new(zone.clone(), zone.clone(), Serial(serial), minute, minute, minute, minute);
        let soa = (zone, Class::IN, minute, soa);
        if question.qtype() == Rtype::SOA && name == ZONE {
            answer.push(soa).ok()?;
            return Some(answer.additional());
        }
        let mut authority = answer.authority();
        authority.push(soa).ok()?;
        Some(authority.additional())
    }

    /// Carries an UPDATE out as a whole, or not at all.
    fn update(&mut self, message: &Wire) -> Result<(), Rcode> {
        let zone = message.sole_question().map_err(|_| Rcode::FORMERR)?;
        if zone.qtype() != Rtype::SOA || zone.qclass() != Class::IN {
            return Err(Rcode::FORMERR);
        }
        if text(zone.qname()) != ZONE {
            return Err(Rcode::NOTAUTH);
        }
        self.check(message)?;
        let mut sets = self.sets.clone();
        for record in message.update().map_err(|_| Rcode::FORMERR)? {
            let record = record.map_err(|_| Rcode::FORMERR)?;
            let name = text(&record.owner());
            if !holds(&name) {
                return Err(Rcode::NOTZONE);
            }
            let value = address(&record).ok_or(Rcode::FORMERR)?;
            let set = sets.entry((name, value.is_ipv6())).or_default();
            match record.class() {
                Class::IN => {
                    set.insert(value, record.ttl());
                    // An RRset has one TTL (RFC 2181 section 5.2).
                    for ttl in set.values_mut() {
                        *ttl = record.ttl();
                    }
                }
                Class::NONE if record.ttl() == Ttl::ZERO => drop(set.remove(&value)),
                _ => return Err(Rcode::FORMERR),
            }
        }
        sets.retain(|_, set| !set.is_empty());
        self.sets = sets;
        self.accepted += 1;
        Ok(())
    }

    /// The prerequisites (RFC 2136 section 3.2), the value dependent ones as whole `RRset`s.
    fn check(&self, message: &Wire) -> Result<(), Rcode> {
        let mut exact: BTreeMap<_, BTreeSet<IpAddr>> = BTreeMap::new();
        for record in message.prerequisite().map_err(|_| Rcode::FORMERR)? {
            let record = record.map_err(|_| Rcode::FORMERR)?;
            let name = text(&record.owner());
            if record.ttl() != Ttl::ZERO {
                return Err(Rcode::FORMERR);
            }
            if !holds(&name) {
                return Err(Rcode::NOTZONE);
            }
            match (record.class(), record.rtype()) {
                (Class::NONE, Rtype::CNAME) => {}
                (Class::NONE, rtype @ (Rtype::A | Rtype::AAAA)) => {
                    if self.sets.contains_key(&(name, rtype == Rtype::AAAA)) {
                        return Err(Rcode::YXRRSET);
                    }
                }
                (Class::IN, Rtype::A | Rtype::AAAA) => {
                    let value = address(&record).ok_or(Rcode::FORMERR)?;
                    exact.entry((name, value.is_ipv6())).or_default().insert(value);
                }
                _ => return Err(Rcode::FORMERR),
            }
        }
        let met = exact.iter().all(|(key, values)| {
            self.sets.get(key).is_some_and(|set| ordered::set(set.keys().copied()) == *values)
        });
        if met { Ok(()) } else { Err(Rcode::NXRRSET) }
    }
}

/// The address in an A or AAAA record.
fn address(record: &ParsedRecord<'_, Vec<u8>>) -> Option<IpAddr> {
    let data = record.to_record::<UnknownRecordData<_>>().ok()??;
    let octets: &[u8] = data.data().data();
    match record.rtype() {
        Rtype::A => <[u8; 4]>::try_from(octets).map(IpAddr::from).ok(),
        Rtype::AAAA => <[u8; 16]>::try_from(octets).map(IpAddr::from).ok(),
        _ => None,
    }
}
