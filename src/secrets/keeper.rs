//! One secret in one place: the credential store, or where there is none and files may be sealed, such a file.

use std::{collections::BTreeSet, path::Path};

use keyring_core::Error;

use super::{
    sealed::Folder,
    vault::{Vault, is_absent, problem, reason},
};
use crate::{
    core::{
        keeping::{Keeping, Place},
        problem::{Code, Problem},
        secret::Secret,
    },
    platform,
};

/// The places, in one.
pub struct Keeper<'a> {
    pub vault: Vault,
    pub sealed: Option<&'a Folder>,
}

impl Keeper<'_> {
    pub fn set(&self, account: &str, secret: &Secret) -> Result<Keeping, Problem> {
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
    pub fn look(&self, account: &str) -> Result<(Option<Secret>, Keeping), Problem> {
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

    pub fn stored(&self, account: &str) -> Result<Secret, Problem> {
        let (secret, _) = self.look(account)?;
        secret.ok_or_else(|| problem(account, &Error::NoEntry))
    }

    pub fn remove(&self, account: &str) -> Result<bool, Problem> {
        let sealed = self.sealed.map_or(Ok(false), |folder| folder.remove(account));
        let sealed = sealed.map_err(|why| unsealed(account, &why))?;
        match self.vault.remove(account) {
            Ok(stored) => Ok(stored || sealed),
            Err(error) if self.sealed.is_some() && is_absent(&error) => Ok(sealed),
            Err(error) => Err(problem(account, &error)),
        }
    }

    pub fn names(&self) -> Result<BTreeSet<String>, Problem> {
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

#[cfg(test)]
mod tests {
    use std::{
        fs,
        path::PathBuf,
        sync::{Arc, OnceLock},
    };

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
