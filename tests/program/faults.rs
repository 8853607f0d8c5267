//! Servers that do not fail but do not come to an end either, for sources and providers alike: a connection
//! that is never made, a handshake that is never answered, an answer of a byte a second, one without end.
//! Each is given up in time, costs no memory to speak of, makes nothing false public, and is forgotten when
//! it is over. What fails outright is in `sources`, `providers` and `tls`.

#![cfg_attr(
    not(target_os = "linux"),
    expect(dead_code, unused_imports, reason = "some faults are made on Linux alone")
)]

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    thread::scope,
    time::{Duration, Instant},
};

use crate::{
    room::{Room, SECRET, until},
    server::{Fault, Server, reply},
    service::{Echo, Kind, Service, config},
};

/// The first wait after a failure is 5 s ± 20 %, then 10: over within one of them after the fault is.
const BACKOFF: Duration = Duration::from_secs(25);

/// A server that is there and of no use; `place` takes connections no more when it is dropped.
enum Stuck {
    /// The queue of connections is full: those that come are not answered at all.
    Connecting(#[allow(dead_code, reason = "held open")] Vec<TcpStream>, TcpListener),
    /// Connections are made, and nothing is ever said.
    Silent(TcpListener),
}

impl Stuck {
    #[cfg(target_os = "linux")]
    fn connecting() -> Self {
        let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
        socket.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into()).unwrap();
        socket.listen(0).unwrap();
        let listener = TcpListener::from(socket);
        let address = listener.local_addr().unwrap();
        let wait = Duration::from_millis(200);
        let mut held = Vec::new();
        while let Ok(stream) = TcpStream::connect_timeout(&address, wait) {
            held.push(stream);
        }
        Self::Connecting(held, listener)
    }

    fn silent() -> Self {
        Self::Silent(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap())
    }

    fn address(&self) -> SocketAddr {
        let (Self::Connecting(_, listener) | Self::Silent(listener)) = self;
        listener.local_addr().unwrap()
    }
}

fn all() -> Vec<(&'static str, Stuck)> {
    vec![
        ("http", Stuck::silent()),
        ("https", Stuck::silent()),
        #[cfg(target_os = "linux")]
        ("http", Stuck::connecting()),
        #[cfg(target_os = "linux")]
        ("https", Stuck::connecting()),
    ]
}

/// The most memory a process ever had, in kB.
#[cfg(target_os = "linux")]
pub fn highest(running: &crate::room::Running) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", running.0.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

#[test]
fn a_source_that_is_stuck_is_done_without() {
    scope(|scope| {
        for (scheme, stuck) in all() {
            scope.spawn(move || {
                let (room, service) = (Room::new(), Service::new(Kind::Dyndns2));
                let echoes = [Echo::new("203.0.113.7\n"), Echo::new("203.0.113.7\n")];
                let url = format!("ipv4 = [\"{scheme}://{}/\", ", stuck.address());
                let text = config(&[&echoes[0], &echoes[1]], &service.account());
                room.config(text.replace("ipv4 = [", &url));
                let began = Instant::now();
                room.run(&["once"]).ended(0, &["203.0.113.7"]);
                let took = began.elapsed();
                assert!(took < Duration::from_secs(6), "{scheme}: the others were asked after {took:?} only");
                // With the other source gone nothing is confirmed; the look has an end nevertheless.
                echoes[1].server.close();
                echoes[0].says("203.0.113.8\n");
                let began = Instant::now();
                room.run(&["once"]).ended(1, &[]);
                assert!(began.elapsed() < Duration::from_secs(20), "{scheme}: {:?}", began.elapsed());
                assert_eq!(service.given(), ["203.0.113.7"]);
                room.run(&["address"]).ended(1, &["did not answer in time"]);
            });
        }
    });
}

#[test]
fn a_provider_that_is_stuck_is_given_up_and_reached_when_it_is_back() {
    scope(|scope| {
        for (scheme, stuck) in all() {
            for kind in [Kind::Cloudflare, Kind::Dyndns2] {
                let (address, what) = (stuck.address(), format!("{kind:?} over {scheme}"));
                scope.spawn(move || {
                    let (room, service) = (Room::new(), Service::new(kind));
                    let echoes = [Echo::new("203.0.113.7\n"), Echo::new("203.0.113.7\n")];
                    let account = service.account();
                    let there = account.replace(&service.server.url(), &format!("{scheme}://{address}"));
                    room.config(config(&[&echoes[0], &echoes[1]], &there));
                    let began = Instant::now();
                    let ran = room.run(&["once"]);
                    ran.ended(1, &["home.lab.example"]);
                    assert!(began.elapsed() < Duration::from_secs(45), "{what}: {:?}", began.elapsed());
                    assert_eq!(room.published(), [""; 0], "{what}");
                    assert!(!ran.seen().contains(SECRET), "{what}");
                    let _running = room.start(&["run"]);
                    room.config(config(&[&echoes[0], &echoes[1]], &account));
                    until(BACKOFF + Duration::from_secs(30), || {
                        (service.given() == ["203.0.113.7"]).then_some(())
                    });
                });
            }
            // Held until the threads of this round are done: they are joined at the end of the scope.
            std::mem::forget(stuck);
        }
    });
}

#[test]
fn a_byte_a_second_is_no_answer_and_waited_for_in_vain_once() {
    scope(|scope| {
        scope.spawn(|| {
            let (room, service) = (Room::new(), Service::new(Kind::Dyndns2));
            let echoes = [Echo::new("203.0.113.7\n"), Echo::new("203.0.113.7\n")];
            room.config(config(&[&echoes[0], &echoes[1]], &service.account()));
            room.run(&["once"]).ended(0, &[]);
            echoes[0].says("203.0.113.8\n");
            echoes[1].server.fault(Some(Fault::Drip));
            let began = Instant::now();
            room.run(&["once"]).ended(1, &[]);
            assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
            assert_eq!(service.given(), ["203.0.113.7"]);
            echoes[1].server.fault(None);
            echoes[1].says("203.0.113.8\n");
            room.run(&["once"]).ended(0, &["203.0.113.8"]);
        });
        for kind in [Kind::Cloudflare, Kind::Dyndns2] {
            scope.spawn(move || {
                let (room, service) = (Room::new(), Service::new(kind));
                let echoes = [Echo::new("203.0.113.7\n"), Echo::new("203.0.113.7\n")];
                room.config(config(&[&echoes[0], &echoes[1]], &service.account()));
                service.server.fault(Some(Fault::Drip));
                let began = Instant::now();
                room.run(&["once"]).ended(1, &["home.lab.example"]);
                assert!(began.elapsed() < Duration::from_secs(45), "{kind:?}: {:?}", began.elapsed());
                assert_eq!(room.published(), [""; 0], "{kind:?}");
                service.server.fault(None);
                let _running = room.start(&["run"]);
                until(BACKOFF, || (service.given() == ["203.0.113.7"]).then_some(()));
            });
        }
    });
}

#[cfg(target_os = "linux")]
#[test]
fn sources_without_end_do_not_fill_the_memory() {
    let (room, service) = (Room::new(), Service::new(Kind::Dyndns2));
    let echoes = [Echo::new("203.0.113.7\n"), Echo::new("203.0.113.7\n")];
    // Headers without end are another way to say too much.
    let long = Server::start(|_| reply(200, "203.0.113.7").with("X-Long", "4".repeat(8 << 20)));
    let url = format!("ipv4 = [\"{}/\", ", long.url());
    room.config(config(&[&echoes[0], &echoes[1]], &service.account()).replace("ipv4 = [", &url));
    let running = room.start(&["run"]);
    until(Duration::from_secs(20), || service.given().first().cloned());
    let before = highest(&running);
    for echo in &echoes {
        echo.server.fault(Some(Fault::Flood(50 << 20)));
    }
    let looks = || echoes[0].server.hits() + echoes[1].server.hits() + long.hits();
    let asked = looks();
    until(Duration::from_secs(60), || (looks() >= asked + 12).then_some(()));
    let after = highest(&running);
    assert!(after < before + 16_000, "from {before} kB to {after} kB");
    for echo in &echoes {
        echo.server.fault(None);
        echo.says("203.0.113.8\n");
    }
    until(BACKOFF, || (service.given() == ["203.0.113.7", "203.0.113.8"]).then_some(()));
    assert!(!room.log().contains("panicked"));
}
