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

use base64::{Engine, prelude::BASE64_STANDARD};
use keyring_core::{CredentialStore, Entry, Error};
use rustls::pki_types::{PrivateKeyDer, pem::PemObject};
use tokio::sync::oneshot;

use crate::{
    core::{
        problem::{Code, Kept, Problem},
        secret::Secret,
    },
    platform,
};

const SERVICE: &str = "fingerpost";
/// No UTF-8 has this byte, and no UTF-16 that a person types has two of it.
const MARK: [u8; 2] = [0xff, 0xff];
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
    let put = |entry: Entry| match entry.set_password(secret.expose()) {
        Err(Error::TooLong(..)) => match entry.set_secret(&as_text(secret.expose())) {
            Err(Error::TooLong(name, most)) => {
                let der = as_key(secret.expose()).ok_or(Error::TooLong(name, most))?;
                entry.set_secret(&der)
            }
            other => other,
        },
        other => other,
    };
    entry(account).and_then(put).map_err(|error| problem(account, &error))
}

/// What a store is given that takes too few bytes for a private key in two to a letter (Windows: 2560): a mark
/// that no text begins with, in either of its encodings, and the text in UTF-8.
fn as_text(secret: &str) -> Vec<u8> {
    [&MARK[..], b"T", secret.as_bytes()].concat()
}

/// The same, of a key in PEM without its armour.
fn as_key(secret: &str) -> Option<Vec<u8>> {
    let key = PrivateKeyDer::from_pem_slice(secret.as_bytes()).ok()?;
    Some([&MARK[..], b"K", key.secret_der()].concat())
}

/// What [`as_text`] or [`as_key`] was given, the key in base64.
fn unpacked(stored: &[u8]) -> Option<String> {
    match stored.strip_prefix(&MARK)? {
        [b'T', text @ ..] => String::from_utf8(text.to_vec()).ok(),
        [b'K', key @ ..] => Some(BASE64_STANDARD.encode(key)),
        _ => None,
    }
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
    let secret = entry(account).and_then(|entry| {
        let packed = if cfg!(windows) { unpacked(&entry.get_secret()?) } else { None };
        packed.map_or_else(|| entry.get_password(), Ok)
    });
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
    use super::*;

    #[test]
    fn a_private_key_is_kept_in_few_bytes() {
        let pem = include_str!("provider/sign/rfc7515-a2.pem");
        let base64: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
        assert_eq!(unpacked(&as_text(pem)).as_deref(), Some(pem));
        let key = as_key(pem).unwrap();
        assert!(key.len() < 1200);
        assert_eq!(unpacked(&key), Some(base64));
        assert_eq!(as_key("hunter2"), None);
        for plain in [&b"hunter2"[..], b"", "h\u{fe}\0".as_bytes(), &[0xff], &[0xff, 0xff, b'X']] {
            assert_eq!(unpacked(plain), None);
        }
    }
}
