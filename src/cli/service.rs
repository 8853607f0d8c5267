//! `service`: the entry in the service manager's list; and being that service.

mod move_secrets;

use std::{fmt::Display, io};

use clap::Subcommand;
use serde::Serialize;

use super::{
    Context, Exit, Json, asking, print,
    run::{self, Events},
};
use crate::{
    app::{
        self,
        service::{Configuration, Installed, Uninstalled},
    },
    config::{self, SecretRef},
    journal::{self, Journal},
    paths::Paths,
    platform::{Standing, Startup, State, service as manager},
    text::{Phrase, problem::sentence, service as text, task},
};

#[derive(Subcommand, Clone, Copy, Debug)]
pub enum Service {
    /// Make the service and start it; or bring the one that is there up to this program
    Install {
        /// Start some minutes after the machine
        #[arg(long)]
        delayed: bool,
        /// Move the secrets that you have stored to the service
        #[arg(long)]
        move_secrets: bool,
    },
    /// Stop and remove it, with its configuration, state and secrets
    Uninstall {
        /// Leave configuration, state and secrets for a later installation
        #[arg(long)]
        keep: bool,
    },
    /// Start it
    Start,
    /// Stop it; it starts again with the machine
    Stop,
    /// Stop and start it
    Restart,
    /// Whether it runs, and as whom; 1 when it does not
    Status {
        #[command(flatten)]
        json: Json,
    },
}

pub fn service(context: &Context, what: Service) -> Exit {
    match what {
        Service::Install { delayed, move_secrets } => install(context, manager::NAME, delayed, move_secrets),
        Service::Uninstall { keep } => uninstall(context, manager::NAME, keep),
        Service::Start => change(context, manager::NAME, start),
        Service::Stop => change(context, manager::NAME, stop),
        Service::Restart => change(context, manager::NAME, |name| {
            manager::stop(name)?;
            manager::start(name).map(|_| text::RESTARTED)
        }),
        Service::Status { json } => status(context, manager::NAME, json.json),
    }
}

/// `--service run`: the worker, for the service manager that started this process; without one, in the foreground.
pub fn work(context: &Context) -> Exit {
    let (paths, language, verbose) = (context.paths.clone(), context.language, context.verbose);
    let own = Context { paths, language, verbose };
    let served = manager::run(move |host| {
        if let Err(failed) = app::service::judge(&own.paths) {
            return untrusted(&own, &failed) as u32;
        }
        if host.is_for(app::service::FORGET) {
            return forget(&own) as u32;
        }
        // systemd keeps what is written to standard error.
        let journal = run::start_log(&own, cfg!(windows).then(|| own.paths.log_file()), Events::Told);
        let served = app::service::serve(&own.paths, own.language, journal.clone(), Some(host));
        served.map_or_else(|failed| failure(&own, &journal, &failed), |()| Exit::Done) as u32
    });
    match served {
        Ok(Some(0)) => Exit::Done,
        Ok(Some(_)) => Exit::Failed,
        Ok(None) => {
            if let Err(failed) = app::service::judge(&context.paths) {
                return untrusted(context, &failed);
            }
            let journal = run::start_log(context, None, Events::Told);
            match app::service::serve(&context.paths, context.language, journal.clone(), None) {
                Ok(()) => Exit::Done,
                Err(failed) => failure(context, &journal, &failed),
            }
        }
        Err(error) => complain(context, manager::NAME, &error),
    }
}

/// The errand of an uninstallation: none of the work is done.
fn forget(context: &Context) -> Exit {
    let Err(problem) = app::service::forget(&context.paths) else { return Exit::Done };
    let why = sentence(context.language, &problem);
    Journal::open(context.language, false).not_started(&why);
    Exit::Failed
}

/// Told to the system's log alone: where another would lie may be a stranger's word.
fn untrusted(context: &Context, failed: &app::Failed) -> Exit {
    failure(context, &Journal::open(context.language, false), failed)
}

/// Nobody sees what a service prints.
fn failure(context: &Context, journal: &Journal, failed: &app::Failed) -> Exit {
    let (why, exit) = run::reason(context, failed);
    if !journal.not_started(&why) {
        tracing::error!("the service cannot start: {why}");
    }
    match exit {
        // Another program holds the state: the manager tries again.
        Exit::Done => Exit::Failed,
        exit => exit,
    }
}

fn say(context: &Context, phrase: Phrase, values: &[(&str, &dyn Display)]) {
    print::line(phrase.fill(context.language, values));
}

fn complain(context: &Context, name: &str, error: &io::Error) -> Exit {
    let language = context.language;
    let (said, exit) = match error.kind() {
        io::ErrorKind::PermissionDenied => (text::NEEDS_ADMINISTRATOR.to(language).to_owned(), Exit::Person),
        io::ErrorKind::Unsupported => (text::NO_MANAGER.fill(language, &[("why", error)]), Exit::Person),
        io::ErrorKind::TimedOut => {
            let why = text::SLOW.to(language);
            (text::FAILED.fill(language, &[("name", &name), ("why", &why)]), Exit::Failed)
        }
        _ => (text::FAILED.fill(language, &[("name", &name), ("why", error)]), Exit::Failed),
    };
    print::aside(said);
    exit
}

fn install(context: &Context, name: &str, delayed: bool, move_secrets: bool) -> Exit {
    // `--service` chooses nothing here: it is the service in any case.
    let own =
        if context.paths.is_service() { Paths::choose(false, None, None) } else { context.paths.clone() };
    let places = Paths::service();
    match app::service::install(&own, &places, name, delayed) {
        Ok(installed) => {
            let account = manager::status(name).ok().flatten().map(|now| now.account).unwrap_or_default();
            say(context, text::INSTALLED, &[("name", &name), ("account", &account)]);
            // An Event Log that shows numbers alone is no reason to have no service.
            if let Err(why) = journal::register(&installed.program) {
                print::aside(task::NO_SOURCE.fill(context.language, &[("why", &why)]));
            }
            let needed = told(context, &places, &installed, move_secrets);
            move_secrets::offer(context, &places, &needed, move_secrets)
        }
        Err(error) => complain(context, name, &error),
    }
}

/// What a person has to know and to do after an installation. The accounts whose secrets the service has yet to get:
/// of a configuration that was kept, only where they are asked for.
fn told(context: &Context, places: &Paths, installed: &Installed, all: bool) -> Vec<String> {
    if installed.copied {
        say(context, text::PROGRAM_COPIED, &[("program", &installed.program.display())]);
    }
    let file = places.config.display();
    match &installed.config {
        Configuration::Kept => say(context, text::CONFIG_KEPT, &[("file", &file)]),
        Configuration::Copied(from) => {
            say(context, text::CONFIG_COPIED, &[("file", &file), ("from", &from.display())]);
        }
        Configuration::Template => {
            say(context, text::CONFIG_TEMPLATE, &[("file", &file)]);
            return Vec::new();
        }
    }
    let config = match config::load(&places.config, &app::known()) {
        Ok(config) => config,
        Err(mistakes) => {
            print::aside(text::CONFIG_BAD.to(context.language));
            print::aside(mistakes.render(context.language).trim_end());
            return Vec::new();
        }
    };
    if installed.config == Configuration::Kept && !all {
        return Vec::new();
    }
    let mut needed = Vec::new();
    for (account, secret) in config.secrets() {
        match secret {
            SecretRef::Store => needed.push(account),
            SecretRef::File(file) => {
                say(context, text::SECRET_FILE, &[("account", &account), ("file", &file.display())]);
            }
            SecretRef::Env(_) => {}
        }
    }
    needed
}

fn uninstall(context: &Context, name: &str, keep: bool) -> Exit {
    let places = Paths::service();
    match app::service::uninstall(&places, name, keep) {
        Ok(Uninstalled::Done { program, secrets }) => {
            // Events that were told before are shown by their numbers from now on.
            let _ = journal::unregister();
            let said = match (keep, secrets.is_empty()) {
                (true, _) => text::UNINSTALLED_KEPT,
                (false, true) => text::UNINSTALLED,
                (false, false) => text::UNINSTALLED_BUT_SECRETS,
            };
            let (file, accounts) = (places.config.display(), secrets.join(", "));
            say(context, said, &[("name", &name), ("file", &file), ("accounts", &accounts)]);
            if let Some(program) = program {
                say(context, text::PROGRAM_STAYS, &[("program", &program.display())]);
            }
            Exit::Done
        }
        Ok(Uninstalled::NotThere) => {
            say(context, text::NOT_INSTALLED, &[("name", &name)]);
            Exit::Done
        }
        Err(error) => complain(context, name, &error),
    }
}

fn start(name: &str) -> io::Result<Phrase> {
    manager::start(name).map(|changed| if changed { text::STARTED } else { text::STARTED_ALREADY })
}

fn stop(name: &str) -> io::Result<Phrase> {
    manager::stop(name).map(|changed| if changed { text::STOPPED } else { text::STOPPED_ALREADY })
}

/// Does something with a service that has to be there.
fn change(context: &Context, name: &str, how: impl FnOnce(&str) -> io::Result<Phrase>) -> Exit {
    let there = match manager::status(name) {
        Ok(there) => there.is_some(),
        Err(error) => return complain(context, name, &error),
    };
    if !there {
        print::aside(text::NOT_INSTALLED.fill(context.language, &[("name", &name)]));
        return Exit::Usage;
    }
    match how(name) {
        Ok(done) => {
            say(context, done, &[("name", &name)]);
            Exit::Done
        }
        Err(error) => complain(context, name, &error),
    }
}

/// What `status --json` prints; documented in the README.
#[derive(Serialize)]
struct Shown<'a> {
    version: u32,
    name: &'a str,
    /// Null where there is no such service.
    service: Option<Standing>,
}

fn status(context: &Context, name: &str, json: bool) -> Exit {
    let standing = match manager::status(name) {
        Ok(standing) => standing,
        Err(error) => return complain(context, name, &error),
    };
    let runs = standing.as_ref().is_some_and(|now| now.state == State::Running);
    if json {
        print::json(&Shown { version: 1, name, service: standing });
    } else if let Some(now) = &standing {
        show(context, name, now);
    } else {
        say(context, text::NOT_INSTALLED, &[("name", &name)]);
    }
    if runs { Exit::Done } else { Exit::Failed }
}

fn show(context: &Context, name: &str, now: &Standing) {
    let state = match now.state {
        State::Running => text::STATE_RUNNING,
        State::Starting => text::STATE_STARTING,
        State::Stopping => text::STATE_STOPPING,
        State::Stopped => text::STATE_STOPPED,
        State::Failed => text::STATE_FAILED,
    };
    let log = if cfg!(windows) {
        Paths::service().log_file().display().to_string()
    } else {
        format!("journalctl -u {name}")
    };
    let pid = now.pid.unwrap_or_default();
    say(context, state, &[("name", &name), ("pid", &pid), ("code", &now.exit_code), ("log", &log)]);
    let startup = match now.startup {
        Startup::Automatic => text::AUTOMATIC,
        Startup::Delayed => text::DELAYED,
        Startup::Manual => text::MANUAL,
        Startup::Disabled => text::DISABLED,
    };
    say(context, startup, &[]);
    say(context, text::RUNS_AS, &[("account", &now.account), ("command", &now.command)]);
}
