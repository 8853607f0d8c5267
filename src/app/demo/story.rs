//! What happens in the demo, step by step, and what has to come of it.

use std::{
    collections::BTreeSet,
    fmt::Display,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use tokio::sync::watch;

use super::{Say, internet::Echoes, name_server::NameServer, write_secret};
use crate::{
    core::{
        ordered,
        problem::{Code, Problem},
        snapshot::{RecordState, RecordView, Snapshot},
    },
    text::{Language, Phrase, cli as text, problem},
};

pub const NAME: &str = "home.fingerpost.test";
pub const V4: Ipv4Addr = v4(7);
pub const V6: Ipv6Addr = v6(7);
/// How long any one step may take before the demo gives up.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long the worker is watched for doing what it should not do.
const WATCHED: Duration = Duration::from_secs(3);

const fn v4(last: u8) -> Ipv4Addr {
    Ipv4Addr::new(203, 0, 113, last)
}

const fn v6(last: u16) -> Ipv6Addr {
    Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, last)
}

/// A key that nobody has used before.
pub fn key() -> [u8; 32] {
    std::array::from_fn(|_| fastrand::u8(..))
}

pub struct Story<'a> {
    folder: PathBuf,
    language: Language,
    say: Say<'a>,
    started: Instant,
    name_server: NameServer,
    v4: Echoes,
    /// `None` where this machine has no IPv6.
    v6: Option<Echoes>,
    latest: watch::Receiver<Snapshot>,
}

impl<'a> Story<'a> {
    pub fn new(
        folder: &Path,
        language: Language,
        say: Say<'a>,
        name_server: NameServer,
        v4: Echoes,
        v6: Option<Echoes>,
        latest: watch::Receiver<Snapshot>,
    ) -> Self {
        let (folder, started) = (folder.to_owned(), Instant::now());
        Self { folder, language, say, started, name_server, v4, v6, latest }
    }

    pub async fn tell(&self) -> Result<(), String> {
        let first = self.addresses(V4, V6);
        let shown = first.iter().map(IpAddr::to_string).collect::<Vec<_>>().join(", ");
        self.line(text::DEMO_FIRST, &[("address", &shown), ("name", &NAME)]);
        self.published(&first).await?;

        let address = v4(8);
        self.v4.both_say(address.into());
        self.line(text::DEMO_CHANGES, &[("address", &address)]);
        self.published(&self.addresses(address, V6)).await?;

        if let Some(echoes) = &self.v6 {
            let address = v6(8);
            echoes.both_say(address.into());
            self.line(text::DEMO_CHANGES, &[("address", &address)]);
            self.published(&self.addresses(v4(8), address)).await?;
        }
        self.lying_source().await?;
        self.outage().await?;
        self.wrong_key().await?;
        (self.say)(&"");
        (self.say)(&text::DEMO_DONE.to(self.language));
        Ok(())
    }

    /// One of two sources says something else: nobody is believed, and nothing published.
    async fn lying_source(&self) -> Result<(), String> {
        let before = self.name_server.seen().accepted;
        self.v4.one_says(v4(66).into());
        self.line(text::DEMO_LIES, &[("address", &v4(66))]);
        let enough = self.v4.asked() + 6;
        self.until(|| self.v4.asked() >= enough).await?;
        self.check(self.name_server.seen().accepted == before, text::DEMO_AGAIN)?;
        self.line(text::DEMO_KEPT, &[("name", &NAME), ("address", &v4(8))]);
        self.serves(&self.addresses(v4(8), v6(8))).await
    }

    /// The name server is out of order while the address changes; when it is back, the name follows.
    async fn outage(&self) -> Result<(), String> {
        self.name_server.deaf(true);
        self.v4.both_say(v4(9).into());
        self.line(text::DEMO_OUTAGE, &[("address", &v4(9))]);
        let problem = self.problem(RecordState::Waiting).await?;
        let unheard = self.name_server.seen().unheard > 0;
        if !unheard || !problem.code.is_network() {
            return Err(self.unexpected(&problem));
        }
        self.line(text::DEMO_FAILING, &[("said", &self.said(&problem))]);
        self.answer(None);
        self.name_server.deaf(false);
        self.line(text::DEMO_BACK, &[]);
        self.published(&self.addresses(v4(9), v6(8))).await
    }

    /// A wrong key is tried once, and never again until a person puts it right.
    async fn wrong_key(&self) -> Result<(), String> {
        let before = self.name_server.seen();
        // Of another length than the right one: so the file differs even for a clock that stands still.
        write_secret(&self.folder, &key()[..24]).map_err(|error| error.to_string())?;
        self.line(text::DEMO_WRONG_KEY, &[]);
        let problem = self.problem(RecordState::Stopped).await?;
        if problem.code != Code::BadCredential {
            return Err(self.unexpected(&problem));
        }
        self.line(text::DEMO_REFUSED, &[("said", &self.said(&problem))]);
        let address = v4(10);
        self.v4.both_say(address.into());
        self.line(text::DEMO_CHANGES, &[("address", &address)]);
        let believed = || self.latest.borrow().addresses.ipv4.as_ref().and_then(|view| view.address);
        self.until(|| believed() == Some(address.into())).await?;
        tokio::time::sleep(WATCHED).await;
        let after = self.name_server.seen();
        let once = after.refused == before.refused + 1 && after.accepted == before.accepted;
        self.check(once && self.record(RecordState::Stopped).is_some(), text::DEMO_AGAIN)?;
        self.line(text::DEMO_LATCHED, &[("seconds", &WATCHED.as_secs())]);
        self.serves(&self.addresses(v4(9), v6(8))).await
    }

    /// Waits until the name server holds exactly these values and the worker knows it.
    async fn published(&self, values: &BTreeSet<IpAddr>) -> Result<(), String> {
        let right = || self.latest.borrow().records.iter().all(|record| record.state == RecordState::Ok);
        self.until(|| self.name_server.seen().values(NAME) == *values && right()).await?;
        self.serves(values).await
    }

    /// Asks the name server as anybody would, shows its answer and compares.
    async fn serves(&self, wanted: &BTreeSet<IpAddr>) -> Result<(), String> {
        let values = self.name_server.ask(NAME).await;
        self.answer(values.as_ref());
        if values.as_ref() == Some(wanted) {
            return Ok(());
        }
        Err(text::DEMO_WRONG.fill(self.language, &[("name", &NAME), ("wanted", &listed(wanted))]))
    }

    fn answer(&self, values: Option<&BTreeSet<IpAddr>>) {
        let answer = match values {
            None => text::DEMO_SILENT.to(self.language).to_owned(),
            Some(none) if none.is_empty() => text::DEMO_NOTHING.to(self.language).to_owned(),
            Some(values) => listed(values),
        };
        self.line(text::DEMO_ANSWER, &[("name", &NAME), ("answer", &answer)]);
    }

    /// What the name should hold when these are the addresses.
    fn addresses(&self, v4: Ipv4Addr, v6: Ipv6Addr) -> BTreeSet<IpAddr> {
        let v6 = self.v6.as_ref().map(|_| v6.into());
        ordered::set(std::iter::once(v4.into()).chain(v6))
    }

    /// A record in this state, as the worker tells the faces.
    fn record(&self, state: RecordState) -> Option<RecordView> {
        self.latest.borrow().records.iter().find(|record| record.state == state).cloned()
    }

    /// Waits for a record to come into this state, and says why it did.
    async fn problem(&self, state: RecordState) -> Result<Problem, String> {
        let found = || self.record(state).and_then(|record| record.problem);
        self.until(|| found().is_some()).await?;
        found().ok_or_else(|| self.stuck())
    }

    /// The other side's own words about a problem; ours where it had none.
    fn said(&self, problem: &Problem) -> String {
        let brief = || problem::brief(self.language, problem).to_owned();
        problem.said.clone().unwrap_or_else(brief)
    }

    fn unexpected(&self, problem: &Problem) -> String {
        text::DEMO_UNEXPECTED.fill(self.language, &[("problem", &problem::sentence(self.language, problem))])
    }

    async fn until(&self, done: impl Fn() -> bool) -> Result<(), String> {
        let waited = async {
            while !done() {
                tokio::time::sleep(Duration::from_millis(25)).await;
            }
        };
        tokio::time::timeout(PATIENCE, waited).await.map_err(|_| self.stuck())
    }

    fn stuck(&self) -> String {
        text::DEMO_STUCK.fill(self.language, &[("seconds", &PATIENCE.as_secs())])
    }

    fn check(&self, right: bool, otherwise: Phrase) -> Result<(), String> {
        if right { Ok(()) } else { Err(otherwise.to(self.language).to_owned()) }
    }

    /// A line of the timeline, with the seconds since the start.
    fn line(&self, phrase: Phrase, values: &[(&str, &dyn Display)]) {
        let seconds = self.started.elapsed().as_secs_f32();
        let words = phrase.fill(self.language, values);
        (self.say)(&format_args!("{seconds:>5.1} s  {words}"));
    }
}

/// `A 203.0.113.7, AAAA 2001:db8::7`
fn listed(values: &BTreeSet<IpAddr>) -> String {
    let kind = |value: &IpAddr| if value.is_ipv6() { "AAAA" } else { "A" };
    let each = values.iter().map(|value| format!("{} {value}", kind(value)));
    each.collect::<Vec<_>>().join(", ")
}
