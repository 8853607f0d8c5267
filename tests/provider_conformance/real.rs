//! What tests with a real name server share.

use std::{
    net::{TcpListener, UdpSocket},
    process::Command,
};

/// A port that is free for UDP and for TCP.
pub fn free_port() -> u16 {
    loop {
        let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
        let address = udp.local_addr().unwrap();
        if TcpListener::bind(address).is_ok() {
            return address.port();
        }
    }
}

/// What is served there, by a plain question of our own: the answers, sorted.
pub fn served(port: u16, name: &str, kind: &str) -> Vec<String> {
    let asked = Command::new("dig")
        .args(["@127.0.0.1", "-p", &port.to_string(), "+noall", "+answer", name, kind])
        .output();
    let text = String::from_utf8(asked.unwrap().stdout).unwrap();
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut lines: Vec<String> = text.lines().map(words).collect();
    lines.sort();
    lines
}
