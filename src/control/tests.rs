//! The endpoint from both sides, over the system's own pipe.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    sync::mpsc,
    task::JoinHandle,
    time::timeout,
};

use super::*;
use crate::{
    core::{
        access::Role,
        message::{Command, Notice, Update},
        secret::Secret,
        snapshot::Snapshot,
    },
    platform::{Audience, pipe},
    worker::Order,
};

/// An endpoint that is served, and what arrives at its worker.
struct Served {
    dir: PathBuf,
    board: Board,
    orders: mpsc::UnboundedReceiver<Order>,
    server: JoinHandle<()>,
}

impl Served {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let dir = std::env::temp_dir().join(format!("fingerpost-control-{}-{count}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        let (sender, orders) = mpsc::unbounded_channel();
        let board = Board::default();
        let listener = listen(&dir).unwrap();
        let server =
            Arc::new(Server::new(&dir, &dir, sender, board.clone(), Arc::new(|_| {}), trial::nothing()));
        let server = tokio::spawn(server.serve(listener));
        Self { dir, board, orders, server }
    }

    async fn ask(&self, request: Request) -> Reply {
        ask(&self.dir, request).await.unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.server.abort();
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

fn question() -> Question {
    let zone = Some(crate::core::record::Name::parse("lab.example").unwrap());
    Question { account: Some("lab".into()), zone, write: true, language: crate::text::Language::English }
}

/// One of each request, and the role that it needs.
pub(super) fn every() -> Vec<(Request, Role)> {
    let account = || "lab".to_owned();
    vec![
        (Request::Status, Role::Monitor),
        (Request::History, Role::Monitor),
        (Request::Watch, Role::Monitor),
        (Request::Do(Command::CheckNow), Role::Operator),
        (Request::Do(Command::ForceUpdate(None)), Role::Operator),
        (Request::Do(Command::Pause(true)), Role::Operator),
        (Request::Do(Command::Pause(false)), Role::Operator),
        (Request::Audit, Role::Auditor),
        (Request::Do(Command::Reload), Role::Administrator),
        (Request::Do(Command::SecretChanged(account())), Role::Administrator),
        (Request::Do(Command::Quit), Role::Administrator),
        (Request::SetSecret { account: account(), secret: Secret::new("hunter2") }, Role::Administrator),
        (Request::RemoveSecret(account()), Role::Administrator),
        (Request::Secrets, Role::Administrator),
        (Request::Prove(question()), Role::Administrator),
    ]
}

fn update(requests: u64, notice: Option<Notice>) -> Update {
    let mut snapshot = Snapshot::default();
    snapshot.traffic.requests = requests;
    Update { snapshot, notice }
}

/// An update or the end, in time.
async fn soon<T>(receiver: &mut mpsc::UnboundedReceiver<T>) -> Option<T> {
    timeout(Duration::from_secs(20), receiver.recv()).await.unwrap()
}

fn watching(dir: PathBuf) -> (mpsc::UnboundedReceiver<Update>, JoinHandle<std::io::Result<()>>) {
    let (seen, updates) = mpsc::unbounded_channel();
    (updates, tokio::spawn(async move { watch(&dir, |update| seen.send(update).unwrap()).await }))
}

#[tokio::test]
async fn a_command_arrives_and_the_newest_status_is_told() {
    let mut served = Served::new();
    served.board.publish(&update(7, None));
    assert!(matches!(served.ask(Request::Status).await, Reply::Status(s) if s.traffic.requests == 7));
    assert!(matches!(served.ask(Request::Do(Command::Pause(true))).await, Reply::Done));
    assert!(matches!(soon(&mut served.orders).await, Some(Order::Command(Command::Pause(true)))));
}

#[tokio::test]
async fn a_watcher_sees_the_newest_at_once_then_every_notice() {
    let served = Served::new();
    served.board.publish(&update(1, Some(Notice::ConfigReloaded)));
    let (mut updates, watcher) = watching(served.dir.clone());
    assert_eq!(soon(&mut updates).await, Some(update(1, None)));
    served.board.publish(&update(2, Some(Notice::ConfigReloaded)));
    assert_eq!(soon(&mut updates).await, Some(update(2, Some(Notice::ConfigReloaded))));
    watcher.abort();
}

#[tokio::test]
async fn who_watches_and_never_reads_holds_nobody() {
    let served = Served::new();
    let mut mute = pipe::connect(&served.dir, Audience::Owner).await.unwrap();
    mute.write_all(b"{\"version\":1,\"request\":\"watch\"}\n").await.unwrap();
    let (mut updates, _watcher) = watching(served.dir.clone());
    let mut large = update(0, None);
    large.snapshot.program = "x".repeat(1 << 20);
    for count in 1..=20 {
        large.snapshot.traffic.requests = count;
        served.board.publish(&large);
        while soon(&mut updates).await.unwrap().snapshot.traffic.requests < count {}
    }
}

#[tokio::test]
async fn one_too_many_is_refused_and_the_others_go_on() {
    let served = Served::new();
    let mut watchers: Vec<_> = (0..9).map(|_| watching(served.dir.clone())).collect();
    let mut refused = 0;
    for (updates, watcher) in &mut watchers {
        if soon(updates).await.is_none() {
            let error = watcher.await.unwrap().unwrap_err();
            assert!(error.to_string().contains("too many"), "{error}");
            refused += 1;
        }
    }
    assert_eq!(refused, 1);
    assert!(matches!(served.ask(Request::Status).await, Reply::Status(_)));
    // Whoever goes makes room.
    let gone = watchers.iter().find(|(_, watcher)| !watcher.is_finished()).unwrap();
    gone.1.abort();
    for _ in 0..200 {
        let (mut updates, another) = watching(served.dir.clone());
        let seen = soon(&mut updates).await;
        another.abort();
        if seen.is_some() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the place of a watcher that went is still taken");
}

#[tokio::test]
async fn what_is_too_long_or_of_another_version_is_refused() {
    let served = Served::new();
    let deep = vec![b'['; 200_000];
    for line in [&b"{\"version\":2,\"request\":\"status\"}\n"[..], &deep, b"\xff\xfe\n", b"{}\n"] {
        let mut connection = pipe::connect(&served.dir, Audience::Owner).await.unwrap();
        // It may be turned away before all of it is written.
        let _ = connection.write_all(line).await;
        let mut answer = Vec::new();
        let _ = timeout(Duration::from_secs(20), connection.read_to_end(&mut answer)).await.unwrap();
        assert!(answer.starts_with(b"{\"refused\""), "{}", String::from_utf8_lossy(&answer));
    }
}

#[tokio::test]
async fn who_connects_and_says_nothing_keeps_nobody_away() {
    let served = Served::new();
    let mut silent = Vec::new();
    for _ in 0..200 {
        let mut connection = pipe::connect(&served.dir, Audience::Owner).await.unwrap();
        // A byte now and then looks alive.
        let _ = connection.write_all(b"{").await;
        silent.push(connection);
    }
    for _ in 0..20 {
        assert!(matches!(served.ask(Request::Status).await, Reply::Status(_)));
    }
    // Those that had to make room are told so by the end of their connection.
    let mut answer = Vec::new();
    let ended = timeout(Duration::from_secs(5), silent[0].read_to_end(&mut answer)).await;
    assert!(ended.is_ok() && answer.is_empty());
}

#[tokio::test]
async fn roles_that_change_end_what_they_allowed() {
    use crate::core::access::{Access, Whom};
    let (sender, _orders) = mpsc::unbounded_channel();
    let dir = std::env::temp_dir();
    let server = Server::new(&dir, &dir, sender, Board::default(), Arc::new(|_| {}), trial::nothing());
    let (ours, theirs) = tokio::io::duplex(4096);
    let (mut reading, mut writing) = tokio::io::split(ours);
    writing.write_all(&words::write(Request::Watch).unwrap()).await.unwrap();
    let roles = [Role::Monitor].into_iter().collect();
    let client = gate::Client { account: "somebody".into(), name: None, pid: 1, roles };
    let watched = server.converse(theirs, server.waiting(), |_| Ok(client.clone()));
    let changed = async {
        reading.read_u8().await.unwrap();
        let whom = if cfg!(windows) { Whom::Sid("S-1-5-32-545".into()) } else { Whom::Uid(60_000) };
        server.configure(&Access(vec![(Role::Monitor, whom)]));
    };
    let both = async { tokio::join!(watched, changed).0 };
    timeout(Duration::from_secs(20), both).await.unwrap().unwrap();
}

/// The domain of `[access]` cannot be reached when the service starts, and can be a minute later.
#[tokio::test(start_paused = true)]
async fn a_name_that_nobody_knew_at_the_start_has_its_role_once_the_domain_answers() {
    use std::{io, sync::Mutex};

    use crate::{
        core::access::{Access, Whom},
        platform::peer,
    };
    let alice =
        || peer::find(&if cfg!(windows) { Whom::Sid("S-1-5-32-546".into()) } else { Whom::Uid(60_000) });
    let asked = Arc::new(Mutex::new((0, false)));
    let domain = asked.clone();
    let find = move |_: &Whom| {
        let mut domain = domain.lock().unwrap();
        domain.0 += 1;
        if domain.1 { alice() } else { Err(io::ErrorKind::HostUnreachable.into()) }
    };
    let dir = std::env::temp_dir().join(format!("fingerpost-control-domain-{}", std::process::id()));
    let (sender, _orders) = mpsc::unbounded_channel();
    let gate = gate::Gate::finding(Audience::Everybody, Arc::new(find));
    let server =
        Server::new(&dir, &dir, sender, Board::default(), Arc::new(|_| {}), trial::nothing()).with_gate(gate);
    let access = Access(vec![(Role::Monitor, Whom::Name("alice@example.org".into()))]);
    server.configure(&access);
    let status = || async {
        let (ours, theirs) = tokio::io::duplex(1 << 20);
        let (mut reading, mut writing) = tokio::io::split(ours);
        writing.write_all(&words::write(Request::Status).unwrap()).await.unwrap();
        let roles = || server.gate().given(|whom| alice().is_ok_and(|alice| alice == *whom));
        let client =
            |_: &_| Ok(gate::Client { account: "uid:4294967294".into(), name: None, pid: 1, roles: roles() });
        server.converse(theirs, server.waiting(), client).await.unwrap();
        let mut answer = Vec::new();
        reading.read_to_end(&mut answer).await.unwrap();
        serde_json::from_slice::<Reply>(&answer).unwrap()
    };
    for _ in 0..20 {
        assert!(matches!(status().await, Reply::Forbidden(Role::Monitor)));
    }
    assert_eq!(
        asked.lock().unwrap().0,
        1,
        "whoever is refused again and again does not have the domain asked"
    );
    asked.lock().unwrap().1 = true;
    tokio::time::advance(rules::AGAIN).await;
    assert!(matches!(status().await, Reply::Status(_)));
    // What is taken up once more is not looked up once more.
    server.configure(&access);
    assert!(matches!(status().await, Reply::Status(_)));
    assert_eq!(asked.lock().unwrap().0, 2);
    let _ = std::fs::remove_dir_all(dir);
}
