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
use tokio::{
    sync::{Notify, oneshot},
    time::{Instant, timeout_at},
};

use self::{
    sealed::Folder,
    vault::{Vault, is_absent, problem, reason},
};
use crate::{
    core::{
        keeping::{Keeping, Place},
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

/// Whose secrets a service has sealed below this state folder.
pub fn sealed_in(state_dir: &Path) -> BTreeSet<String> {
    Folder::below(state_dir).names().unwrap_or_default()
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
    fn set(&self, account: &str, secret: &Secret) -> Result<Keeping, Problem> {
        match (self.vault.set(account, secret), self.sealed) {
            (Ok(()), folder) => {
                // A sealed one of before would go before it.
                let removed = folder.map_or(Ok(false), |folder| folder.remove(account));
                removed.map_err(|why| unsealed(account, &why))?;
                Ok(in_store())
            }
            (Err(error), Some(folder)) if is_absent(&error) => {
                folder.set(account, secret).map_err(|why| unsealed(account, &why))?;
                Ok(in_file(&folder.file(account), Some(&error)))
            }
            (Err(error), _) => Err(problem(account, &error)),
        }
    }

    /// `None` where there is none in the place where it would be. A sealed one is the newer one: [`Self::set`]
    /// removes it where the credential store takes the secret.
    fn look(&self, account: &str) -> Result<(Option<Secret>, Keeping), Problem> {
        let sealed = self.sealed.map(|folder| (folder.file(account), folder.stored(account)));
        match (self.vault.stored(account), sealed) {
            (_, Some((_, Err(why)))) => Err(unsealed(account, &why)),
            (vault, Some((file, Ok(Some(secret))))) => {
                Ok((Some(secret), in_file(&file, vault.as_ref().err().filter(|error| is_absent(error)))))
            }
            (Ok(secret), _) => Ok((Some(secret), in_store())),
            (Err(Error::NoEntry), _) => Ok((None, in_store())),
            (Err(error), Some((file, _))) if is_absent(&error) => {
                if platform::sealed::AVAILABLE {
                    Ok((None, in_file(&file, Some(&error))))
                } else {
                    Err(Problem::from(Code::NoSecretStore).account(account))
                }
            }
            (Err(error), _) => Err(problem(account, &error)),
        }
    }

    fn stored(&self, account: &str) -> Result<Secret, Problem> {
        let (secret, _) = self.look(account)?;
        secret.ok_or_else(|| problem(account, &Error::NoEntry))
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

    fn names(&self) -> Result<BTreeSet<String>, Problem> {
        let sealed = self.sealed.map_or_else(|| Ok(BTreeSet::new()), Folder::names);
        let mut names = sealed.map_err(|why| Problem::from(Code::SecretStore).said(&why.to_string()))?;
        match self.vault.names() {
            Ok(stored) => names.extend(stored),
            Err(error) if self.sealed.is_some() && is_absent(&error) => {}
            Err(error) => return Err(Problem { account: None, ..problem("", &error) }),
        }
        Ok(names)
    }
}

fn in_store() -> Keeping {
    Keeping { place: Place::Store, owner: Some(platform::user::name()), at: None, why: None }
}

/// Sealed for whoever this is; for want of a credential store, which said so.
fn in_file(file: &Path, absent: Option<&Error>) -> Keeping {
    Keeping {
        place: Place::Sealed,
        owner: Some(platform::user::name()),
        at: Some(file.display().to_string()),
        why: absent.map(reason),
    }
}

fn unsealed(account: &str, why: &std::io::Error) -> Problem {
    if why.kind() == std::io::ErrorKind::Unsupported {
        return Problem::from(Code::NoSecretStore).account(account);
    }
    Problem::from(Code::SecretStore).account(account).said(&why.to_string())
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

/// Does something with the credential store on a thread of its own, which may wait for a person to unlock the store
/// for as long as that takes; this waits no longer than [`LIMIT`]. What is wanted of the same name waits for its turn.
async fn apart<T: Send + 'static>(
    account: &str,
    what: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    static WAITING: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    static FREED: Notify = Notify::const_new();
    let end = Instant::now() + LIMIT;
    let waiting = || WAITING.lock().unwrap_or_else(PoisonError::into_inner);
    let silent = || {
        let said = "the credential store did not answer; is it locked?";
        Problem::from(Code::SecretStore).account(account).said(said)
    };
    let turn = async {
        loop {
            let freed = FREED.notified();
            if waiting().insert(account.to_owned()) {
                return;
            }
            freed.await;
        }
    };
    if timeout_at(end, turn).await.is_err() {
        return Err(silent());
    }
    let (tell, told) = oneshot::channel();
    let name = account.to_owned();
    let work = move || {
        let done = what();
        waiting().remove(&name);
        FREED.notify_waiters();
        // Nobody may be waiting for it any more.
        let _ = tell.send(done);
    };
    if std::thread::Builder::new().name("secret".into()).spawn(work).is_err() {
        waiting().remove(account);
        FREED.notify_waiters();
        return Err(silent());
    }
    match timeout_at(end, told).await {
        Ok(Ok(done)) => done,
        Ok(Err(_)) | Err(_) => Err(silent()),
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
            let kept = keeper.set("a", &Secret::new("one")).unwrap();
            assert_eq!((kept.place, kept.owner), (Place::Store, Some(platform::user::name())));
            assert_eq!(keeper.stored("a").unwrap().expose(), "one");
            assert!(!folder.file("a").exists());
            assert!(keeper.remove("a").unwrap());
            assert!(!keeper.remove("a").unwrap());
            assert_eq!(keeper.stored("a").unwrap_err().code, Code::SecretMissing);
        }
        fs::remove_dir_all(dir).unwrap();
    }

    #[tokio::test]
    async fn who_comes_while_a_secret_is_looked_for_waits_for_his_turn() {
        let (open, locked) = std::sync::mpsc::channel::<()>();
        let first = tokio::spawn(apart("turn", move || Ok(locked.recv().is_ok())));
        let second = tokio::spawn(apart("turn", || Ok(true)));
        // Of another name nothing keeps anybody.
        assert!(apart("other", || Ok(true)).await.unwrap());
        assert!(!first.is_finished() && !second.is_finished());
        open.send(()).unwrap();
        assert!(first.await.unwrap().unwrap() && second.await.unwrap().unwrap());
    }

    #[test]
    fn what_was_stored_is_found_without_the_configuration() {
        fn apart(account: &str) -> keyring_core::Result<Entry> {
            static STORE: OnceLock<Arc<CredentialStore>> = OnceLock::new();
            STORE.get_or_init(|| mock::Store::new().unwrap()).build("test", account, None)
        }
        let keeper = Keeper { vault: Vault(apart), sealed: None };
        assert!(keeper.names().unwrap().is_empty());
        for account in ["lab", "hook:chat", "lab", "former"] {
            keeper.set(account, &Secret::new("hunter2")).unwrap();
        }
        assert_eq!(keeper.names().unwrap(), ["former", "hook:chat", "lab"].map(str::to_owned).into());
        for account in keeper.names().unwrap() {
            assert!(keeper.remove(&account).unwrap());
        }
        // Not the list of them either.
        assert!(matches!(apart("list:accounts").unwrap().get_password(), Err(Error::NoEntry)));
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
        let (none, place) = keeper.look("b").unwrap();
        assert!(none.is_none() && place.place == Place::Sealed);
        for (account, secret) in [("b", "one"), ("B", "other"), ("hook:b", "h"), ("b", "two")] {
            keeper.set(account, &Secret::new(secret)).unwrap();
            assert_eq!(keeper.stored(account).unwrap().expose(), secret);
        }
        assert_eq!(keeper.stored("B").unwrap().expose(), "other");
        assert_eq!(keeper.names().unwrap(), ["B", "b", "hook:b"].map(str::to_owned).into());
        // Which file, for whom, and why not in the credential store.
        let (_, kept) = keeper.look("b").unwrap();
        assert_eq!(kept.owner, Some(platform::user::name()));
        assert!(kept.at.unwrap().ends_with("of-b.bin"));
        assert_eq!(kept.why.as_deref(), Some("no logon session"));
        // The credential store came: what is set there counts from then on.
        let later = Keeper { vault: Vault(there), sealed: Some(&folder) };
        assert_eq!(later.stored("b").unwrap().expose(), "two");
        later.set("b", &Secret::new("three")).unwrap();
        assert_eq!(later.stored("b").unwrap().expose(), "three");
        assert!(!folder.file("b").exists() && folder.file("B").exists());
        assert!(keeper.remove("B").unwrap());
        assert_eq!(keeper.stored("B").unwrap_err().code, Code::SecretMissing);
        fs::remove_dir_all(dir).unwrap();
    }
}
