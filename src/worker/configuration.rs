//! The configuration in the machine's words, and whether its files changed.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use crate::{
    config::{Config, SecretRef},
    core::{
        address::Family,
        machine::{RecordSetup, Setup},
        record::Name,
    },
    platform,
};

pub fn setup(config: &Config) -> Setup {
    let records = config
        .records
        .iter()
        .map(|(id, record)| (id.clone(), RecordSetup { ttl: record.ttl, zone: record.zone.clone() }));
    // Only families that a record needs are asked for; without records, all that are on.
    let needed: BTreeSet<Family> = config.records.keys().map(|id| id.kind.family()).collect();
    let on = |family: &Family| !config.address.sources(*family).is_empty();
    let wanted = |family: &Family| needed.is_empty() || needed.contains(family);
    Setup {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        config_file: config.file.display().to_string(),
        families: Family::ALL.into_iter().filter(on).filter(wanted).collect(),
        interval: config.address.interval,
        records: records.collect(),
        accounts: config.accounts.keys().map(|name| (name.clone(), None)).collect(),
    }
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
    files: Vec<(PathBuf, Stamp)>,
}

type Stamp = Option<(SystemTime, u64)>;

impl Watched {
    pub fn new(config: &Config) -> Self {
        let secrets = config.accounts.values().filter_map(|account| match &account.secret {
            SecretRef::File(path) => Some(path.clone()),
            SecretRef::Store | SecretRef::Env(_) => None,
        });
        let files = std::iter::once(config.file.clone()).chain(secrets);
        Self { files: files.map(|file| (file.clone(), stamp(&file))).collect() }
    }

    pub fn config_file(&self) -> &Path {
        &self.files[0].0
    }

    /// The folders of the files, each once.
    pub fn folders(&self) -> BTreeSet<&Path> {
        let parents = self.files.iter().filter_map(|(file, _)| file.parent());
        parents.map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder }).collect()
    }

    /// Whether one of the files is another than when this was asked last.
    pub fn changed(&mut self) -> bool {
        let mut any = false;
        for (file, known) in &mut self.files {
            let now = stamp(file);
            // An editor may replace the file in two steps; what is not there is not taken up.
            if now.is_some() && now != *known {
                *known = now;
                any = true;
            }
        }
        any
    }
}

fn stamp(file: &Path) -> Stamp {
    let data = fs::metadata(file).ok()?;
    Some((data.modified().ok()?, data.len()))
}
