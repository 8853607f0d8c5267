//! `dns`: what this machine has cached, and forgetting it. What there is differs from machine to machine:
//! that it is said, and that machines can read it, does not.

use crate::room::Room;

#[test]
fn the_cache_is_shown_as_far_as_it_can_be() {
    let room = Room::new();
    room.run(&["dns", "cache"]).ended(0, &[]);
    let json = room.run(&["dns", "cache", "--json"]).ended(0, &[]).json();
    assert_eq!(json["version"], 1);
    assert!(json["entries"].is_array() || json["entries"].is_null());
    let json = room.run(&["dns", "cache", "home.lab.example", "--json"]).ended(0, &[]).json();
    assert!(json["entries"].is_null(), "one name was asked for");
    assert_eq!(json["addresses"].as_array().unwrap().len(), 0);
    assert_eq!(json["hosts"].as_array().unwrap().len(), 0);
    room.run(&["dns", "cache", "home.lab.example"]).ended(0, &["DNS cache"]);
    room.run(&["dns", "cache", "not a name"]).ended(2, &["not a name"]);
    let room = room.chinese();
    room.run(&["dns", "cache", "home.lab.example"]).ended(0, &["DNS 缓存"]);
}

#[test]
fn flushing_says_what_was_emptied_or_that_there_is_nothing() {
    let ran = Room::new().run(&["dns", "flush"]);
    // A cache that only an administrator may empty is 1.
    assert!(matches!(ran.code, Some(0 | 1)), "{ran:?}");
    assert!(ran.seen().contains("empt"), "{ran:?}");
    Room::new().run(&["dns"]).ended(2, &["cache", "resolve", "flush"]);
}

/// A resolver on loopback that keeps one address for each name, and nothing over IPv6.
fn resolver(address: [u8; 4], ttl: u32) -> std::net::SocketAddr {
    let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let own = socket.local_addr().unwrap();
    std::thread::spawn(move || {
        let mut question = [0; 512];
        while let Ok((size, client)) = socket.recv_from(&mut question) {
            let mut answer = question[..size].to_vec();
            answer[2..4].copy_from_slice(&[0x81, 0x80]);
            // The type stands before the class, at the end.
            if answer[size - 4..size - 2] == [0, 1] {
                answer[7] = 1;
                answer.extend([0xc0, 12, 0, 1, 0, 1]);
                answer.extend(ttl.to_be_bytes());
                answer.extend([0, 4]);
                answer.extend(address);
            }
            socket.send_to(&answer, client).unwrap();
        }
    });
    own
}

#[test]
fn a_resolver_is_asked_what_it_keeps_and_for_how_long() {
    let room = Room::new();
    let server = resolver([203, 0, 113, 7], 77).to_string();
    let ask = ["dns", "resolve", "home.lab.example", "--server", &server];
    // Nobody outside is asked for a name that no public server holds.
    room.run(&ask).ended(0, &["home.lab.example A", "203.0.113.7, for 77 s", "no address", "compare with"]);
    let json = room.run(&[&ask[..], &["--json"]].concat()).ended(0, &[]).json();
    assert_eq!(json["version"], 1);
    assert!(json["service"]["state"].is_string());
    let (a, aaaa) = (&json["names"][0], &json["names"][1]);
    assert_eq!((a["type"].as_str(), aaaa["type"].as_str()), (Some("A"), Some("AAAA")));
    assert_eq!(a["resolvers"][0]["server"], server);
    assert_eq!(a["resolvers"][0]["answers"][0]["ttl"], 77);
    assert_eq!(aaaa["resolvers"][0]["answers"].as_array().unwrap().len(), 0);
    assert_eq!(a["state"], "unknown");
    room.run(&["dns", "resolve", "--server", &server]).ended(0, &["No names are configured"]);
    room.run(&["dns", "resolve", "home.lab.example", "--server", "resolver"]).ended(2, &["IP address"]);
}

#[test]
fn a_resolver_that_does_not_answer_is_said_to_be_silent() {
    let room = Room::new();
    // It listens and says nothing.
    let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let server = socket.local_addr().unwrap().to_string();
    let ran = room.run(&["dns", "resolve", "home.lab.example", "--server", &server]);
    ran.ended(1, &["No resolver answers"]);
}
