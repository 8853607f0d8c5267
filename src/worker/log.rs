//! What happens, as lines of the log.
//!
//! The machine says what happened and which change it belongs to; here it gets its words, its level
//! and the fields by which the log is searched. Looks that find nothing new belong to no change.

use std::{collections::BTreeMap, net::IpAddr};

use tracing::Level;

use crate::{
    config::Config,
    core::{
        message::{Command, Happened, Happening, Served, Wake},
        ordered,
    },
    text::{Language, problem::sentence, unfit},
};

#[derive(Default)]
pub struct Log {
    /// The provider of each account.
    providers: BTreeMap<String, &'static str>,
}

impl Log {
    pub fn new(config: &Config) -> Self {
        let mut log = Self::default();
        log.configure(config);
        log
    }

    pub fn configure(&mut self, config: &Config) {
        let providers = config.accounts.iter().map(|(name, account)| (name.clone(), account.provider));
        self.providers = ordered::map(providers);
    }

    pub fn write(&self, happening: &Happening) {
        let (level, words) = words(&happening.what);
        let trace = happening.trace.map(|trace| trace.to_string());
        let trace_id = trace.as_deref();
        if let Some(id) = &happening.record {
            let name = format!("{} {}", id.name, id.kind);
            let (record, account) = (name.as_str(), id.account.as_str());
            let provider = self.providers.get(account).copied();
            match level {
                Level::WARN => tracing::warn!(record, account, provider, trace_id, "{name}: {words}"),
                Level::INFO => tracing::info!(record, account, provider, trace_id, "{name}: {words}"),
                _ => tracing::debug!(record, account, provider, trace_id, "{name}: {words}"),
            }
        } else {
            match level {
                Level::WARN => tracing::warn!(trace_id, "{words}"),
                Level::INFO => tracing::info!(trace_id, "{words}"),
                _ => tracing::debug!(trace_id, "{words}"),
            }
        }
    }
}

/// What is routine is logged only at debug level.
fn words(what: &Happened) -> (Level, String) {
    match what {
        Happened::Woken(wake) => (Level::DEBUG, format!("woken: {}", awake(*wake))),
        Happened::Asked(command) => (Level::INFO, format!("asked for: {}", asked(command))),
        Happened::Address { uplink, old, new, sources } => {
            let (old, sources) = (listed(old.as_slice()), sources.join(", "));
            (Level::INFO, format!("{uplink} is {new} now, before: {old} ({sources})"))
        }
        Happened::Same { uplink, address, sources, again } => {
            let (before, sources) = (if *again { " as before" } else { "" }, sources.join(", "));
            let level = if *again { Level::INFO } else { Level::DEBUG };
            (level, format!("{uplink} is {address}{before} ({sources})"))
        }
        Happened::Unknown { uplink, reason, still: false } => {
            (Level::INFO, format!("{uplink} is not known: {}", unfit::reason(Language::English, reason)))
        }
        Happened::Unknown { uplink, reason, still: true } => (
            Level::DEBUG,
            format!("{uplink} is still not known: {}", unfit::reason(Language::English, reason)),
        ),
        Happened::Sending(values) => (Level::DEBUG, format!("to be {}", listed(values))),
        Happened::RightAlready => (Level::DEBUG, "right already".to_owned()),
        Happened::Published { old, new } => {
            (Level::INFO, format!("published {}, before: {}", listed(new), listed(old)))
        }
        Happened::Failed(problem) => (Level::WARN, sentence(Language::English, problem)),
        Happened::Served(Served::Yes) => (Level::INFO, "served by the zone's name servers".to_owned()),
        Happened::Served(Served::NotYet(old)) => {
            (Level::DEBUG, format!("the name servers still serve {}", listed(old)))
        }
        Happened::Served(Served::Unknown) => (Level::INFO, "the name servers could not be asked".to_owned()),
        Happened::Drifted(found) => {
            (Level::WARN, format!("somebody else changed it to {}; it is put right", listed(found)))
        }
        Happened::Flushed => (Level::DEBUG, "this machine's DNS cache is emptied".to_owned()),
        Happened::Told { hook, result: Ok(()) } => (Level::INFO, format!("hook {hook} was told")),
        Happened::Told { hook, result: Err(problem) } => {
            (Level::WARN, format!("hook {hook} could not be told: {}", sentence(Language::English, problem)))
        }
    }
}

const fn awake(wake: Wake) -> &'static str {
    match wake {
        Wake::Network => "the network changed",
        Wake::Router => "the router announced something",
        Wake::Resume => "the machine was resumed",
        Wake::ConfigFile => "the configuration file changed",
    }
}

/// As it would be typed, where it can be.
fn asked(command: &Command) -> String {
    match command {
        Command::CheckNow => "update".to_owned(),
        Command::ForceUpdate(None) => "update --force".to_owned(),
        Command::ForceUpdate(Some(name)) => format!("update --force {name}"),
        Command::Pause(true) => "pause".to_owned(),
        Command::Pause(false) => "resume".to_owned(),
        Command::Reload => "read the configuration again".to_owned(),
        Command::SecretChanged(account) => format!("read the secret of {account} again"),
        Command::Quit => "quit".to_owned(),
    }
}

fn listed(addresses: &[IpAddr]) -> String {
    if addresses.is_empty() {
        return "nothing".to_owned();
    }
    addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
