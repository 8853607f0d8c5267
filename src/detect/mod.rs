//! Finding the public address: asks sources and lets `core::consensus` judge them.
//!
//! [`Detector::look`] asks as few sources as settle the matter: one while the address
//! believed is repeated, `confirm` at once for a new one, the rest when those fail,
//! dawdle or contradict. It remembers how each source behaved (`health`), but no addresses, and
//! publishes nothing.

mod asking;
mod command;
mod dns;
#[cfg(fuzzing)]
pub mod fuzzed;
mod health;
mod http;
mod interface;
mod lines;
mod place;
pub mod router;
mod stun;
mod table;

use std::{
    collections::BTreeSet,
    net::IpAddr,
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use tokio::{task::JoinSet, time::timeout};

use self::router::Routers;
pub use table::{SOURCES, page};

pub(crate) use self::asking::resolve;
use self::{asking::Question, health::Health};
use crate::{
    config::{Config, Known, Source},
    core::{
        address::{Family, Prefix, Unfit, judge},
        consensus::judge_answers,
        line::{Line, Uplink},
        message::{Answer, Around, Found, Reason, Report, Said},
        ordered,
        place::Place,
        problem::{Code, Problem},
    },
    net::Net,
};

/// What one source is given.
const PER_SOURCE: Duration = Duration::from_secs(5);
/// When the next source is asked beside one that has not answered.
const HEDGE: Duration = Duration::from_millis(350);

/// What a source says before it is judged.
pub(crate) enum Heard {
    Address(IpAddr),
    /// The source itself knows that this is not to be published.
    Unfit(IpAddr, Unfit),
}

/// The sources of both families, ready to be asked over any line.
pub struct Detector {
    families: [Vec<Asked>; 2],
    confirm: usize,
    accept: Vec<Prefix>,
    /// Where publishing is allowed at all; empty: everywhere.
    home: BTreeSet<Place>,
    /// Every place that the configuration names.
    places: BTreeSet<Place>,
    net: Net,
    health: Health,
    routers: Routers,
    /// Which source starts the next look, so that no service bears them all.
    turn: AtomicUsize,
}

#[derive(Clone)]
struct Asked {
    source: Source,
    /// As it is shown.
    name: String,
    operator: String,
}

impl Asked {
    fn new(source: Source, known: &Known) -> Self {
        Self { name: source.to_string(), operator: source.operator(known), source }
    }
}

impl Detector {
    pub fn new(config: &Config, known: &Known, net: Net) -> Self {
        let address = &config.address;
        let asked = |sources: &[Source]| sources.iter().map(|s| Asked::new(s.clone(), known)).collect();
        let home = address.only_at.clone();
        let of_records = config.records.values().flat_map(|record| &record.only_at);
        Self {
            families: [asked(&address.ipv4), asked(&address.ipv6)],
            confirm: address.confirm,
            accept: address.accept.clone(),
            places: ordered::set(home.iter().chain(of_records).cloned()),
            home,
            net,
            health: Health::default(),
            routers: Routers::default(),
            turn: AtomicUsize::new(0),
        }
    }

    /// Who is asked. Where the line is a router, its word alone counts: the person said so.
    fn sources(&self, uplink: &Uplink) -> Vec<Asked> {
        match (&uplink.line, uplink.family) {
            (Line::Router(IpAddr::V4(router)), Family::V4) => {
                let source = Source::Router(Some(*router));
                let (name, operator) = (source.to_string(), source.to_string());
                vec![Asked { source, name, operator }]
            }
            (Line::Router(_), _) => Vec::new(),
            (line, Family::V4) => bound(&self.families[0], line),
            (line, Family::V6) => bound(&self.families[1], line),
        }
    }

    /// How many operators must agree.
    const fn confirm(&self, uplink: &Uplink) -> usize {
        if matches!(uplink.line, Line::Router(_)) { 1 } else { self.confirm }
    }

    fn question(&self, uplink: &Uplink, believed: Option<IpAddr>) -> Result<Question, Problem> {
        Ok(Question {
            family: uplink.family,
            way: lines::way(uplink, &self.accept, believed)?,
            accept: self.accept.clone(),
            believed,
            net: self.net.clone(),
            routers: self.routers.clone(),
        })
    }

    /// One look at the address of an uplink; never takes longer than a few times five seconds.
    pub async fn look(&self, uplink: &Uplink, believed: Option<IpAddr>) -> Report {
        let before = place::here(&self.places);
        if !self.home.is_empty() && self.home.is_disjoint(&before) {
            return self.report(Found::Unknown(Reason::Elsewhere), Vec::new(), before, uplink);
        }
        let (found, answers) = match self.question(uplink, believed) {
            Ok(question) => self.settle(uplink, &question).await,
            Err(problem) => (Found::Unknown(Reason::NoAnswer), vec![no_line(uplink, problem)]),
        };
        self.health.judge(uplink, &answers, &found, Instant::now());
        // What was found while the machine moved on belongs to neither place.
        let places = ordered::set(before.intersection(&place::here(&self.places)).cloned());
        self.report(found, answers, places, uplink)
    }

    fn report(&self, found: Found, answers: Vec<Answer>, places: BTreeSet<Place>, uplink: &Uplink) -> Report {
        let now = Instant::now();
        let sources = self.sources(uplink);
        let rests = |s: &&Asked| !self.health.rest(uplink, &s.name, now).is_zero();
        let (resting, awake): (Vec<_>, Vec<_>) = sources.iter().partition(rests);
        let remaining = |s: &&Asked| {
            let gap = self.health.remaining(&s.name, table::gap(&s.source), now);
            gap.max(self.health.rest(uplink, &s.name, now))
        };
        // Where all rest, the first of them to come back is waited for.
        let asked = if awake.is_empty() { &resting } else { &awake };
        let rest = asked.iter().map(remaining).min().unwrap_or_default();
        Report {
            found,
            answers,
            around: Around {
                places,
                sparing: place::is_sparing(),
                rest,
                resting: resting.into_iter().map(|source| source.name.clone()).collect(),
            },
        }
    }

    /// Asks until the answers settle the matter, or nobody is left to ask.
    async fn settle(&self, uplink: &Uplink, question: &Question) -> (Found, Vec<Answer>) {
        let (confirm, believed) = (self.confirm(uplink), question.believed);
        let mut waiting = self.order(uplink, believed.is_some()).into_iter();
        let mut asking = JoinSet::new();
        let mut answers = Vec::new();
        let first = if believed.is_some() { 1 } else { confirm };
        for asked in waiting.by_ref().take(first) {
            asking.spawn(ask(asked, question.clone()));
        }
        loop {
            let left = asking.len() + waiting.len();
            if let Some(found) = judge_answers(&answers, left, confirm, believed) {
                // Dropping the set cancels who has not answered.
                return (found, answers);
            }
            if let Ok(Some(Ok(answer))) = timeout(HEDGE, asking.join_next()).await {
                let helps = matches!(&answer, Answer { said: Said::Address(a), .. } if Some(*a) == believed || believed.is_none());
                answers.push(answer);
                // A failure needs a replacement; a contradiction needs the others' word at once.
                let more = if helps { usize::from(asking.is_empty()) } else { confirm };
                for asked in waiting.by_ref().take(more) {
                    asking.spawn(ask(asked, question.clone()));
                }
            } else {
                let next = waiting.next();
                if next.is_none() && asking.is_empty() {
                    let found = judge_answers(&answers, 0, confirm, believed)
                        .unwrap_or(Found::Unknown(Reason::NoAnswer));
                    return (found, answers);
                }
                if let Some(asked) = next {
                    asking.spawn(ask(asked, question.clone()));
                }
            }
        }
    }

    /// Asks every source of an uplink: for `fingerpost address`.
    pub async fn ask_all(&self, uplink: &Uplink) -> Report {
        let mut asking = JoinSet::new();
        match self.question(uplink, None) {
            Ok(question) => {
                for asked in self.sources(uplink) {
                    asking.spawn(ask(asked, question.clone()));
                }
            }
            Err(problem) => {
                let answer = no_line(uplink, problem);
                asking.spawn(async { answer });
            }
        }
        let answers = asking.join_all().await;
        let found = judge_answers(&answers, 0, self.confirm(uplink), None)
            .unwrap_or(Found::Unknown(Reason::NoAnswer));
        self.report(found, answers, place::here(&self.places), uplink)
    }

    /// The order of asking: as configured for a new address; while one is believed the cheap
    /// sources take turns and those that cost a TLS handshake come last. Sources that rest are left
    /// out as long as the others suffice.
    fn order(&self, uplink: &Uplink, repeat: bool) -> Vec<Asked> {
        let now = Instant::now();
        let all = self.sources(uplink);
        let awake: Vec<Asked> =
            all.iter().filter(|s| self.health.rest(uplink, &s.name, now).is_zero()).cloned().collect();
        let voices = ordered::set(awake.iter().map(|source| &*source.operator));
        let mut order = if voices.len() >= self.confirm(uplink) { awake } else { all };
        if repeat {
            let wait = |s: &Asked| !self.health.remaining(&s.name, table::gap(&s.source), now).is_zero();
            let rank = |s: &Asked| (table::cost(&s.source), wait(s));
            ordered::by(&mut order, rank);
            let cheap = order.iter().take_while(|s| rank(s) == rank(&order[0])).count();
            if cheap > 1 {
                order[..cheap].rotate_left(self.turn.fetch_add(1, Ordering::Relaxed) % cheap);
            }
        }
        order
    }
}

/// The sources that can be asked over a line. A router, a command and another interface tell the same address
/// whatever the line is.
fn bound(sources: &[Asked], line: &Line) -> Vec<Asked> {
    let fits = |asked: &&Asked| *line == Line::Any || asked.source.follows_line(line);
    sources.iter().filter(fits).cloned().collect()
}

/// What stands in the place of answers where the line itself is not there.
fn no_line(uplink: &Uplink, problem: Problem) -> Answer {
    let source = match &uplink.line {
        Line::Any => "interface".to_owned(),
        line => line.to_string(),
    };
    Answer { source, operator: "this machine".to_owned(), said: Said::Failed(problem), took: Duration::ZERO }
}

async fn ask(asked: Asked, question: Question) -> Answer {
    let started = Instant::now();
    let heard = timeout(PER_SOURCE, question.ask(&asked.source))
        .await
        .unwrap_or_else(|_| Err(Problem::new(Code::TimedOut)));
    let said = match heard {
        Ok(Heard::Address(address)) => match judge(address, question.family, &question.accept) {
            Ok(()) => Said::Address(address),
            Err(why) => Said::Unfit(address, why),
        },
        Ok(Heard::Unfit(address, why)) => Said::Unfit(address, why),
        Err(problem) => Said::Failed(problem),
    };
    Answer { source: asked.name, operator: asked.operator, said, took: started.elapsed() }
}
