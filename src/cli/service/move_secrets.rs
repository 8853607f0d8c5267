//! Gives the secrets of the installing person to the service, which has a credential store of its own.

use std::{
    io::{self, IsTerminal, Write},
    path::Path,
    time::{Duration, Instant},
};

use super::{Context, Exit, asking, print, run, say};
use crate::{
    app,
    control::{self, Reply, Request},
    core::secret::Secret,
    paths::Paths,
    secrets,
    text::{problem::sentence, secret::place, service as text},
};

/// How long the service may take until it answers for the first time.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(200);

/// For these accounts of the service. With `asked` the person's own copies go; else a person at a terminal is
/// asked, and keeps them. What is left to do is said.
pub fn offer(context: &Context, service: &Paths, accounts: &[String], asked: bool) -> Exit {
    let mut exit = Exit::Done;
    let may_ask = io::stdin().is_terminal() && io::stdout().is_terminal();
    let mut agreed = asked.then_some(true);
    for account in accounts {
        let own = if asked || may_ask { secrets::stored(account).ok() } else { None };
        let given = match own {
            Some(own) if *agreed.get_or_insert_with(|| agrees(context)) => {
                give(context, service, account, &own, asked)
            }
            _ => false,
        };
        if !given {
            say(context, text::SECRET_NEEDED, &[("account", account)]);
            if asked {
                exit = Exit::Person;
            }
        }
    }
    exit
}

fn agrees(context: &Context) -> bool {
    let _ = write!(io::stdout(), "{} ", text::GIVE_SECRETS.to(context.language));
    let _ = io::stdout().flush();
    let mut answer = String::new();
    let read = io::stdin().read_line(&mut answer);
    read.is_ok() && matches!(&*answer.trim().to_lowercase(), "y" | "yes" | "是")
}

/// Whether the service has it now.
fn give(context: &Context, service: &Paths, account: &str, secret: &Secret, moved: bool) -> bool {
    let language = context.language;
    let why = match app::block_on(send(&service.endpoint, account, secret)) {
        Ok(Ok(Reply::Stored(keeping))) => {
            let said = if moved && remove(context, service, account, secret) {
                text::SECRET_MOVED
            } else {
                text::SECRET_GIVEN
            };
            let place = place(language, &keeping);
            say(context, said, &[("account", &account), ("place", &place)]);
            return true;
        }
        Ok(Ok(Reply::Failed(problem))) => sentence(language, &problem),
        Ok(Ok(Reply::Refused(why))) => why,
        Ok(Ok(_)) => io::Error::from(io::ErrorKind::InvalidData).to_string(),
        Ok(Err(error)) => error.to_string(),
        Err(failed) => run::reason(context, &failed).0,
    };
    print::aside(text::SECRET_NOT_GIVEN.fill(language, &[("account", &account), ("why", &why)]));
    false
}

/// Removes the person's own copy; `false` where it stays.
fn remove(context: &Context, service: &Paths, account: &str, secret: &Secret) -> bool {
    if let Err(problem) = secrets::remove(account) {
        print::aside(sentence(context.language, &problem));
        return false;
    }
    // Where both have one store (a service of the person's own), what was removed was the only one.
    let again = app::block_on(send(&service.endpoint, account, secret));
    if matches!(again, Ok(Ok(Reply::Stored(_)))) {
        return true;
    }
    // Whether the service still has it is not known.
    let _ = secrets::set(account, secret);
    false
}

/// Waits for a service that was just started.
async fn send(endpoint: &Path, account: &str, secret: &Secret) -> io::Result<Reply> {
    let begun = Instant::now();
    loop {
        let request = Request::SetSecret { account: account.to_owned(), secret: secret.clone() };
        match control::ask(endpoint, request).await {
            Err(error) if asking::is_nobody(&error) && begun.elapsed() < PATIENCE => {
                tokio::time::sleep(PAUSE).await;
            }
            answered => return answered,
        }
    }
}
