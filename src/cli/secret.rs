//! `secret`: storing, listing and removing.

use std::io::{self, IsTerminal, Read};

use serde::Serialize;

use super::{Context, Exit, Secret as Do, print, run};
use crate::{
    app::{self, Failed},
    config::{self, Hook, SecretRef},
    control::Request,
    core::{message::Command, problem::Problem, secret::Secret},
    secrets,
    text::{cli as text, problem::sentence},
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
    if let Err(problem) = secrets::set(account, &secret) {
        return complain(context, &problem);
    }
    print::line(text::SECRET_STORED.fill(language, &[("account", &account)]));
    if let Ok(config) = config::load(&context.paths.config, &app::known())
        && !config.accounts.contains_key(account)
    {
        let file = context.paths.config.display();
        print::aside(text::SECRET_UNKNOWN_ACCOUNT.fill(language, &[("file", &file), ("account", &account)]));
    }
    tell(context, account);
    Exit::Done
}

/// A running program takes the new secret up at once; where none runs there is nobody to tell.
fn tell(context: &Context, account: &str) {
    let _ = run::ask(context, Request::Do(Command::SecretChanged(account.to_owned())));
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
    match secrets::remove(account) {
        Ok(there) => {
            let said = if there { text::SECRET_REMOVED } else { text::SECRET_NONE };
            print::line(said.fill(context.language, &[("account", &account)]));
            tell(context, account);
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
    /// `store`, `env` or `file`.
    place: &'static str,
    /// Whether it is there; of the credential store alone.
    stored: Option<bool>,
}

fn list(context: &Context, json: bool) -> Exit {
    let config = match config::load(&context.paths.config, &app::known()) {
        Ok(config) => config,
        Err(mistakes) => return run::complain(context, &Failed::Config(mistakes)),
    };
    let mut listed = Vec::new();
    for account in config.accounts.values() {
        let name = account.name.clone();
        let (place, stored, said) = match &account.secret {
            SecretRef::Store => match secrets::stored(&name) {
                Ok(_) => {
                    ("store", Some(true), text::SECRET_IN_STORE.fill(context.language, &[("account", &name)]))
                }
                Err(problem) if problem.code == crate::core::problem::Code::SecretMissing => {
                    ("store", Some(false), text::SECRET_MISSING.fill(context.language, &[("account", &name)]))
                }
                Err(problem) => return complain(context, &problem),
            },
            SecretRef::Env(variable) => ("env", None, elsewhere(context, &name, variable)),
            SecretRef::File(path) => ("file", None, elsewhere(context, &name, &path.display().to_string())),
        };
        if !json {
            print::line(said);
        }
        listed.push(Listed { account: name, place, stored });
    }
    if json {
        print::json(&listed);
    }
    Exit::Done
}

fn elsewhere(context: &Context, account: &str, place: &str) -> String {
    text::SECRET_ELSEWHERE.fill(context.language, &[("account", &account), ("place", &place)])
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
