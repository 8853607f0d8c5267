//! The configuration file: read, checked as a whole, and turned into what the
//! program works with.
//!
//! A mistake never stops at the first: every one is reported with its place. This
//! room does not open accounts or ask sources; it only says what was asked for.

mod access;
mod account;
mod check;
pub mod hook;
mod mistake;
pub mod own;
mod reader;
mod record;
pub mod schema;
pub mod shape;
pub mod source;
#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

pub use hook::Hook;
pub use mistake::{Mistake, Mistakes};
pub use shape::{AccountShape, Endpoint, Field, Known, SecretShape, SourceShape, optional, required};
pub use source::{DnsForm, Source};

use crate::core::{
    access::Access,
    address::{Family, Prefix},
    host::Host,
    line::Line,
    place::Place,
    record::RecordId,
};
pub use crate::secrets::SecretRef;

/// When a file was written and how many bytes it has: with another one it is read again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Edition(SystemTime, u64);

impl Edition {
    pub fn of(file: &Path) -> Option<Self> {
        let found = std::fs::metadata(file).ok()?;
        Some(Self(found.modified().ok()?, found.len()))
    }
}

/// The whole configuration, free of mistakes.
#[derive(Clone, PartialEq, Debug)]
pub struct Config {
    pub file: PathBuf,
    /// Of the file, before it was read; `None` where there was none.
    pub edition: Option<Edition>,
    pub address: AddressConfig,
    pub accounts: BTreeMap<String, Account>,
    pub records: BTreeMap<RecordId, RecordConfig>,
    pub hooks: BTreeMap<String, Hook>,
    pub log_file: Option<PathBuf>,
    /// Who has which role at the service's endpoint.
    pub access: Access,
    /// Whether the system's log is told of events; left out: where nobody sits.
    pub events: Option<bool>,
}

impl Config {
    /// Under which names secrets are kept, of accounts and of hooks, and where.
    pub fn secrets(&self) -> Vec<(String, SecretRef)> {
        let accounts = self.accounts.values().map(|account| (account.name.clone(), account.secret.clone()));
        accounts.chain(self.hooks.values().filter_map(Hook::secret)).collect()
    }

    /// What runs until a broken file is mended: nothing is asked and nothing sent.
    pub fn silent(file: &Path) -> Self {
        // Where no source is known, the usual ones are none.
        Self::empty(file, &Known { accounts: &[], sources: &[] })
    }

    /// What is shown while there is no file yet: the usual sources, no records.
    pub fn empty(file: &Path, known: &Known) -> Self {
        let address = check::usual_address(known);
        Self {
            file: file.to_owned(),
            edition: Edition::of(file),
            address,
            accounts: BTreeMap::new(),
            records: BTreeMap::new(),
            hooks: BTreeMap::new(),
            log_file: None,
            access: Access::default(),
            events: None,
        }
    }
}

/// `[address]`
#[derive(Clone, PartialEq, Debug)]
pub struct AddressConfig {
    /// Empty: the family is off.
    pub ipv4: Vec<Source>,
    pub ipv6: Vec<Source>,
    /// Independent sources that must agree before a new address is published, 1 to 5.
    pub confirm: usize,
    /// Ranges accepted although they are not public.
    pub accept: Vec<Prefix>,
    /// How often the addresses are looked at while nothing happens.
    pub interval: Duration,
    /// The networks in which anything is published at all; empty: everywhere.
    pub only_at: BTreeSet<Place>,
}

impl AddressConfig {
    pub fn sources(&self, family: Family) -> &[Source] {
        match family {
            Family::V4 => &self.ipv4,
            Family::V6 => &self.ipv6,
        }
    }
}

/// `[[record]]`, one per name and kind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RecordConfig {
    /// Seconds; `None` keeps what is there.
    pub ttl: Option<u32>,
    pub zone: Option<crate::core::record::Name>,
    /// The lines whose address it follows, the first that works; empty: whichever the system takes.
    pub via: Vec<Line>,
    /// Whose IPv6 addresses it holds; empty: this machine's own.
    pub hosts: Vec<Host>,
    /// The networks it is tied to; empty: none.
    pub only_at: BTreeSet<Place>,
}

/// One account, checked against the shape of its provider.
#[derive(Clone, PartialEq, Debug)]
pub struct Account {
    /// The name it has in the configuration: `[account.NAME]`.
    pub name: String,
    /// The provider's id; always one that is known.
    pub provider: &'static str,
    /// The provider's own fields, all of them known, the required ones present.
    pub fields: BTreeMap<&'static str, String>,
    /// Replaces the provider's own base URL, without a final slash.
    pub endpoint: Option<String>,
    /// A PEM file whose certificates are trusted for this account besides the system's.
    pub ca_file: Option<PathBuf>,
    pub secret: SecretRef,
    /// What a person's own `[provider.NAME]` says; then `provider` is no built-in one's.
    pub own: Option<Arc<own::Own>>,
}

impl Account {
    /// A field's value, `""` where it was left out.
    pub fn field(&self, key: &str) -> &str {
        self.fields.get(key).map_or("", String::as_str)
    }
}

/// The largest file that is read as a configuration.
pub const SIZE_LIMIT: u64 = 1 << 20;

/// Reads and checks the file.
pub fn load(file: &Path, known: &Known) -> Result<Config, Mistakes> {
    let whole = |phrase, values: &[(&'static str, &str)]| {
        Mistakes::new(file, "", vec![Mistake::new(0..0, phrase, values)])
    };
    let unreadable =
        |error: std::io::Error| whole(crate::text::config::UNREADABLE, &[("why", &error.to_string())]);
    // What is written while it is read is another one.
    let edition = Edition::of(file);
    let found = std::fs::metadata(file).map_err(unreadable)?;
    if found.is_dir() {
        return Err(whole(crate::text::config::FOLDER, &[]));
    }
    if found.len() > SIZE_LIMIT {
        return Err(whole(crate::text::config::TOO_LARGE, &[("limit", &(SIZE_LIMIT / 1024).to_string())]));
    }
    let bytes = std::fs::read(file).map_err(unreadable)?;
    let Ok(text) = String::from_utf8(bytes) else { return Err(whole(crate::text::config::NOT_TEXT, &[])) };
    Ok(Config { edition, ..check::check(file, &text, known)? })
}

pub use check::check;
