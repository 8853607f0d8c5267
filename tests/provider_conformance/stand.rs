//! What the suite needs of a stand-in, and the words it is asked in.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
    path::PathBuf,
    sync::{Mutex, Once},
};

use fingerpost::{
    config::{Account, SecretRef},
    core::{
        message::{Outcome, Task},
        plan::Want,
        problem::{Code, Problem},
        record::{Kind, Name, RecordId},
        secret::Secret,
    },
    net::Net,
    provider::{
        Info, Opening, Provider,
        publish::{Zones, publish},
    },
};

/// One record as the service holds it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Row {
    pub name: String,
    pub kind: Kind,
    pub value: IpAddr,
    pub ttl: u32,
    /// Whatever the service keeps beside the value.
    pub note: String,
}

pub fn row(name: &str, value: &str, ttl: u32) -> Row {
    let value: IpAddr = value.parse().unwrap();
    let kind = if value.is_ipv4() { Kind::A } else { Kind::Aaaa };
    Row { name: name.to_owned(), kind, value, ttl, note: String::new() }
}

/// What a service can do to its client.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// The credential is not known.
    BadCredential,
    /// It is known but may not do this.
    Forbidden,
    /// Too many requests; wait this many seconds.
    Busy(u64),
    /// 5xx and its like.
    Broken,
    /// Says "fine" and means "no".
    ErrorInSuccess,
    /// Half an answer.
    Truncated,
    /// More than anybody should read.
    Oversized,
    /// A page for people, with status 200.
    Html,
    /// Sends the client elsewhere.
    Redirect,
}

pub trait Stand: Send + Sync {
    fn info(&self) -> &'static Info;
    fn account(&self) -> Account;
    fn secret(&self) -> &'static str;
    /// The zone whose names it holds.
    fn zone(&self) -> &'static str {
        "example.org"
    }
    fn seed(&self, rows: &[Row]);
    /// What it holds now, in order.
    fn rows(&self) -> Vec<Row>;
    /// Requests so far, and how many of them were meant to change something.
    fn requests(&self) -> (usize, usize);
    /// From now on until `None`; `false` where this service cannot do that.
    fn trouble(&self, trouble: Option<Trouble>) -> bool;
    /// Whether it takes a TTL for a record.
    fn sets_ttl(&self) -> bool {
        true
    }
    /// What a service that knows nothing but names and addresses takes.
    fn limits(&self) -> Limits {
        Limits::default()
    }
    /// Requests that one change takes: two where nothing can be changed in place.
    fn writes_a_change(&self) -> usize {
        1
    }
    /// What the client did that the documentation does not allow.
    fn complaints(&self) -> Vec<String>;
}

/// Where a service takes less than the others.
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own")]
#[derive(Clone, Copy)]
pub struct Limits {
    /// The account stands for one name.
    pub one_name: bool,
    /// The zone itself can have no address there.
    pub no_apex: bool,
    /// A name that is not there is told from a wrong credential.
    pub tells_foreign: bool,
    pub ipv4_only: bool,
    /// The zone has to be configured.
    pub needs_zone: bool,
    /// What a wrong credential becomes.
    pub bad_credential: Code,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            one_name: false,
            no_apex: false,
            tells_foreign: true,
            ipv4_only: false,
            needs_zone: false,
            bad_credential: Code::BadCredential,
        }
    }
}

pub fn account(info: &Info, endpoint: Option<String>, fields: &[(&'static str, String)]) -> Account {
    Account {
        name: "lab".to_owned(),
        provider: info.shape.id,
        fields: fields.iter().cloned().collect::<BTreeMap<_, _>>(),
        endpoint,
        ca_file: None::<PathBuf>,
        secret: SecretRef::Store,
        own: None,
    }
}

pub fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

pub fn task(host: &str, values: &[&str]) -> Task {
    let values: Vec<IpAddr> = values.iter().map(|value| value.parse().unwrap()).collect();
    let kind = if values[0].is_ipv4() { Kind::A } else { Kind::Aaaa };
    let id = RecordId { account: "lab".to_owned(), name: name(host), kind };
    let want = Want { name: name(host), kind, values, ttl: None, ours: vec![] };
    Task { id, zone: None, want, published: vec![], force: false }
}

/// An opened account and the zones it has learnt.
pub struct Client {
    pub provider: Box<dyn Provider>,
    pub info: &'static Info,
    pub zones: Zones,
}

impl Client {
    pub fn of(stand: &dyn Stand) -> Self {
        Self::with_secret(stand, stand.secret())
    }

    pub fn with_secret(stand: &dyn Stand, secret: &str) -> Self {
        Self::opened(stand.info(), &stand.account(), secret, Net::default())
    }

    pub fn opened(info: &'static Info, account: &Account, secret: &str, net: Net) -> Self {
        logging();
        SECRETS.lock().unwrap().insert(secret.to_owned());
        let opening = Opening { net, secret: Secret::new(secret) };
        let provider = (info.open)(account, opening).unwrap();
        Self { provider, info, zones: Zones::default() }
    }

    pub async fn publish(&mut self, tasks: &[Task]) -> Vec<Outcome> {
        let done = publish(&*self.provider, self.info, tasks, &mut self.zones).await;
        assert_eq!(done.len(), tasks.len());
        done.into_iter().map(|(_, outcome)| outcome).collect()
    }

    pub async fn one(&mut self, task: Task) -> Outcome {
        self.publish(&[task]).await.remove(0)
    }

    pub async fn problem(&mut self, task: Task) -> Problem {
        match self.one(task).await {
            Outcome::Failed(problem) => problem,
            other => panic!("a problem was expected, not {other:?}"),
        }
    }

    pub async fn code(&mut self, task: Task) -> Code {
        self.problem(task).await.code
    }
}

#[track_caller]
pub fn changed(outcome: &Outcome) {
    assert!(matches!(outcome, Outcome::Changed(_)), "{outcome:?}");
}

/// Secrets of accounts that were opened, and what any crate has logged with one of them in it.
static SECRETS: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
static LOG: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Kept;

impl std::io::Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let line = String::from_utf8_lossy(bytes);
        if SECRETS.lock().unwrap().iter().any(|secret| line.contains(secret)) {
            LOG.lock().unwrap().push(line.into_owned());
        }
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn logging() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let _ = tracing_subscriber::fmt()
            .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
            .with_ansi(false)
            .with_writer(|| Kept)
            .try_init();
    });
}

/// Whether anything that was logged holds this secret of an account.
pub fn logged(secret: &str) -> bool {
    LOG.lock().unwrap().iter().any(|line| line.contains(secret))
}
