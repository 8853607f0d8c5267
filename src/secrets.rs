//! Secrets: where they are kept and how they are fetched.
//!
//! The credential store of the system is Windows Credential Manager or the Secret Service.
//! A new store is made for every call: a keyring that starts, or restarts, after this
//! program is then still found. Calls may block (a locked keyring asks the person), so the
//! asynchronous ones run on a thread of their own and are bounded.

use std::{
    collections::{BTreeSet, HashMap},
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use keyring_core::{CredentialStore, Entry, Error};
use tokio::sync::oneshot;

use crate::{
    core::{
        problem::{Code, Problem},
        secret::Secret,
    },
    platform,
};

const SERVICE: &str = "fingerpost";
/// How long the credential store may take, with a person being asked to unlock it.
const LIMIT: Duration = Duration::from_secs(20);
/// A secret file larger than this is not one.
const FILE_LIMIT: u64 = 64 * 1024;

#[cfg(windows)]
fn store() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(windows_native_keyring_store::Store::new()?)
}

#[cfg(not(windows))]
fn store() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

fn entry(account: &str) -> keyring_core::Result<Entry> {
    // Local: the default of the Windows store roams to other machines with the profile.
    #[cfg(windows)]
    let modifiers = HashMap::from([("persistence", "Local")]);
    #[cfg(not(windows))]
    let modifiers = HashMap::new();
    store()?.build(SERVICE, account, Some(&modifiers))
}

fn problem(account: &str, error: &Error) -> Problem {
    let code = match error {
        Error::NoEntry => Code::SecretMissing,
        Error::TooLong(..) | Error::Invalid(..) => Code::BadSetting,
        _ => Code::SecretStore,
    };
    // The error's own text never holds the secret, except for these two, which hold its bytes.
    let said = match error {
        Error::NoEntry => String::new(),
        Error::BadEncoding(_) | Error::BadDataFormat(..) => "what is stored is not text".to_owned(),
        other => other.to_string(),
    };
    Problem::from(code).account(account).said(&said)
}

/// Puts the secret of an account into the credential store. Blocks.
pub fn set(account: &str, secret: &Secret) -> Result<(), Problem> {
    entry(account)
        .and_then(|entry| entry.set_password(secret.expose()))
        .map_err(|error| problem(account, &error))
}

/// Whether there was one to remove. Blocks.
pub fn remove(account: &str) -> Result<bool, Problem> {
    match entry(account).and_then(|entry| entry.delete_credential()) {
        Ok(()) => Ok(true),
        Err(Error::NoEntry) => Ok(false),
        Err(error) => Err(problem(account, &error)),
    }
}

/// The secret in the credential store. Blocks.
pub fn stored(account: &str) -> Result<Secret, Problem> {
    let secret = entry(account).and_then(|entry| entry.get_password());
    secret.map(|text| Secret::new(&text)).map_err(|error| problem(account, &error))
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

/// Reads a secret on a thread of its own, which may wait for a person to unlock the store for as long as that
/// takes. While it waits no other one is begun for the same name: `None`.
fn apart(name: &str) -> Option<oneshot::Receiver<Result<Secret, Problem>>> {
    static WAITING: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let waiting = || WAITING.lock().unwrap_or_else(PoisonError::into_inner);
    if !waiting().insert(name.to_owned()) {
        return None;
    }
    let (tell, told) = oneshot::channel();
    let account = name.to_owned();
    let read = move || {
        let secret = stored(&account);
        waiting().remove(&account);
        // Nobody may be waiting for it any more.
        let _ = tell.send(secret);
    };
    if std::thread::Builder::new().name("secret".into()).spawn(read).is_err() {
        waiting().remove(name);
        return None;
    }
    Some(told)
}

/// The secret of an account, wherever the configuration says it is.
pub async fn fetch(account: &str, place: &SecretRef) -> Result<Secret, Problem> {
    let name = account.to_owned();
    let secret = match place {
        SecretRef::Store => {
            let silent = || {
                let said = "the credential store did not answer; is it locked?";
                Problem::from(Code::SecretStore).account(&name).said(said)
            };
            let reading = apart(&name).ok_or_else(silent)?;
            match tokio::time::timeout(LIMIT, reading).await {
                Ok(Ok(secret)) => secret?,
                Ok(Err(_)) | Err(_) => return Err(silent()),
            }
        }
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
        return Err(failed(
            Code::SecretMissing,
            &format!("can be read by others ({why}); make it readable by its owner alone: chmod 600"),
        ));
    }
    let size = fs::metadata(path).map_err(io)?.len();
    if size > FILE_LIMIT {
        return Err(failed(Code::SecretMissing, "is too large for a secret"));
    }
    fs::read_to_string(path).map(|text| Secret::new(&text)).map_err(io)
}
