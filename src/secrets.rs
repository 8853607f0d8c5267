//! Secrets: where they are kept and how they are fetched.
//!
//! The credential store of the system is the place ([`vault`]). A service may have none: then, and for the
//! service alone, files that only its account can open are ([`sealed`]). Which of them it is, is decided here.
//! Calls may block (a locked keyring asks the person), so the asynchronous ones run on a thread of their own
//! and are bounded.

mod sealed;
mod vault;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, OnceLock, PoisonError},
    time::Duration,
};

use keyring_core::Error;
use tokio::sync::oneshot;

use self::{
    sealed::Folder,
    vault::{Vault, is_absent, problem},
};
use crate::{
    core::{
        problem::{Code, Kept, Problem},
        secret::Secret,
    },
    platform,
};

/// How long the credential store may take, with a person being asked to unlock it.
const LIMIT: Duration = Duration::from_secs(20);
/// A secret file larger than this is not one.
const FILE_LIMIT: u64 = 64 * 1024;

/// Where the service has sealed secrets; never set in a person's own program.
static SEALED: OnceLock<Folder> = OnceLock::new();

/// Has this program, a service, seal secrets below its state folder where there is no credential store for it.
/// Once, at the start.
pub fn seal_in(state_dir: &Path) {
    let _ = SEALED.set(Folder::below(state_dir));
}

/// Whether the secret of an account lies sealed in a file instead of in the credential store.
pub fn is_sealed(account: &str) -> bool {
    SEALED.get().is_some_and(|folder| folder.has(account))
}

/// The places, in one.
struct Keeper<'a> {
    vault: Vault,
    sealed: Option<&'a Folder>,
}

fn keeper() -> Keeper<'static> {
    Keeper { vault: Vault::SYSTEM, sealed: SEALED.get() }
}

impl Keeper<'_> {
    fn set(&self, account: &str, secret: &Secret) -> Result<(), Problem> {
        match (self.vault.set(account, secret), self.sealed) {
            // A sealed one of before would go before it.
            (Ok(()), Some(folder)) => folder.remove(account).map(drop).map_err(|why| unsealed(account, &why)),
            (Ok(()), None) => Ok(()),
            (Err(error), Some(folder)) if is_absent(&error) => {
                tracing::debug!("the credential store: {error}");
                folder.set(account, secret).map_err(|why| unsealed(account, &why))
            }
            (Err(error), _) => Err(problem(account, &error)),
        }
    }

    /// A sealed one is the newer one: [`Self::set`] removes it where the credential store takes the secret.
    fn stored(&self, account: &str) -> Result<Secret, Problem> {
        let Some(folder) = self.sealed else {
            return self.vault.stored(account).map_err(|error| problem(account, &error));
        };
        if let Some(secret) = folder.stored(account).map_err(|why| unsealed(account, &why))? {
            return Ok(secret);
        }
        self.vault.stored(account).map_err(|error| match error {
            error if !is_absent(&error) => problem(account, &error),
            _ if platform::sealed::AVAILABLE => problem(account, &Error::NoEntry),
            _ => Problem::from(Code::NoSecretStore).account(account),
        })
    }

    fn remove(&self, account: &str) -> Result<bool, Problem> {
        let sealed = self.sealed.map_or(Ok(false), |folder| folder.remove(account));
        let sealed = sealed.map_err(|why| unsealed(account, &why))?;
        match self.vault.remove(account) {
            Ok(stored) => Ok(stored || sealed),
            Err(error) if self.sealed.is_some() && is_absent(&error) => Ok(sealed),
            Err(error) => Err(problem(account, &error)),
        }
    }
}

fn unsealed(account: &str, why: &std::io::Error) -> Problem {
    if why.kind() == std::io::ErrorKind::Unsupported {
        return Problem::from(Code::NoSecretStore).account(account);
    }
    Problem::from(Code::SecretStore).account(account).said(&why.to_string())
}

/// Puts the secret of an account into the credential store. Blocks.
pub fn set(account: &str, secret: &Secret) -> Result<(), Problem> {
    keeper().set(account, secret)
}

/// Whether there was one to remove. Blocks.
pub fn remove(account: &str) -> Result<bool, Problem> {
    keeper().remove(account)
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
    /// The file or variable, where it is one.
    pub fn apart(&self) -> Option<Kept> {
        match self {
            Self::Store => None,
            Self::Env(variable) => Some(Kept::Variable(variable.clone())),
            Self::File(path) => Some(Kept::File(path.display().to_string())),
        }
    }
}

/// Does something with the credential store on a thread of its own, which may wait for a person to unlock the store
/// for as long as that takes; this waits no longer than [`LIMIT`]. While it waits nothing else is begun for the same
/// name.
async fn apart<T: Send + 'static>(
    account: &str,
    what: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    static WAITING: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let waiting = || WAITING.lock().unwrap_or_else(PoisonError::into_inner);
    let silent = || {
        let said = "the credential store did not answer; is it locked?";
        Problem::from(Code::SecretStore).account(account).said(said)
    };
    if !waiting().insert(account.to_owned()) {
        return Err(silent());
    }
    let (tell, told) = oneshot::channel();
    let name = account.to_owned();
    let work = move || {
        let done = what();
        waiting().remove(&name);
        // Nobody may be waiting for it any more.
        let _ = tell.send(done);
    };
    if std::thread::Builder::new().name("secret".into()).spawn(work).is_err() {
        waiting().remove(account);
        return Err(silent());
    }
    match tokio::time::timeout(LIMIT, told).await {
        Ok(Ok(done)) => done,
        Ok(Err(_)) | Err(_) => Err(silent()),
    }
}

/// [`set`] without blocking: at most 20 seconds.
pub async fn set_apart(account: &str, secret: Secret) -> Result<(), Problem> {
    let name = account.to_owned();
    apart(account, move || set(&name, &secret)).await
}

/// [`remove`] without blocking: at most 20 seconds.
pub async fn remove_apart(account: &str) -> Result<bool, Problem> {
    let name = account.to_owned();
    apart(account, move || remove(&name)).await
}

/// [`stored`] without blocking: at most 20 seconds.
pub async fn stored_apart(account: &str) -> Result<Secret, Problem> {
    let name = account.to_owned();
    apart(account, move || stored(&name)).await
}

/// The secret of an account, wherever the configuration says it is.
pub async fn fetch(account: &str, place: &SecretRef) -> Result<Secret, Problem> {
    found(account, place).await.map_err(|problem| problem.kept(place.apart()))
}

async fn found(account: &str, place: &SecretRef) -> Result<Secret, Problem> {
    let name = account.to_owned();
    let secret = match place {
        SecretRef::Store => stored_apart(&name).await?,
        SecretRef::Env(variable) => {
            if let Ok(text) = std::env::var(variable) {
                Secret::new(&text)
            } else {
                let said = format!("the environment variable {variable} is not set");
                return Err(Problem::from(Code::SecretMissing).account(&name).said(&said));
            }
        }
        SecretRef::File(path) => file(&name, path)?,
    };
    if secret.is_empty() {
        return Err(Problem::from(Code::SecretMissing).account(&name).said("the secret is empty"));
    }
    Ok(secret)
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use keyring_core::{CredentialStore, Entry, mock};

    use super::*;

    fn absent(_: &str) -> keyring_core::Result<Entry> {
        Err(Error::NoStorageAccess("no logon session".into()))
    }

    fn there(account: &str) -> keyring_core::Result<Entry> {
        static STORE: OnceLock<Arc<CredentialStore>> = OnceLock::new();
        STORE.get_or_init(|| mock::Store::new().unwrap()).build("test", account, None)
    }

    fn folder(name: &str) -> (PathBuf, Folder) {
        let dir = std::env::temp_dir().join(format!("fingerpost-sealed-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(&dir).unwrap();
        let folder = Folder::below(&dir);
        (dir, folder)
    }

    #[test]
    fn a_credential_store_that_is_there_is_the_place() {
        let (dir, folder) = folder("there");
        for sealed in [None, Some(&folder)] {
            let keeper = Keeper { vault: Vault(there), sealed };
            keeper.set("a", &Secret::new("one")).unwrap();
            assert_eq!(keeper.stored("a").unwrap().expose(), "one");
            assert!(!folder.has("a"));
            assert!(keeper.remove("a").unwrap());
            assert!(!keeper.remove("a").unwrap());
            assert_eq!(keeper.stored("a").unwrap_err().code, Code::SecretMissing);
        }
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn a_person_s_own_program_seals_nothing() {
        let keeper = Keeper { vault: Vault(absent), sealed: None };
        assert_eq!(keeper.set("a", &Secret::new("one")).unwrap_err().code, Code::SecretStore);
        assert_eq!(keeper.stored("a").unwrap_err().code, Code::SecretStore);
        assert_eq!(keeper.remove("a").unwrap_err().code, Code::SecretStore);
    }

    #[cfg(not(windows))]
    #[test]
    fn a_service_without_any_place_is_told_what_to_do() {
        let (dir, folder) = folder("nowhere");
        let keeper = Keeper { vault: Vault(absent), sealed: Some(&folder) };
        assert_eq!(keeper.set("a", &Secret::new("one")).unwrap_err().code, Code::NoSecretStore);
        assert_eq!(keeper.stored("a").unwrap_err().code, Code::NoSecretStore);
        assert!(!keeper.remove("a").unwrap());
        fs::remove_dir_all(dir).unwrap();
    }

    #[cfg(windows)]
    #[test]
    fn a_service_without_a_credential_store_seals() {
        let (dir, folder) = folder("absent");
        let keeper = Keeper { vault: Vault(absent), sealed: Some(&folder) };
        assert_eq!(keeper.stored("b").unwrap_err().code, Code::SecretMissing);
        for (account, secret) in [("b", "one"), ("B", "other"), ("hook:b", "h"), ("b", "two")] {
            keeper.set(account, &Secret::new(secret)).unwrap();
            assert_eq!(keeper.stored(account).unwrap().expose(), secret);
        }
        assert_eq!(keeper.stored("B").unwrap().expose(), "other");
        // The credential store came: what is set there counts from then on.
        let later = Keeper { vault: Vault(there), sealed: Some(&folder) };
        assert_eq!(later.stored("b").unwrap().expose(), "two");
        later.set("b", &Secret::new("three")).unwrap();
        assert_eq!(later.stored("b").unwrap().expose(), "three");
        assert!(!folder.has("b") && folder.has("B"));
        assert!(keeper.remove("B").unwrap());
        assert_eq!(keeper.stored("B").unwrap_err().code, Code::SecretMissing);
        fs::remove_dir_all(dir).unwrap();
    }
}
