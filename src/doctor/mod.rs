//! Looks for everything that may be wrong, and says what to do about it.
//!
//! Nothing is changed: providers are read, never written; of the state folder only whether it
//! can be written is tried. Everything is looked at at once, each look is bounded, and the
//! whole takes less than twenty seconds. It decides nothing for the worker, which finds out
//! by itself what it needs.

mod accounts;
mod asked;
mod here;
mod names;
mod network;
pub mod ready;

use std::time::Duration;

use tokio::time::timeout;

pub use crate::core::finding::{Check, Finding, Level};
use crate::{
    config::{Config, Known, Mistakes},
    control::Question,
    core::{finding::Proved, problem::Problem},
    net::Net,
    paths::Paths,
    text::{Language, doctor as text, problem::sentence},
};

/// What one group of looks may take at most. Accounts and names come after one another.
const LOOKS: Duration = Duration::from_secs(9);

/// What is looked at.
pub struct Doctor {
    pub paths: Paths,
    pub config: Config,
    /// Why the configuration cannot be used; `config` is then the usual one without records.
    pub mistakes: Option<Mistakes>,
    pub known: Known,
    pub net: Net,
    pub language: Language,
}

impl Doctor {
    /// Everything, in the order in which a person should read it.
    pub async fn examine(&self) -> Vec<Finding> {
        let mut found = self.configuration();
        let services = async {
            let Proved { findings: mut found, servers } = self.accounts().await;
            found.extend(self.bounded(self.names(servers)).await);
            found
        };
        let (access, program, network, clock, services) = tokio::join!(
            self.bounded(self.access()),
            self.bounded(self.program()),
            self.bounded(self.network()),
            self.bounded(self.clock()),
            services,
        );
        found.extend(access);
        found.extend(program);
        found.extend(self.state_folder());
        found.extend(self.hosts());
        found.extend(self.events());
        found.extend(network);
        found.extend(clock);
        found.extend(services);
        found
    }

    async fn accounts(&self) -> Proved {
        if self.is_closed() {
            return Proved::default();
        }
        let language = self.language;
        self.prove(&Question { account: None, zone: None, write: false, language }).await
    }

    /// A group that takes too long leaves a line that says so, and no other.
    async fn bounded(&self, looks: impl Future<Output = Vec<Finding>>) -> Vec<Finding> {
        let unfinished = |_| {
            vec![Finding::new(Check::Doctor, Level::Attention, text::UNFINISHED.to(self.language).into())]
        };
        timeout(LOOKS, looks).await.unwrap_or_else(unfinished)
    }

    fn problem(&self, check: Check, problem: &Problem) -> Finding {
        Finding::new(check, level(problem), sentence(self.language, problem))
    }
}

/// Whether a problem needs a person.
fn level(problem: &Problem) -> Level {
    if problem.code.needs_person() { Level::Bad } else { Level::Attention }
}

/// The worst of all.
pub fn verdict(found: &[Finding]) -> Level {
    found.iter().map(|finding| finding.level).max().unwrap_or(Level::Good)
}
