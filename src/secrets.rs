//! Secrets: where they are kept and how they are fetched.
//!
//! The credential store of the system is the place ([`vault`]). A service may have none: then, and for the
//! service alone, files that only its account can open are ([`sealed`]). Which of them it is, [`keeper`] decides.
//! Calls may block (a locked keyring asks the person), so the asynchronous ones run on a thread of their own
//! and are bounded.

mod apart;
mod keeper;
mod sealed;
mod vault;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use keyring_core::Error;

use self::{
    apart::apart,
    keeper::Keeper,
    sealed::Folder,
    vault::{Vault, problem},
};
use crate::{
    core::{
        keeping::{Keeping, Place},
        problem::{Code, Kept, Problem},
        secret::Secret,
    },
    platform,
};

/// A secret file larger than this is not one.
const FILE_LIMIT: u64 = 64 * 1024;

/// Where the service has sealed secrets; never set in a person's own program.
static SEALED: OnceLock<Folder> = OnceLock::new();

/// Has this program, a service, seal secrets below its state folder where there is no credential store for it.
/// Once, at the start.
pub fn seal_in(state_dir: &Path) {
    let _ = SEALED.set(Folder::below(state_dir));
}

/// Whose secrets a service has sealed below this state folder.
pub fn sealed_in(state_dir: &Path) -> BTreeSet<String> {
    Folder::below(state_dir).names().unwrap_or_default()
}

fn keeper() -> Keeper<'static> {
    Keeper { vault: Vault::SYSTEM, sealed: SEALED.get() }
}

/// Keeps the secret of an account, and tells where. Blocks.
pub fn set(account: &str, secret: &Secret) -> Result<Keeping, Problem> {
    keeper().set(account, secret)
}

/// Whether there was one to remove. Blocks.
pub fn remove(account: &str) -> Result<bool, Problem> {
    keeper().remove(account)
}

/// Every name under which this program has a secret stored, whatever the configuration says. Blocks.
pub fn names() -> Result<BTreeSet<String>, Problem> {
    keeper().names()
}

/// The secret in the credential store. Blocks.
pub fn stored(account: &str) -> Result<Secret, Problem> {
    keeper().stored(account)
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

impl SecretRef {
    /// Where the secret is, where that is known without a look.
    pub fn keeping(&self) -> Option<Keeping> {
        let (place, at) = match self {
            Self::Store => return None,
            Self::Env(variable) => (Place::Env, variable.clone()),
            Self::File(path) => (Place::File, path.display().to_string()),
        };
        Some(Keeping { place, owner: None, at: Some(at), why: None })
    }

    /// The file or variable, where it is one.
    pub fn apart(&self) -> Option<Kept> {
        match self {
            Self::Store => None,
            Self::Env(variable) => Some(Kept::Variable(variable.clone())),
            Self::File(path) => Some(Kept::File(path.display().to_string())),
        }
    }
}

/// [`set`] without blocking: at most 20 seconds.
pub async fn set_apart(account: &str, secret: Secret) -> Result<Keeping, Problem> {
    let name = account.to_owned();
    apart(account, move || set(&name, &secret)).await
}

/// [`remove`] without blocking: at most 20 seconds.
pub async fn remove_apart(account: &str) -> Result<bool, Problem> {
    let name = account.to_owned();
    apart(account, move || remove(&name)).await
}

/// [`names`] without blocking: at most 20 seconds.
pub async fn names_apart() -> Result<BTreeSet<String>, Problem> {
    apart("", names).await.map_err(|problem| Problem { account: None, ..problem })
}

/// The secret of an account, wherever the configuration says it is.
pub async fn fetch(account: &str, place: &SecretRef) -> Result<Secret, Problem> {
    let (secret, _) = look(account, place).await?;
    secret.ok_or_else(|| problem(account, &Error::NoEntry))
}

/// The same, and where it was found; `None` where it is not in the store in which it is looked for.
pub async fn look(account: &str, place: &SecretRef) -> Result<(Option<Secret>, Keeping), Problem> {
    found(account, place).await.map_err(|problem| problem.kept(place.apart()))
}

async fn found(account: &str, place: &SecretRef) -> Result<(Option<Secret>, Keeping), Problem> {
    let missing = |said: &str| Problem::from(Code::SecretMissing).account(account).said(said);
    let secret = match place {
        SecretRef::Store => None,
        SecretRef::Env(variable) => {
            let unset = |_| missing(&format!("the environment variable {variable} is not set"));
            Some(Secret::new(&std::env::var(variable).map_err(unset)?))
        }
        SecretRef::File(path) => Some(file(account, path)?),
    };
    let (secret, keeping) = if let Some(keeping) = place.keeping() {
        (secret, keeping)
    } else {
        let name = account.to_owned();
        apart(account, move || keeper().look(&name)).await?
    };
    if secret.as_ref().is_some_and(Secret::is_empty) {
        return Err(missing("the secret is empty"));
    }
    Ok((secret, keeping))
}

fn file(account: &str, path: &Path) -> Result<Secret, Problem> {
    let failed = |code: Code, why: &str| {
        Problem::from(code).account(account).said(&format!("the secret file {} {why}", path.display()))
    };
    let io = |error: std::io::Error| failed(Code::SecretMissing, &format!("cannot be read: {error}"));
    if let Some(why) = platform::private::readable_by_others(path).map_err(io)? {
        return Err(failed(Code::SecretMissing, &format!("can be read by others ({why})")));
    }
    let size = fs::metadata(path).map_err(io)?.len();
    if size > FILE_LIMIT {
        return Err(failed(Code::SecretMissing, "is too large for a secret"));
    }
    fs::read_to_string(path).map(|text| Secret::new(&text)).map_err(io)
}
