//! The secrets of accounts and hooks: where they are, and putting them where whoever does it finds them. A secret
//! goes in and never comes out.

use serde::{Deserialize, Serialize};

use crate::{
    config::SecretRef,
    core::{keeping::Keeping, problem::Problem},
    secrets,
};

/// Where the secret of an account is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Kept {
    pub account: String,
    pub keeping: Keeping,
    /// Whether it is there; of the credential store and of sealed ones alone.
    pub stored: Option<bool>,
    /// Whether the configuration has an account, or a hook, of that name.
    pub configured: bool,
}

/// Looks for the secrets of these accounts, and for stored ones of others. One store that does not answer ends it.
pub async fn list(accounts: Vec<(String, SecretRef)>) -> Result<Vec<Kept>, Problem> {
    let mut list = Vec::new();
    for (account, secret) in accounts {
        let (keeping, stored) = match secret.keeping() {
            Some(keeping) => (keeping, None),
            None => look(&account).await?,
        };
        list.push(Kept { account, keeping, stored, configured: true });
    }
    // Where there is no store nothing is left in it; whether it was needed is settled above.
    for account in secrets::names_apart().await.unwrap_or_default() {
        let known = |kept: &Kept| kept.account == account && kept.stored.is_some();
        if !list.iter().any(known)
            && let (keeping, Some(true)) = look(&account).await?
        {
            list.push(Kept { account, keeping, stored: Some(true), configured: false });
        }
    }
    Ok(list)
}

async fn look(account: &str) -> Result<(Keeping, Option<bool>), Problem> {
    let (secret, keeping) = secrets::look(account, &SecretRef::Store).await?;
    Ok((keeping, Some(secret.is_some())))
}

/// Whether a secret can be kept under this name: an account's, or a hook's (`hook:NAME`).
pub fn is_name(account: &str) -> bool {
    let name = account.strip_prefix("hook:").unwrap_or(account);
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !name.is_empty() && name.len() <= 64 && name.chars().all(fits)
}
