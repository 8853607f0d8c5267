//! The credential store of the system: Windows Credential Manager or the Secret Service. Every call blocks.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use keyring_core::{CredentialStore, Entry, Error};
use rustls::pki_types::{PrivateKeyDer, pem::PemObject};

use crate::core::{
    ordered,
    problem::{Code, Problem},
    secret::Secret,
};

const SERVICE: &str = "fingerpost";
/// The entry with the names of the others, so that those can be found which no configuration names any more. To ask
/// the Credential Manager itself would be to read every password of the person. No account can be called so.
const NAMES: &str = "list:accounts";
/// No UTF-8 has this byte, and no UTF-16 that a person types has two of it.
const MARK: [u8; 2] = [0xff, 0xff];

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

/// How an account's entry is come by. The store is made for every call: a keyring that starts, or restarts, after
/// this program is then still found.
pub struct Vault(pub fn(&str) -> keyring_core::Result<Entry>);

impl Vault {
    pub const SYSTEM: Self = Self(entry);

    pub fn set(&self, account: &str, secret: &Secret) -> keyring_core::Result<()> {
        // Before it: a name without a secret does no harm.
        match self.listed(account, true) {
            Err(Error::TooLong(..)) => tracing::debug!("the list of stored secrets is full"),
            listed => listed?,
        }
        self.put(account, secret)
    }

    fn put(&self, account: &str, secret: &Secret) -> keyring_core::Result<()> {
        let entry = (self.0)(account)?;
        match entry.set_password(secret.expose()) {
            Err(Error::TooLong(..)) => match entry.set_secret(&as_text(secret.expose())) {
                Err(Error::TooLong(name, most)) => {
                    let der = as_key(secret.expose()).ok_or(Error::TooLong(name, most))?;
                    entry.set_secret(&der)
                }
                other => other,
            },
            other => other,
        }
    }

    /// Whether there was one to remove.
    pub fn remove(&self, account: &str) -> keyring_core::Result<bool> {
        let there = self.delete(account)?;
        self.listed(account, false)?;
        Ok(there)
    }

    fn delete(&self, account: &str) -> keyring_core::Result<bool> {
        match (self.0)(account)?.delete_credential() {
            Ok(()) => Ok(true),
            Err(Error::NoEntry) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The accounts whose secret was put here and not removed: some 40 with the longest names, hundreds with usual ones.
    pub fn names(&self) -> keyring_core::Result<BTreeSet<String>> {
        match self.stored(NAMES) {
            Ok(names) => Ok(ordered::set(names.expose().lines().map(str::to_owned))),
            Err(Error::NoEntry) => Ok(BTreeSet::new()),
            Err(error) => Err(error),
        }
    }

    /// Puts a name on the list, or takes it off.
    fn listed(&self, account: &str, there: bool) -> keyring_core::Result<()> {
        static WRITING: Mutex<()> = Mutex::new(());
        let _writing = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
        let mut names = self.names()?;
        let changed = if there { names.insert(account.to_owned()) } else { names.remove(account) };
        if !changed {
            return Ok(());
        }
        if names.is_empty() {
            return self.delete(NAMES).map(drop);
        }
        let lines: Vec<&str> = names.iter().map(String::as_str).collect();
        self.put(NAMES, &Secret::new(&lines.join("\n")))
    }

    pub fn stored(&self, account: &str) -> keyring_core::Result<Secret> {
        let entry = (self.0)(account)?;
        let packed = if cfg!(windows) { unpacked(&entry.get_secret()?) } else { None };
        packed.map_or_else(|| entry.get_password(), Ok).map(|text| Secret::new(&text))
    }
}

/// Whether no credential store is to be had, whatever the account: on Windows a service's account may have no
/// logon session that keeps credentials (1312, 50, 87), on Linux there is no keyring without a desktop.
pub const fn is_absent(error: &Error) -> bool {
    matches!(error, Error::NoStorageAccess(_) | Error::PlatformFailure(_))
}

/// What a store said in place of being one, without the words of the crates around it.
pub fn reason(error: &Error) -> String {
    match error {
        Error::NoStorageAccess(why) | Error::PlatformFailure(why) => why.to_string(),
        other => other.to_string(),
    }
}

pub fn problem(account: &str, error: &Error) -> Problem {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_private_key_is_kept_in_few_bytes() {
        let pem = include_str!("../provider/sign/rfc7515-a2.pem");
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
