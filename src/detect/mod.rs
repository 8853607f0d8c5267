//! Finding the public address: asks sources and lets `core::consensus` judge them.
//!
//! [`Detector::look`] asks as few sources as settle the matter: one while the address
//! believed is repeated, `confirm` at once for a new one, the rest when those fail,
//! dawdle or contradict. It does not remember addresses and publishes nothing.

mod command;
mod dns;
#[cfg(fuzzing)]
pub mod fuzzed;
mod http;
mod interface;
mod stun;
mod table;

use std::{
    net::IpAddr,
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use tokio::{task::JoinSet, time::timeout};

pub use table::{SOURCES, page};

use crate::{
    config::{AddressConfig, Known, Source},
    core::{
        address::{Family, Prefix, Unfit, judge},
        consensus::judge_answers,
        message::{Answer, Found, Reason, Report, Said},
        problem::{Code, Problem},
    },
    net::Net,
};

/// What one source is given.
const PER_SOURCE: Duration = Duration::from_secs(5);
/// When the next source is asked beside one that has not answered.
const HEDGE: Duration = Duration::from_millis(700);

/// What a source says before it is judged.
pub(crate) enum Heard {
    Address(IpAddr),
    /// The source itself knows that this is not to be published.
    Unfit(IpAddr, Unfit),
}

/// The sources of both families, ready to be asked.
pub struct Detector {
    families: [Vec<Asked>; 2],
    confirm: usize,
    accept: Vec<Prefix>,
    net: Net,
    /// Which source starts the next look, so that no service bears them all.
    turn: AtomicUsize,
}

#[derive(Clone)]
struct Asked {
    source: Source,
    operator: String,
}

impl Detector {
    pub fn new(config: &AddressConfig, known: &Known, net: Net) -> Self {
        let asked = |family| {
            let sources = config.sources(family).iter();
            sources.map(|s| Asked { source: s.clone(), operator: s.operator(known) }).collect()
        };
        Self {
            families: [asked(Family::V4), asked(Family::V6)],
            confirm: config.confirm,
            accept: config.accept.clone(),
            net,
            turn: AtomicUsize::new(0),
        }
    }

    fn sources(&self, family: Family) -> &[Asked] {
        match family {
            Family::V4 => &self.families[0],
            Family::V6 => &self.families[1],
        }
    }

    /// One look at the address of a family; never takes longer than a few times five seconds.
    pub async fn look(&self, family: Family, believed: Option<IpAddr>) -> Report {
        let mut waiting = self.order(family, believed.is_some()).into_iter();
        let mut asking = JoinSet::new();
        let mut answers = Vec::new();
        let first = if believed.is_some() { 1 } else { self.confirm };
        for asked in waiting.by_ref().take(first) {
            asking.spawn(self.ask(asked, family));
        }
        loop {
            let left = asking.len() + waiting.len();
            if let Some(found) = judge_answers(&answers, left, self.confirm, believed) {
                // Dropping the set cancels who has not answered.
                return Report { found, answers };
            }
            if let Ok(Some(Ok(answer))) = timeout(HEDGE, asking.join_next()).await {
                let helps = matches!(&answer, Answer { said: Said::Address(a), .. } if Some(*a) == believed || believed.is_none());
                answers.push(answer);
                // A failure needs a replacement; a contradiction needs the others' word at once.
                let more = if helps { usize::from(asking.is_empty()) } else { self.confirm };
                for asked in waiting.by_ref().take(more) {
                    asking.spawn(self.ask(asked, family));
                }
            } else {
                let next = waiting.next();
                if next.is_none() && asking.is_empty() {
                    let found = judge_answers(&answers, 0, self.confirm, believed)
                        .unwrap_or(Found::Unknown(Reason::NoAnswer));
                    return Report { found, answers };
                }
                if let Some(asked) = next {
                    asking.spawn(self.ask(asked, family));
                }
            }
        }
    }

    /// Asks every source of a family: for `fingerpost address`.
    pub async fn ask_all(&self, family: Family) -> Report {
        let mut asking = JoinSet::new();
        for asked in self.sources(family) {
            asking.spawn(self.ask(asked.clone(), family));
        }
        let answers = asking.join_all().await;
        let found =
            judge_answers(&answers, 0, self.confirm, None).unwrap_or(Found::Unknown(Reason::NoAnswer));
        Report { found, answers }
    }

    /// The order of asking: as configured for a new address; while one is believed the cheap
    /// sources take turns and those that cost a TLS handshake come last.
    fn order(&self, family: Family, repeat: bool) -> Vec<Asked> {
        let mut order = self.sources(family).to_vec();
        if repeat {
            order.sort_by_key(|asked| table::cost(&asked.source));
            let cheap =
                order.iter().take_while(|a| table::cost(&a.source) == table::cost(&order[0].source)).count();
            if cheap > 1 {
                order[..cheap].rotate_left(self.turn.fetch_add(1, Ordering::Relaxed) % cheap);
            }
        }
        order
    }

    fn ask(&self, asked: Asked, family: Family) -> impl Future<Output = Answer> + Send + use<> {
        let net = self.net.clone();
        let accept = self.accept.clone();
        async move {
            let started = Instant::now();
            let heard = timeout(PER_SOURCE, hear(&asked.source, family, &net, &accept))
                .await
                .unwrap_or_else(|_| Err(Problem::new(Code::TimedOut)));
            let said = match heard {
                Ok(Heard::Address(address)) => match judge(address, family, &accept) {
                    Ok(()) => Said::Address(address),
                    Err(why) => Said::Unfit(address, why),
                },
                Ok(Heard::Unfit(address, why)) => Said::Unfit(address, why),
                Err(problem) => Said::Failed(problem),
            };
            Answer {
                source: asked.source.to_string(),
                operator: asked.operator,
                said,
                took: started.elapsed(),
            }
        }
    }
}

async fn hear(source: &Source, family: Family, net: &Net, accept: &[Prefix]) -> Result<Heard, Problem> {
    match source {
        Source::BuiltIn(id) => hear_built_in(id, family, net).await,
        Source::Http(url) => http::plain(url.as_str(), family, net).await,
        Source::Dns(form, server) => dns::ask(*form, server.as_deref(), family).await,
        Source::Stun(server) => stun::ask(server, family).await,
        Source::Interface(name) => interface::ask(name.as_deref(), family, accept),
        Source::Command(words) => command::ask(words).await,
    }
}

async fn hear_built_in(id: &str, family: Family, net: &Net) -> Result<Heard, Problem> {
    match table::built_in(id) {
        Some(table::BuiltIn::Trace(url)) => http::trace(url, family, net).await,
        Some(table::BuiltIn::Plain(url)) => http::plain(url, family, net).await,
        Some(table::BuiltIn::Dns(form)) => dns::ask(*form, None, family).await,
        Some(table::BuiltIn::Stun(server)) => stun::ask(server, family).await,
        None => Err(Problem::from(Code::BadSetting).said(&format!("no source {id}"))),
    }
}

/// Looks a host up and keeps the addresses of one family; a literal address needs no look-up.
pub(crate) async fn resolve(host_port: &str, family: Family) -> Result<std::net::SocketAddr, Problem> {
    let found = tokio::net::lookup_host(host_port)
        .await
        .map_err(|error| Problem::from(Code::NoSuchServer).said(&format!("{host_port}: {error}")))?;
    let mut of_family = found.filter(|address| Family::of(address.ip()) == family);
    of_family.next().ok_or_else(|| {
        Problem::from(Code::NoSuchServer).said(&format!("{host_port} has no {family} address"))
    })
}
