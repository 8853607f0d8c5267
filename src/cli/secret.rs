//! `secret`: storing, listing and removing.

use std::{
    fmt::Display,
    io::{self, IsTerminal, Read},
};

use serde::Serialize;

use super::{Context, Exit, Secret as Do, asking, print, run};
use crate::{
    app::{self, Failed},
    config::{self, Hook},
    control::{self, Host, Kept, Reply, Request, Unreached},
    core::{
        keeping::Place,
        problem::{Code, Problem},
        secret::Secret,
    },
    paths::Paths,
    secrets,
    text::{
        audit, cli as text,
        problem::{self, sentence},
        secret as places,
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
    let keeping = match asking::reach(context, request) {
        Ok((host, Reply::Stored(keeping))) => {
            asking::introduce(context, host);
            if host == Host::Service {
                paths = &service;
            }
            keeping
        }
        Ok((_, Reply::Failed(problem))) => return not_stored(context, account, &problem),
        Ok(_) => return misunderstood(context),
        Err(error) => {
            if let Some(exit) = somebody(context, &error) {
                return exit;
            }
            match secrets::set(account, &secret) {
                Ok(keeping) => keeping,
                Err(problem) => return not_stored(context, account, &problem),
            }
        }
    };
    let place = places::place(language, &keeping);
    print::line(places::STORED.fill(language, &[("account", &account), ("place", &place)]));
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
        Unreached::Nobody(_) if context.paths.is_service() => asking::shut_out(context).or_else(|| {
            print::aside(audit::SERVICE_DOWN.to(context.language));
            Some(Exit::Person)
        }),
        Unreached::Nobody(_) => None,
        Unreached::Refused(..) => Some(asking::unreached(context, error)),
    }
}

/// Says that the running program, of another version, answered something else.
fn misunderstood(context: &Context) -> Exit {
    asking::unanswered(context, &io::ErrorKind::InvalidData.into())
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
    removed(context, account, asking::reach(context, || Request::RemoveSecret(account.to_owned())))
}

/// `asked` is what the program said that was asked to remove it.
fn removed(context: &Context, account: &str, asked: Result<(Host, Reply), Unreached>) -> Exit {
    let removed = match asked {
        Ok((_, Reply::Removed(there))) => Ok(there),
        Ok((_, Reply::Failed(problem))) => Err(*problem),
        Ok(_) => return misunderstood(context),
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

/// Everything that was stored from the places that were chosen, whatever the configuration says of it now.
fn remove_all(context: &Context) -> Exit {
    let names: Result<Vec<String>, Problem> = match asking::reach_chosen(context, Request::Secrets) {
        Ok((_, Reply::Secrets(list))) => {
            let there = list.into_iter().filter(|kept| kept.stored == Some(true));
            Ok(there.map(|kept| kept.account).collect())
        }
        Ok((_, Reply::Failed(problem))) => Err(*problem),
        Ok(_) => return misunderstood(context),
        Err(error) => match somebody(context, &error) {
            Some(exit) => return exit,
            None => secrets::names().map(|names| names.into_iter().collect()),
        },
    };
    let names = match names {
        Ok(names) => names,
        Err(problem) => {
            let why = problem.said.unwrap_or_default();
            print::aside(places::UNLISTED.fill(context.language, &[("why", &why)]));
            return Exit::Failed;
        }
    };
    if names.is_empty() {
        print::line(text::SECRETS_NONE.to(context.language));
    }
    let one = |name: &String| {
        removed(context, name, asking::reach_chosen(context, Request::RemoveSecret(name.clone())))
    };
    let failed = names.iter().filter(|name| one(name) != Exit::Done).count();
    if failed == 0 { Exit::Done } else { Exit::Failed }
}

/// An entry of `secret list --json`; documented in docs/reference.md.
#[derive(Serialize)]
struct Listed {
    account: String,
    place: Place,
    stored: Option<bool>,
    owner: Option<String>,
    configured: bool,
}

fn list(context: &Context, json: bool) -> Exit {
    let list = match asking::reach(context, || Request::Secrets) {
        Ok((host, Reply::Secrets(list))) => {
            if !json {
                asking::introduce(context, host);
            }
            Ok(list)
        }
        Ok((_, Reply::Failed(problem))) => Err(*problem),
        Ok(_) => return misunderstood(context),
        Err(error) => match somebody(context, &error).map_or_else(|| Ok(list_here(context)), Err) {
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
        let listed = list.into_iter().map(|Kept { account, keeping, stored, configured }| Listed {
            account,
            place: keeping.place,
            stored,
            owner: keeping.owner,
            configured,
        });
        print::json(&listed.collect::<Vec<_>>());
        return Exit::Done;
    }
    let whose = if context.paths.is_service() { "--service " } else { "" };
    for Kept { account, keeping, stored, configured } in &list {
        let phrase = match stored {
            Some(true) if !configured => places::UNUSED,
            Some(true) => places::THERE,
            Some(false) => places::MISSING,
            None => places::ELSEWHERE,
        };
        let place = places::place(context.language, keeping);
        let values: [(&str, &dyn Display); 3] = [("account", account), ("place", &place), ("whose", &whose)];
        print::line(phrase.fill(context.language, &values));
    }
    Exit::Done
}

/// Nobody runs: what lies where this program itself would look.
fn list_here(context: &Context) -> Result<Result<Vec<Kept>, Problem>, Failed> {
    let config = config::load(&context.paths.config, &app::known()).map_err(Failed::Config)?;
    app::block_on(control::list(config.secrets()))
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
