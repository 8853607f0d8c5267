//! A strict little name server: one zone in memory, queries and signed updates as in
//! RFC 1034, 2136 and 8945, over UDP and TCP on one port.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Read, Write},
    net::{IpAddr, SocketAddr, TcpListener, UdpSocket},
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use domain::{
    base::{
        Message, MessageBuilder, Name, Rtype, Serial, Ttl,
        iana::{Class, Opcode, Rcode},
        message_builder::AdditionalBuilder,
        name::ToName,
        rdata::UnknownRecordData,
    },
    rdata::{A, Aaaa, Cname, Soa, tsig::Time48},
    tsig::{Algorithm, Key, KeyName, ServerTransaction},
};

type Dname = Name<Vec<u8>>;
type Answer = AdditionalBuilder<Vec<u8>>;
/// Values with their TTL.
pub type Values = BTreeMap<IpAddr, u32>;

#[derive(Default)]
pub struct State {
    pub zone: String,
    pub sets: BTreeMap<(String, bool), Values>,
    pub aliases: BTreeMap<String, String>,
    pub queries: usize,
    pub updates: usize,
    pub over_tcp: usize,
    pub complaints: Vec<String>,
    /// Given to every update, and SERVFAIL to every query.
    pub refuse: Option<Rcode>,
    /// Seconds by which its clock is ahead.
    pub clock: u64,
    /// Answers over UDP are cut off.
    pub truncate: bool,
    /// Carries updates out and does not answer them.
    pub mute: bool,
    /// Somebody else changes this just before the next update, once.
    pub meddle: Option<(String, IpAddr)>,
    pub unsigned: bool,
}

pub struct Server {
    pub address: SocketAddr,
    state: Arc<Mutex<State>>,
    key: Arc<Key>,
    stop: Arc<AtomicBool>,
}

impl Server {
    pub fn start(zone: &str, key_name: &str, algorithm: Algorithm, secret: &[u8]) -> Self {
        // A port that is free for the one may be taken for the other.
        let both = || {
            let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
            let address = udp.local_addr().unwrap();
            TcpListener::bind(address).ok().map(|tcp| (udp, address, tcp))
        };
        let (udp, address, tcp) = std::iter::repeat_with(both).take(50).find_map(|found| found).unwrap();
        let name: KeyName = key_name.parse().unwrap();
        let key = Arc::new(Key::new(algorithm, secret, name, None, None).unwrap());
        let state = Arc::new(Mutex::new(State { zone: zone.to_owned(), ..State::default() }));
        let server = Self { address, state, key, stop: Arc::default() };
        udp.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
        tcp.set_nonblocking(true).unwrap();
        server.spawn(move |server| {
            let mut buffer = vec![0; 65_535];
            let Ok((size, client)) = udp.recv_from(&mut buffer) else { return };
            if let Some(answer) = server.answer(&buffer[..size], true) {
                udp.send_to(&answer, client).unwrap();
            }
        });
        server.spawn(move |server| {
            let Ok((mut stream, _)) = tcp.accept() else {
                return thread::sleep(Duration::from_millis(5));
            };
            stream.set_nonblocking(false).unwrap();
            let mut length = [0; 2];
            stream.read_exact(&mut length).unwrap();
            let mut request = vec![0; usize::from(u16::from_be_bytes(length))];
            stream.read_exact(&mut request).unwrap();
            server.state().over_tcp += 1;
            if let Some(answer) = server.answer(&request, false) {
                let length = u16::try_from(answer.len()).unwrap().to_be_bytes();
                stream.write_all(&[&length[..], &answer].concat()).unwrap();
            }
        });
        server
    }

    fn spawn(&self, mut serve: impl FnMut(&Self) + Send + 'static) {
        let own = Self {
            address: self.address,
            state: self.state.clone(),
            key: self.key.clone(),
            stop: self.stop.clone(),
        };
        thread::spawn(move || {
            let own = std::mem::ManuallyDrop::new(own);
            while !own.stop.load(Ordering::Relaxed) {
                serve(&own);
            }
        });
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn answer(&self, request: &[u8], udp: bool) -> Option<Vec<u8>> {
        let mut message = Message::from_octets(request.to_vec()).unwrap();
        let now = Time48::from_u64(u64::from(Time48::now()) + self.state().clock);
        let original = Message::from_octets(request.to_vec()).unwrap();
        let transaction = match ServerTransaction::request(&self.key, &mut message, now) {
            Ok(Some(transaction)) => transaction,
            Ok(None) => {
                self.state().complaints.push("a message without TSIG".to_owned());
                return None;
            }
            Err(error) => {
                let answer = error.build_message(&original, MessageBuilder::new_vec()).unwrap();
                return Some(answer.finish());
            }
        };
        let mut state = self.state();
        let unsigned = state.unsigned;
        let mut answer = if message.header().opcode() == Opcode::UPDATE {
            state.updates += 1;
            let rcode = state.update(&message).unwrap_or_else(|rcode| rcode);
            if std::mem::take(&mut state.mute) {
                return None;
            }
            MessageBuilder::new_vec().start_answer(&message, rcode).unwrap().additional()
        } else {
            state.queries += 1;
            let truncate = udp && state.truncate;
            state.query(&message, truncate)
        };
        drop(state);
        if !unsigned {
            transaction.answer(&mut answer, now).unwrap();
        }
        Some(answer.finish())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

fn text(name: &impl ToName) -> String {
    name.to_vec().to_string().to_ascii_lowercase()
}

fn dname(text: &str) -> Dname {
    text.parse().unwrap()
}

impl State {
    fn holds(&self, name: &str) -> bool {
        name == self.zone || name.ends_with(&format!(".{}", self.zone))
    }

    fn query(&mut self, message: &Message<Vec<u8>>, truncate: bool) -> Answer {
        let question = message.sole_question().unwrap();
        let name = text(question.qname());
        let broken = self.refuse.filter(|rcode| *rcode == Rcode::SERVFAIL);
        let rcode = broken.unwrap_or(if self.holds(&name) { Rcode::NOERROR } else { Rcode::REFUSED });
        let mut answer = MessageBuilder::new_vec().start_answer(message, rcode).unwrap();
        answer.header_mut().set_aa(rcode == Rcode::NOERROR);
        if truncate {
            answer.header_mut().set_tc(true);
            return answer.additional();
        }
        if rcode != Rcode::NOERROR {
            return answer.additional();
        }
        if let Some(target) = self.aliases.get(&name) {
            let cname = Cname::new(dname(target));
            answer.push((question.qname(), Class::IN, Ttl::from_secs(60), cname)).unwrap();
            return answer.additional();
        }
        let v6 = question.qtype() == Rtype::AAAA;
        let wildcard = name.split_once('.').map(|(_, above)| format!("*.{above}")).unwrap_or_default();
        let exists = self.sets.keys().any(|(known, _)| *known == name);
        let key = (if exists { name.clone() } else { wildcard }, v6);
        let set = self.sets.get(&key).filter(|_| matches!(question.qtype(), Rtype::A | Rtype::AAAA));
        for (value, ttl) in set.into_iter().flatten() {
            let ttl = Ttl::from_secs(*ttl);
            match value {
                IpAddr::V4(v4) => answer.push((question.qname(), Class::IN, ttl, A::from(*v4))).unwrap(),
                IpAddr::V6(v6) => answer.push((question.qname(), Class::IN, ttl, Aaaa::from(*v6))).unwrap(),
            }
        }
        let hour = Ttl::from_secs(3600);
        let soa = Soa::new(dname("ns."), dname("hostmaster."), Serial(1), hour, hour, hour, hour);
        let soa = (dname(&self.zone), Class::IN, hour, soa);
        if question.qtype() == Rtype::SOA && name == self.zone {
            answer.push(soa).unwrap();
            return answer.additional();
        }
        let mut authority = answer.authority();
        authority.push(soa).unwrap();
        authority.additional()
    }

    fn update(&mut self, message: &Message<Vec<u8>>) -> Result<Rcode, Rcode> {
        if let Some(rcode) = self.refuse {
            return Err(rcode);
        }
        if let Some((name, value)) = self.meddle.take() {
            self.sets.insert((name, value.is_ipv6()), BTreeMap::from([(value, 60)]));
        }
        let zone = message.sole_question().map_err(|_| Rcode::FORMERR)?;
        if zone.qtype() != Rtype::SOA || zone.qclass() != Class::IN {
            self.complaints.push("the zone section does not ask for SOA IN".to_owned());
            return Err(Rcode::FORMERR);
        }
        if text(zone.qname()) != self.zone {
            return Err(Rcode::NOTAUTH);
        }
        self.check(message)?;
        for record in message.update().map_err(|_| Rcode::FORMERR)? {
            let record = record.map_err(|_| Rcode::FORMERR)?;
            let (name, class, ttl) = (text(&record.owner()), record.class(), record.ttl().as_secs());
            if !self.holds(&name) {
                return Err(Rcode::NOTZONE);
            }
            let value = address(&record).ok_or(Rcode::FORMERR)?;
            let key = (name.clone(), value.is_ipv6());
            match class {
                Class::IN if self.aliases.contains_key(&name) => (), // section 3.4.2.2: silently ignored
                Class::IN => {
                    let set = self.sets.entry(key).or_default();
                    set.insert(value, ttl);
                    // An RRset has one TTL (RFC 2181 section 5.2).
                    for other in set.values_mut() {
                        *other = ttl;
                    }
                }
                Class::NONE if ttl == 0 => {
                    if let Some(set) = self.sets.get_mut(&key) {
                        set.remove(&value);
                    }
                    self.sets.retain(|_, set| !set.is_empty());
                }
                other => {
                    self.complaints.push(format!("an update of class {other} with TTL {ttl}"));
                    return Err(Rcode::FORMERR);
                }
            }
        }
        Ok(Rcode::NOERROR)
    }

    /// Section 3.2: all prerequisites, value dependent ones as whole RRsets.
    fn check(&mut self, message: &Message<Vec<u8>>) -> Result<(), Rcode> {
        let mut exact: BTreeMap<(String, bool), BTreeSet<IpAddr>> = BTreeMap::new();
        for record in message.prerequisite().map_err(|_| Rcode::FORMERR)? {
            let record = record.map_err(|_| Rcode::FORMERR)?;
            let name = text(&record.owner());
            if record.ttl() != Ttl::ZERO {
                self.complaints.push("a prerequisite with a TTL".to_owned());
                return Err(Rcode::FORMERR);
            }
            match (record.class(), record.rtype()) {
                (Class::NONE, Rtype::CNAME) if self.aliases.contains_key(&name) => {
                    return Err(Rcode::YXRRSET);
                }
                (Class::NONE, Rtype::CNAME) => (),
                (Class::NONE, rtype @ (Rtype::A | Rtype::AAAA)) => {
                    if self.sets.contains_key(&(name, rtype == Rtype::AAAA)) {
                        return Err(Rcode::YXRRSET);
                    }
                }
                (Class::IN, Rtype::A | Rtype::AAAA) => {
                    let value = address(&record).ok_or(Rcode::FORMERR)?;
                    exact.entry((name, value.is_ipv6())).or_default().insert(value);
                }
                other => {
                    self.complaints.push(format!("a prerequisite {other:?}"));
                    return Err(Rcode::FORMERR);
                }
            }
        }
        let met = exact.iter().all(|(key, values)| {
            self.sets.get(key).is_some_and(|set| set.keys().copied().collect::<BTreeSet<_>>() == *values)
        });
        if met { Ok(()) } else { Err(Rcode::NXRRSET) }
    }
}

fn address(record: &domain::base::ParsedRecord<'_, Vec<u8>>) -> Option<IpAddr> {
    let data = record.to_record::<UnknownRecordData<_>>().ok()??;
    let octets: &[u8] = data.data().data();
    let v4 = <[u8; 4]>::try_from(octets).map(IpAddr::from);
    v4.or_else(|_| <[u8; 16]>::try_from(octets).map(IpAddr::from)).ok()
}
