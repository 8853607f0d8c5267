//! Hostile messages against a served connection in memory, judged by a second, simpler reading of the rules.
//!
//! Only for tests and fuzz targets.

use std::sync::Arc;

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    runtime::{Builder, Runtime},
    sync::mpsc,
};

use super::{Board, Prove, Reply, Server, gate::Client};
use crate::{
    core::{
        access::{Role, Roles},
        message::Command,
    },
    worker::Order,
};

/// In every secret that is sent here; nowhere in what comes back.
pub const SECRET: &str = "hunter2-4711";

/// A server without a network, and what reached its worker.
pub struct Trial {
    runtime: Runtime,
    server: Arc<Server>,
    orders: mpsc::UnboundedReceiver<Order>,
    pub answered: usize,
    pub refused: usize,
}

/// Proves of no account anything.
#[must_use]
pub fn nothing() -> Prove {
    Arc::new(|_| Box::pin(std::future::ready(None)))
}

/// What a message asks for, as far as it can be told without the program's own types: of a version, by its name.
fn needed(line: &[u8]) -> Option<Role> {
    let line = line.split(|byte| *byte == b'\n').next()?;
    let message: Value = serde_json::from_slice(line).ok()?;
    if message.get("version")?.as_u64()? != 1 {
        return None;
    }
    let request = message.get("request")?;
    let inside = |name: &str| request.get(name);
    if let Some(command) = inside("do") {
        let name = command.as_str().or_else(|| command.as_object()?.keys().next().map(String::as_str))?;
        return Some(match name {
            "check-now" | "force-update" | "pause" => Role::Operator,
            _ => Role::Administrator,
        });
    }
    let name = request.as_str().or_else(|| request.as_object()?.keys().next().map(String::as_str))?;
    Some(match name {
        "status" | "history" | "watch" => Role::Monitor,
        "audit" => Role::Auditor,
        _ => Role::Administrator,
    })
}

/// The roles that are the bits of a number.
fn roles(bits: u8) -> Vec<Role> {
    Role::ALL.into_iter().enumerate().filter(|(at, _)| bits & (1 << at) != 0).map(|(_, role)| role).collect()
}

fn may(held: &[Role], needed: Role) -> bool {
    held.contains(&Role::Administrator)
        || held.contains(&needed)
        || needed == Role::Monitor && held.contains(&Role::Operator)
}

impl Trial {
    /// The audit trail is written into this folder.
    #[expect(clippy::missing_panics_doc, clippy::unwrap_used, reason = "for tests")]
    pub fn new(dir: &std::path::Path) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let (sender, orders) = mpsc::unbounded_channel();
        let hear = |record: &super::Record| {
            assert!(!format!("{record:?}").contains(SECRET), "a secret in the audit trail: {record:?}");
        };
        let server = Arc::new(Server::new(dir, dir, sender, Board::default(), Arc::new(hear), nothing()));
        Self { runtime, server, orders, answered: 0, refused: 0 }
    }

    /// Sends a message as somebody who has the roles that are the bits of a number, in pieces of this size.
    ///
    /// # Panics
    /// Where it is answered although it should have been refused, or the other way round, or a secret comes back.
    #[expect(clippy::unwrap_used, reason = "for tests")]
    pub fn send(&mut self, message: &[u8], bits: u8, piece: usize) {
        let mut held = roles(bits);
        let needed = needed(message);
        let text = String::from_utf8_lossy(message);
        if text.contains("secret") && !text.contains("secret-changed") || text.contains("\\u") {
            // What is allowed would reach the credential store of whoever runs this.
            held.retain(|role| *role != Role::Administrator);
        }
        let client = Client {
            account: format!("trial:{bits}"),
            name: None,
            pid: 1,
            roles: held.iter().copied().collect::<Roles>(),
        };
        let (ours, theirs) = tokio::io::duplex(4 * 1024);
        let mut said = Vec::new();
        let Self { runtime, server, orders, .. } = self;
        runtime.block_on(async {
            let (mut reading, mut writing) = tokio::io::split(ours);
            let place = server.waiting();
            let conversation = async {
                let _ = server.converse(theirs, place, |_| Ok(client.clone())).await;
            };
            let asking = async {
                for piece in message.chunks(piece.max(1)) {
                    if writing.write_all(piece).await.is_err() {
                        break;
                    }
                }
                let _ = writing.shutdown().await;
            };
            let hearing = async {
                let _ = reading.read_to_end(&mut said).await;
            };
            let work = |order| match order {
                Order::History(reply) => drop(reply.send(Vec::new())),
                Order::Secrets(reply) => drop(reply.send(Vec::new())),
                Order::Command(command) => {
                    let needs = match command {
                        Command::CheckNow | Command::ForceUpdate(_) | Command::Pause(_) => Role::Operator,
                        _ => Role::Administrator,
                    };
                    assert!(may(&held, needs), "{command:?} reached the worker from {held:?}");
                }
            };
            let working = async {
                while let Some(order) = orders.recv().await {
                    work(order);
                }
            };
            tokio::select! {
                _ = async { tokio::join!(conversation, asking, hearing) } => {}
                () = working => {}
            }
            while let Ok(order) = orders.try_recv() {
                work(order);
            }
        });
        assert!(!String::from_utf8_lossy(&said).contains(SECRET), "the secret came back: {text}");
        // A watcher that closes its half may be gone before it is shown anything.
        let first = said.split(|byte| *byte == b'\n').next().unwrap();
        let reply: Option<Reply> = serde_json::from_slice(first).ok();
        match reply {
            None => assert!(said.is_empty(), "no reply: {}", String::from_utf8_lossy(&said)),
            Some(Reply::Refused(_)) => self.refused += 1,
            Some(Reply::Forbidden(role)) => {
                assert_eq!(Some(role), needed, "{text}");
                assert!(!may(&held, role), "{held:?} was refused: {text}");
                self.refused += 1;
            }
            Some(answer) => {
                let needed = needed.unwrap_or_else(|| panic!("{answer:?} to {text}"));
                assert!(may(&held, needed), "{held:?} was answered {answer:?} to {text}");
                self.answered += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words of the protocol and of JSON, and what parsers stumble over.
    const WORDS: &[&[u8]] = &[
        b"\"version\"",
        b":1",
        b":2",
        b":0",
        b":-1",
        b":1e0",
        b":1.0",
        b":18446744073709551616",
        b"\"request\":",
        b"\"status\"",
        b"\"history\"",
        b"\"watch\"",
        b"\"audit\"",
        b"\"secrets\"",
        b"\"do\":",
        b"\"quit\"",
        b"\"reload\"",
        b"{\"pause\":true}",
        b"\"check-now\"",
        b"{\"set-secret\":",
        b"\"account\":",
        b"\"secret\":",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b"\"",
        b"null",
        b"true",
        b"\\u0000",
        b"\\ud800",
        b"\\",
        b"\n",
        b"\r\n",
        b"\0",
        b"\xff",
        b"\xc0\xaf",
        b"\xed\xa0\x80",
        b"\xef\xbb\xbf",
        b"1e999",
        b"//",
        b"'",
    ];

    fn mutated(random: &mut fastrand::Rng, lines: &[Vec<u8>]) -> Vec<u8> {
        let mut message = lines[random.usize(..lines.len())].clone();
        for _ in 0..random.usize(..5) {
            let at = random.usize(..=message.len());
            let to = (at + random.usize(..12)).min(message.len());
            match random.u8(..9) {
                0 if at < message.len() => message[at] ^= 1 << random.u8(..8),
                1 => drop(message.drain(at..to)),
                2 => {
                    let part = message[at..to].to_vec();
                    message.splice(at..at, part);
                }
                3 => {
                    let bytes: Vec<u8> = (0..random.usize(..8)).map(|_| random.u8(..)).collect();
                    message.splice(at..at, bytes);
                }
                4 => {
                    let other = &lines[random.usize(..lines.len())];
                    let from = random.usize(..other.len());
                    message.splice(at.., other[from..].iter().copied());
                }
                5 | 6 => {
                    let word = WORDS[random.usize(..WORDS.len())];
                    message.splice(at..to, word.iter().copied());
                }
                7 => message.truncate(at),
                _ if random.u8(..) == 0 => {
                    // Deep, or longer than any request.
                    let byte = *random.choice(b"[{\"a 1").unwrap_or(&b'[');
                    let much = std::iter::repeat_n(byte, random.usize(..90_000));
                    message.splice(at..at, much);
                }
                _ => {}
            }
        }
        message
    }

    /// `FINGERPOST_MESSAGES=1000000` plays as many; `FINGERPOST_SEED` other ones.
    #[test]
    fn no_message_is_answered_that_should_have_been_refused() {
        let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
        let dir = std::env::temp_dir().join(format!("fingerpost-trial-{}", std::process::id()));
        let mut random = fastrand::Rng::with_seed(number("FINGERPOST_SEED").unwrap_or(1));
        let secret = || crate::core::secret::Secret::new(SECRET);
        let mut lines: Vec<Vec<u8>> = super::super::tests::every()
            .into_iter()
            .map(|(request, _)| super::super::words::write(request).unwrap().to_vec())
            .collect();
        let set = super::super::Request::SetSecret { account: "lab".into(), secret: secret() };
        lines.push(super::super::words::write(set).unwrap().to_vec());
        let mut trial = Trial::new(&dir);
        for _ in 0..number("FINGERPOST_MESSAGES").unwrap_or(10_000) {
            let message = mutated(&mut random, &lines);
            let piece = if random.u8(..4) == 0 { random.usize(1..20) } else { usize::MAX };
            trial.send(&message, random.u8(..16), piece);
        }
        let _ = std::fs::remove_dir_all(dir);
        println!("{} answered, {} refused", trial.answered, trial.refused);
        // It would prove nothing if hardly any were what they began as.
        assert!(trial.answered > 500 && trial.refused > 5_000);
    }
}
