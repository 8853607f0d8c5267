//! The configuration file: read, checked as a whole, and turned into what the
//! program works with.
//!
//! A mistake never stops at the first: every one is reported with its place. This
//! room does not open accounts or ask sources; it only says what was asked for.

pub mod shape;

use std::{collections::BTreeMap, path::PathBuf};

pub use shape::{AccountShape, Field, Known, SecretShape, SourceShape};

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
}

impl Account {
    /// A field's value, `""` where it was left out.
    pub fn field(&self, key: &str) -> &str {
        self.fields.get(key).map_or("", String::as_str)
    }
}

/// Where an account's secret is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SecretRef {
    /// In the credential store, under the account's name.
    Store,
    /// In an environment variable.
    Env(String),
    /// In a file nobody else may read.
    File(PathBuf),
}
