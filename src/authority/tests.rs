//! A resolver and a name server in one on loopback: it counts what it is asked.

use std::{
    net::UdpSocket,
    sync::{Arc, Mutex},
    thread,
};

use domain::{
    base::{Message, MessageBuilder, Name as WireName, Rtype, iana::Rcode},
    rdata::{A, Ns, Soa},
};

use super::*;

const ZONE: &str = "zone.org";

/// What was asked, as `NAME TYPE`; the address it tells.
#[derive(Default)]
struct World {
    asked: Mutex<Vec<String>>,
    told: Mutex<Vec<IpAddr>>,
    lie: Mutex<Option<Lie>>,
}

/// How the answers to questions that are no resolver's are spoiled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Lie {
    Silence,
    AnotherId,
    AnotherQuestion,
    NotAnAnswer,
    NotAuthoritative,
    ServFail,
    /// And nobody listens on TCP.
    Truncated,
    CutOff,
}

impl Lie {
    fn spoil(self, mut message: Vec<u8>) -> Vec<u8> {
        match self {
            Self::Silence => message.clear(),
            Self::AnotherId => message[0] ^= 0xff,
            // The first letter of the name.
            Self::AnotherQuestion => message[13] = b'x',
            Self::NotAnAnswer => message[2] &= 0x7f,
            Self::NotAuthoritative => message[2] &= !0x04,
            Self::ServFail => message[3] = message[3] & 0xf0 | 2,
            Self::Truncated => message[2] |= 0x02,
            Self::CutOff => message.truncate(message.len() - 3),
        }
        message
    }
}

fn wire(name: &str) -> WireName<Vec<u8>> {
    name.parse().unwrap()
}

fn answer(world: &World, request: &[u8]) -> Vec<u8> {
    let request = Message::from_octets(request).unwrap();
    let question = request.sole_question().unwrap();
    let asked = format!("{} {}", question.qname(), question.qtype());
    world.asked.lock().unwrap().push(asked.clone());
    let mut message = MessageBuilder::new_vec().start_answer(&request, Rcode::NOERROR).unwrap();
    message.header_mut().set_aa(!request.header().rd());
    match (asked.as_str(), question.qtype()) {
        ("ns1.zone.org A", _) => {
            message.push((wire("ns1.zone.org"), 60, A::from_octets(127, 0, 0, 1))).unwrap();
        }
        (_, Rtype::NS) => message.push((wire(ZONE), 60, Ns::new(wire("ns1.zone.org")))).unwrap(),
        (_, Rtype::A) => {
            for ip in world.told.lock().unwrap().iter() {
                let IpAddr::V4(ip) = ip else { continue };
                message.push((question.qname(), 120, A::new(*ip))).unwrap();
            }
        }
        (_, Rtype::SOA) => {
            let seconds = domain::base::Ttl::from_secs;
            let soa = Soa::new(
                wire("ns1.zone.org"),
                wire("a.zone.org"),
                1.into(),
                seconds(1),
                seconds(1),
                seconds(1),
                seconds(1),
            );
            let mut message = message.authority();
            message.push((wire(ZONE), 60, soa)).unwrap();
            return message.finish();
        }
        _ => {}
    }
    message.finish()
}

/// The world, and an authority whose resolver and servers are it.
fn world(told: &[&str]) -> (Arc<World>, Authority) {
    thread_local! {
        static RESOLVER: std::cell::Cell<Option<SocketAddr>> = const { std::cell::Cell::new(None) };
    }
    let world = Arc::new(World::default());
    *world.told.lock().unwrap() = told.iter().map(|ip| ip.parse().unwrap()).collect();
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = socket.local_addr().unwrap();
    RESOLVER.set(Some(address));
    let seen = world.clone();
    thread::spawn(move || {
        let mut buffer = [0; 512];
        while let Ok((size, client)) = socket.recv_from(&mut buffer) {
            let mut told = answer(&seen, &buffer[..size]);
            // What recursion was not asked for.
            if let Some(lie) = seen.lie.lock().unwrap().filter(|_| buffer[2] & 1 == 0) {
                told = lie.spoil(told);
            }
            if !told.is_empty() {
                let _ = socket.send_to(&told, client);
            }
        }
    });
    (world, Authority::new(|| RESOLVER.get().into_iter().collect(), address.port()))
}

#[tokio::test]
async fn a_resolver_is_asked_for_its_own_word_and_whether_it_answers_at_all() {
    let (world, authority) = world(&["203.0.113.7"]);
    let told = authority.resolved(&name("home.zone.org"), Kind::A, None).await;
    assert_eq!(told[0].answer, Some(vec![("203.0.113.7".parse().unwrap(), 120)]));
    assert_eq!(authority.resolvers_answer().await, Ok(()));
    assert_eq!(*world.asked.lock().unwrap(), ["home.zone.org A", " NS"]);
    let (_, nobody) = (world, Authority::new(Vec::new, 53));
    assert_eq!(nobody.resolvers_answer().await, Err(String::new()));
    assert!(nobody.resolved(&name("home.zone.org"), Kind::A, None).await.is_empty());
}

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

#[tokio::test]
async fn a_second_glance_costs_one_question() {
    let (world, authority) = world(&["8.8.8.8"]);
    let home = name("home.zone.org");
    let expected = Some(vec!["8.8.8.8".parse().unwrap()]);
    assert_eq!(authority.glance(&home, Kind::A, None).await, expected);
    world.asked.lock().unwrap().clear();
    assert_eq!(authority.glance(&home, Kind::A, None).await, expected);
    // Another name of the same zone needs no more either.
    assert_eq!(authority.glance(&name("nas.zone.org"), Kind::A, None).await, expected);
    assert_eq!(*world.asked.lock().unwrap(), ["home.zone.org A", "nas.zone.org A"]);
}

#[tokio::test]
async fn what_stands_behind_a_proxy_cannot_be_seen() {
    let (world, authority) = world(&["104.18.0.1"]);
    let home = name("home.zone.org");
    assert_eq!(authority.glance(&home, Kind::A, None).await, None);
    let id = RecordId { account: "cf".into(), name: home.clone(), kind: Kind::A };
    assert_eq!(authority.served(&id, &["8.8.8.8".parse().unwrap()], None).await, Served::Unknown);
    world.told.lock().unwrap().clear();
    assert_eq!(authority.glance(&home, Kind::A, None).await, Some(vec![]));
}

#[tokio::test]
async fn every_server_is_asked_and_tells_its_ttl() {
    let (_world, authority) = world(&["8.8.8.8", "8.8.4.4"]);
    let home = name("home.zone.org");
    let delegation = authority.delegation(&home).await.unwrap();
    assert_eq!((delegation.zone.as_str(), delegation.hosts.as_slice()), (ZONE, &["ns1.zone.org".into()][..]));
    let told = authority.every(&home, Kind::A, None).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].server.host, "ns1.zone.org");
    let answer = told[0].answer.as_ref().unwrap();
    assert_eq!(*answer, [("8.8.8.8".parse().unwrap(), 120), ("8.8.4.4".parse().unwrap(), 120)]);
}

#[tokio::test]
async fn a_server_that_is_gone_is_looked_for_again() {
    let (world, authority) = world(&["8.8.8.8"]);
    let home = name("home.zone.org");
    authority.delegation(&home).await.unwrap();
    authority.forget(&name("x.badzone.org"));
    assert!(authority.remembered(&home).is_some());
    authority.forget(&home);
    assert!(authority.remembered(&home).is_none());
    world.asked.lock().unwrap().clear();
    assert!(authority.glance(&home, Kind::A, None).await.is_some());
    assert!(world.asked.lock().unwrap().contains(&"zone.org NS".to_owned()));
}

#[test]
fn a_name_server_that_lies_or_keeps_silent_says_nothing() {
    use Lie::*;
    let lies =
        [Silence, AnotherId, AnotherQuestion, NotAnAnswer, NotAuthoritative, ServFail, Truncated, CutOff];
    // Each waits in vain for some seconds, in a thread with a resolver of its own.
    thread::scope(|scope| {
        for lie in lies {
            scope.spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                runtime.block_on(is_not_believed(lie));
            });
        }
    });
}

async fn is_not_believed(lie: Lie) {
    let home = name("home.zone.org");
    let id = RecordId { account: "lab".into(), name: home.clone(), kind: Kind::A };
    // What it would say is another address: believed, it would be drift.
    let (world, authority) = world(&["8.8.4.4"]);
    *world.lie.lock().unwrap() = Some(lie);
    let began = Instant::now();
    let glance = authority.glance(&home, Kind::A, None).await;
    let served = authority.served(&id, &["8.8.8.8".parse().unwrap()], None).await;
    assert_eq!((glance, served), (None, Served::Unknown), "{lie:?}");
    assert!(began.elapsed() < 2 * ALL_IN_ALL + Duration::from_secs(1), "{lie:?}");
    *world.lie.lock().unwrap() = None;
    let found = authority.glance(&home, Kind::A, None).await;
    assert_eq!(found, Some(vec!["8.8.4.4".parse().unwrap()]), "{lie:?}");
}

#[tokio::test]
async fn names_that_are_nowhere_public_are_not_asked_for() {
    let (world, authority) = world(&["8.8.8.8"]);
    assert_eq!(authority.glance(&name("home.lab.example"), Kind::A, None).await, None);
    assert!(world.asked.lock().unwrap().is_empty());
}

#[test]
fn a_change_is_served_when_all_that_answer_serve_it() {
    let told = |answer: Option<&[&str]>| Told {
        server: Server { host: "ns".into(), address: "127.0.0.1:53".parse().unwrap() },
        answer: answer.map(|ips| ips.iter().map(|ip| (ip.parse().unwrap(), 60)).collect()),
        took: Duration::ZERO,
    };
    let values: Vec<IpAddr> = vec!["8.8.8.8".parse().unwrap()];
    let (new, old, silent) = (told(Some(&["8.8.8.8"])), told(Some(&["8.8.4.4"])), told(None));
    for (told, expected) in [
        (vec![], Served::Unknown),
        (vec![silent.clone()], Served::Unknown),
        (vec![new.clone(), silent.clone()], Served::Yes),
        (vec![new.clone(), new.clone()], Served::Yes),
        (vec![new.clone(), old.clone()], Served::NotYet(vec!["8.8.4.4".parse().unwrap()])),
        (vec![new.clone(), told(Some(&[]))], Served::NotYet(vec![])),
        (vec![told(Some(&["104.18.0.1"])), old], Served::Unknown),
    ] {
        assert_eq!(judge_served(&told, &values), expected);
    }
}
