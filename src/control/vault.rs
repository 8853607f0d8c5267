//! The secrets of accounts: where they are, and putting them into the credential store of whoever does it. A
//! secret goes in and never comes out.

use serde::{Deserialize, Serialize};

use crate::{
    config::SecretRef,
    core::problem::{Code, Problem},
    secrets,
};

/// Where the secret of an account is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Kept {
    pub account: String,
    pub place: Place,
    /// The variable or the file.
    pub at: Option<String>,
    /// Whether it is there; of the credential store and of sealed ones alone.
    pub stored: Option<bool>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    Store,
    /// In a file that the service's account alone can open.
    Sealed,
    Env,
    File,
}

/// Looks for the secrets of these accounts. One store that does not answer ends it.
pub async fn list(accounts: Vec<(String, SecretRef)>) -> Result<Vec<Kept>, Problem> {
    let mut list = Vec::new();
    for (account, secret) in accounts {
        let (place, at, stored) = match secret {
            SecretRef::Env(variable) => (Place::Env, Some(variable), None),
            SecretRef::File(path) => (Place::File, Some(path.display().to_string()), None),
            SecretRef::Store => match secrets::stored_apart(&account).await {
                Ok(_) if secrets::is_sealed(&account) => (Place::Sealed, None, Some(true)),
                Ok(_) => (Place::Store, None, Some(true)),
                Err(problem) if problem.code == Code::SecretMissing => (Place::Store, None, Some(false)),
                Err(problem) => return Err(problem),
            },
        };
        list.push(Kept { account, place, at, stored });
    }
    Ok(list)
}

/// Whether a secret can be kept under this name: an account's, or a hook's (`hook:NAME`).
pub fn is_name(account: &str) -> bool {
    let name = account.strip_prefix("hook:").unwrap_or(account);
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !name.is_empty() && name.len() <= 64 && name.chars().all(fits)
}
