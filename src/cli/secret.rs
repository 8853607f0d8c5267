//! `secret`: storing, listing and removing.

use std::io::{self, IsTerminal, Read};

use serde::Serialize;

use super::{Context, Exit, Secret as Do, asking, print, run};
use crate::{
    app::{self, Failed},
    config::{self, Hook},
    control::{self, Host, Kept, Place, Reply, Request, Unreached},
    core::{
        problem::{Code, Problem},
        secret::Secret,
    },
    paths::Paths,
    secrets,
    text::{
        audit, cli as text,
        problem::{self, sentence},
    },
};

/// The longest secret that is read: longer ones fit into no credential store.
const LIMIT: u64 = 16 * 1024;

pub fn secret(context: &Context, what: Do) -> Exit {
    match what {
        Do::Set { account } => set(context, &account),
        Do::Remove { account: Some(account), .. } => remove(context, &account),
        Do::Remove { account: None, .. } => remove_all(context),
        Do::List(json) => list(context, json.json),
    }
}

fn complain(context: &Context, problem: &Problem) -> Exit {
    print::aside(sentence(context.language, problem));
    Exit::Failed
}

fn set(context: &Context, account: &str) -> Exit {
    let language = context.language;
    let known = config::load(&context.paths.config, &app::known());
    let place = known.ok().and_then(|config| config.accounts.get(account)?.secret.apart());
    if let Some(kept) = place {
        print::aside(problem::not_stored(language, account, &kept));
        return Exit::Usage;
    }
    let secret = match ask_for(&text::SECRET_PROMPT.fill(language, &[("account", &account)])) {
        Ok(text) => Secret::new(&text),
        Err(error) => {
            print::aside(error);
            return Exit::Failed;
        }
    };
    if secret.is_empty() {
        print::aside(text::SECRET_EMPTY.to(language));
        return Exit::Usage;
    }
    let request = || Request::SetSecret { account: account.to_owned(), secret: secret.clone() };
    let mut paths = &context.paths;
    let service = Paths::service();
    match asking::reach(context, request) {
        Ok((_, Reply::Failed(problem))) => return not_stored(context, account, &problem),
        Ok((host, _)) => {
            asking::introduce(context, host);
            if host == Host::Service {
                paths = &service;
            }
        }
        Err(error) => {
            if let Some(exit) = somebody(context, &error) {
                return exit;
            }
            if let Err(problem) = secrets::set(account, &secret) {
                return not_stored(context, account, &problem);
            }
        }
    }
    print::line(text::SECRET_STORED.fill(language, &[("account", &account)]));
    if let Ok(config) = config::load(&paths.config, &app::known())
        && !config.accounts.contains_key(account)
        && !config.hooks.keys().any(|hook| Hook::secret_name(hook) == account)
    {
        let file = paths.config.display();
        print::aside(text::SECRET_UNKNOWN_ACCOUNT.fill(language, &[("file", &file), ("account", &account)]));
    }
    Exit::Done
}

/// Says why a secret was not stored: a store that is not there has words of its own that help nobody.
fn not_stored(context: &Context, account: &str, problem: &Problem) -> Exit {
    if problem.code != Code::SecretStore {
        return complain(context, problem);
    }
    print::aside(text::NO_SECRET_STORE.fill(context.language, &[("account", &account)]));
    Exit::Failed
}

/// Says why it cannot be done here either: somebody runs and does not do it, or the service is meant, whose credential
/// store is another.
fn somebody(context: &Context, error: &Unreached) -> Option<Exit> {
    match error {
        Unreached::Nobody(why) if !asking::is_nobody(why) => Some(asking::unanswered(context, why)),
        Unreached::Nobody(_) if context.paths.is_service() => {
            print::aside(audit::SERVICE_DOWN.to(context.language));
            Some(Exit::Person)
        }
        Unreached::Nobody(_) => None,
        Unreached::Refused(..) => Some(asking::unreached(context, error)),
    }
}

/// Whether nothing of a key file that is pasted, PEM or JSON, is still to come.
fn is_whole(text: &str) -> bool {
    let (pem, json) =
        (text.contains("-----BEGIN"), text.lines().next().is_some_and(|line| line.trim() == "{"));
    (!pem || json || text.contains("-----END"))
        && (!json || serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok())
}

fn ask_for(prompt: &str) -> io::Result<String> {
    if io::stdin().is_terminal() {
        let mut text = rpassword::prompt_password(prompt)?;
        while !is_whole(&text) && (text.len() as u64) < LIMIT {
            text = format!("{text}\n{}", rpassword::prompt_password("")?);
        }
        return Ok(text);
    }
    let mut text = String::new();
    io::stdin().take(LIMIT).read_to_string(&mut text)?;
    Ok(text)
}

fn remove(context: &Context, account: &str) -> Exit {
    let removed = match asking::reach(context, || Request::RemoveSecret(account.to_owned())) {
        Ok((_, Reply::Removed(there))) => Ok(there),
        Ok((_, Reply::Failed(problem))) => Err(*problem),
        Ok(_) => return Exit::Failed,
        Err(error) => match somebody(context, &error) {
            Some(exit) => return exit,
            None => secrets::remove(account),
        },
    };
    match removed {
        Ok(there) => {
            let said = if there { text::SECRET_REMOVED } else { text::SECRET_NONE };
            print::line(said.fill(context.language, &[("account", &account)]));
            Exit::Done
        }
        Err(problem) => complain(context, &problem),
    }
}

/// Everything that the configuration has in the credential store: a program that lists what is in there is taken
/// for a thief of passwords.
fn remove_all(context: &Context) -> Exit {
    let config = match config::load(&context.paths.config, &app::known()) {
        Ok(config) => config,
        Err(mistakes) => return run::complain(context, &Failed::Config(mistakes)),
    };
    let hooks = config.hooks.keys().map(|name| Hook::secret_name(name));
    let names = config.accounts.into_keys().chain(hooks);
    let failed = names.filter(|name| remove(context, name) != Exit::Done).count();
    if failed == 0 { Exit::Done } else { Exit::Failed }
}

#[derive(Serialize)]
struct Listed {
    account: String,
    /// `store`, `sealed`, `env` or `file`.
    place: Place,
    /// Whether it is there; of the credential store alone.
    stored: Option<bool>,
}

fn list(context: &Context, json: bool) -> Exit {
    let list = match asking::reach(context, || Request::Secrets) {
        Ok((_, Reply::Secrets(list))) => Ok(list),
        Ok((_, Reply::Failed(problem))) => Err(*problem),
        Err(error @ Unreached::Refused(..)) => return asking::unreached(context, &error),
        _ => match asking::shut_out(context).map_or_else(|| Ok(list_here(context)), Err) {
            Err(exit) => return exit,
            Ok(Ok(list)) => list,
            Ok(Err(failed)) => return run::complain(context, &failed),
        },
    };
    let list = match list {
        Ok(list) => list,
        Err(problem) => return complain(context, &problem),
    };
    if json {
        let listed =
            list.into_iter().map(|Kept { account, place, stored, .. }| Listed { account, place, stored });
        print::json(&listed.collect::<Vec<_>>());
        return Exit::Done;
    }
    for Kept { account, place, at, stored } in &list {
        let phrase = match stored {
            Some(true) if *place == Place::Sealed => text::SECRET_SEALED,
            Some(true) => text::SECRET_IN_STORE,
            Some(false) => text::SECRET_MISSING,
            None => text::SECRET_ELSEWHERE,
        };
        let place = at.as_deref().unwrap_or_default();
        print::line(phrase.fill(context.language, &[("account", account), ("place", &place)]));
    }
    Exit::Done
}

/// Nobody runs: what lies where this program itself would look.
fn list_here(context: &Context) -> Result<Result<Vec<Kept>, Problem>, Failed> {
    let config = config::load(&context.paths.config, &app::known()).map_err(Failed::Config)?;
    let accounts = config.accounts.into_values().map(|account| (account.name, account.secret));
    app::block_on(control::list(accounts.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_that_is_pasted_is_read_to_its_end() {
        for whole in ["hunter2", "", "-----BEGIN K-----\nAA\n-----END K-----", "{\n\"a\": \"-----BEGIN\"\n}"]
        {
            assert!(is_whole(whole), "{whole}");
        }
        for part in ["-----BEGIN K-----", "-----BEGIN K-----\nAA", "{", "{\n\"a\": 1,"] {
            assert!(!is_whole(part), "{part}");
        }
    }
}
