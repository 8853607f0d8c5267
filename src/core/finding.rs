//! What was found out about one thing that may be wrong.

use serde::{Deserialize, Serialize};

/// How one thing is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    Good,
    /// Not as it should be, but it mends itself, or works all the same.
    Attention,
    /// Nothing gets better before a person does something.
    Bad,
}

/// What was looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    Configuration,
    Program,
    State,
    Hosts,
    Events,
    Route,
    Surroundings,
    Nat,
    Address,
    Source,
    Clock,
    Secret,
    Account,
    /// Asked for by a person alone.
    Write,
    Delegation,
    Served,
    /// The looking itself.
    Doctor,
}

/// One thing that was looked at; the documented JSON of `doctor --json`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Finding {
    pub check: Check,
    /// Which one, where there are several: a family, a source, an account, a name.
    pub about: Option<String>,
    pub level: Level,
    /// How it is and what to do, in the language of the person.
    pub said: String,
}

impl Finding {
    pub const fn new(check: Check, level: Level, said: String) -> Self {
        Self { check, about: None, level, said }
    }

    #[must_use]
    pub fn about(mut self, about: impl Into<String>) -> Self {
        self.about = Some(about.into());
        self
    }
}

/// What was found out about accounts.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Proved {
    pub findings: Vec<Finding>,
    /// Accounts that speak with a name server themselves, and that server.
    pub servers: Vec<(String, String)>,
}
