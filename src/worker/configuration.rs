//! The configuration in the machine's words, and whether its files changed.

use std::{
    collections::BTreeSet,
    net::IpAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{
    config::{Account, Config, Edition, Hook, RecordConfig, SecretRef, Source},
    core::{
        address::Family,
        line::{Line, Uplink},
        machine::{AccountSetup, HookSetup, RecordSetup, Setup},
        ordered,
        record::Name,
    },
    platform, provider,
};

pub fn setup(config: &Config) -> Setup {
    let records = ordered::map(config.records.iter().map(|(id, record)| (id.clone(), record_setup(record))));
    let on = |uplink: &Uplink| !config.address.sources(uplink.family).is_empty();
    // Only what a record needs is asked for; without records, all families that are on.
    let followed = records
        .iter()
        .flat_map(|(id, record)| record.via.iter().map(|line| Uplink::new(line.clone(), id.kind.family())));
    let mut uplinks = ordered::set(followed.filter(on));
    if records.is_empty() {
        uplinks = ordered::set(Family::ALL.into_iter().map(Uplink::any).filter(on));
    }
    Setup {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        config_file: config.file.display().to_string(),
        uplinks,
        interval: config.address.interval,
        records,
        accounts: ordered::map(
            config.accounts.values().map(|account| (account.name.clone(), account_setup(account))),
        ),
        hooks: ordered::map(config.hooks.values().map(|hook| (hook.name.clone(), hook_setup(hook)))),
    }
}

fn record_setup(record: &RecordConfig) -> RecordSetup {
    let RecordConfig { ttl, zone, via, hosts, only_at } = record.clone();
    let via = if via.is_empty() { vec![Line::Any] } else { via };
    RecordSetup { ttl, zone, via, hosts, only_at }
}

fn hook_setup(hook: &Hook) -> HookSetup {
    HookSetup { names: hook.names.clone() }
}

fn account_setup(account: &Account) -> AccountSetup {
    let info = provider::of(account);
    AccountSetup {
        fingerprint: None,
        min_interval: info.map_or(Duration::ZERO, |info| info.min_interval),
        refresh: info.and_then(|info| info.refresh),
        both_families: info.is_some_and(|info| info.both_families),
    }
}

/// The routers that are asked for an address, as sources or as lines: these are listened to as well.
pub fn routers(config: &Config, uplinks: &BTreeSet<Uplink>) -> Vec<Source> {
    let mut routers: Vec<Source> = uplinks
        .iter()
        .filter_map(|uplink| match uplink.line {
            Line::Router(IpAddr::V4(address)) => Some(Source::Router(Some(address))),
            _ => None,
        })
        .collect();
    if uplinks.contains(&Uplink::any(Family::V4)) {
        let sources = config.address.ipv4.iter().filter(|source| matches!(source, Source::Router(_)));
        routers.extend(sources.cloned());
    }
    routers
}

/// Says in the log which names the hosts file decides: publishing goes on, but whoever tests such a name on
/// this machine sees the file's address.
pub fn warn_of_hosts_file(setup: &Setup) {
    let names: Vec<Name> = setup.records.keys().map(|id| id.name.clone()).collect();
    // A file that cannot be read decides nothing either.
    for (name, address) in platform::hosts::read(&names).unwrap_or_default() {
        let file = platform::dns::hosts_file();
        tracing::warn!(
            "{name} stands in {} as {address}: this machine never asks DNS for it",
            file.display()
        );
    }
}

/// The files that a running program follows: the configuration, and secrets kept in files.
pub struct Watched {
    files: Vec<(PathBuf, Option<Edition>)>,
}

impl Watched {
    pub fn new(config: &Config) -> Self {
        let secrets = config.accounts.values().filter_map(|account| match &account.secret {
            SecretRef::File(path) => Some(path.clone()),
            SecretRef::Store | SecretRef::Env(_) => None,
        });
        let secrets = secrets.map(|file| (file.clone(), Edition::of(&file)));
        Self { files: std::iter::once((config.file.clone(), config.edition)).chain(secrets).collect() }
    }

    pub fn config_file(&self) -> &Path {
        &self.files[0].0
    }

    /// The folders of the files, each once.
    pub fn folders(&self) -> BTreeSet<&Path> {
        let parents = self.files.iter().filter_map(|(file, _)| file.parent());
        ordered::set(
            parents.map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder }),
        )
    }

    /// Whether one of the files is another than when this was asked last.
    pub fn changed(&mut self) -> bool {
        let mut any = false;
        for (file, known) in &mut self.files {
            let now = Edition::of(file);
            // An editor may replace the file in two steps; what is not there is not taken up.
            if now.is_some() && now != *known {
                *known = now;
                any = true;
            }
        }
        any
    }
}
