//! Working: tray, foreground, once, update, pause, demo.

use std::{
    io,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use super::{
    Context, Exit,
    asking::{follow, hand_over, introduce, reach, shut_out, unreached},
    print, service, status,
};
use crate::{
    app::{self, Ended, Failed, Round},
    control::{Host, Reply, Request, Unreached},
    core::{
        message::Command,
        record::Name,
        snapshot::{Overall, RecordState, RecordView, Snapshot},
    },
    journal::Journal,
    logging,
    store::Unusable,
    text::cli as text,
};

/// How often it is tried.
const PAUSE: Duration = Duration::from_millis(100);
/// How long a program that has begun may take to answer: longer than the desktop takes to show an icon.
const BEGUN: Duration = Duration::from_secs(10);

/// What a snapshot means as an exit code.
pub fn exit_of(snapshot: &Snapshot) -> Exit {
    let needs = |r: &RecordView| {
        r.state == RecordState::Stopped || r.problem.as_ref().is_some_and(|p| p.code.needs_person())
    };
    if snapshot.records.iter().any(needs) {
        Exit::Person
    } else if snapshot.config.error.is_some() {
        Exit::Usage
    } else if snapshot.is_right() && snapshot.state != Overall::Offline {
        Exit::Done
    } else {
        Exit::Failed
    }
}

/// Says why a mode could not start.
pub fn complain(context: &Context, failed: &Failed) -> Exit {
    let (why, exit) = reason(context, failed);
    print::aside(why);
    exit
}

pub fn reason(context: &Context, failed: &Failed) -> (String, Exit) {
    let language = context.language;
    match failed {
        Failed::Config(mistakes) if !Path::new(&mistakes.file).exists() => {
            (text::CONFIG_MISSING.fill(language, &[("file", &mistakes.file)]), Exit::Usage)
        }
        Failed::Config(mistakes) => (mistakes.render(language).trim_end().to_owned(), Exit::Usage),
        Failed::State(Unusable::InUse) => (text::ALREADY_RUNNING.to(language).to_owned(), Exit::Done),
        Failed::State(Unusable::Newer(file, by)) => (text::newer_state(language, file, by), Exit::Person),
        Failed::State(Unusable::Io(path, why)) => {
            let (phrase, exit) = match why.kind() {
                io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
                    (text::STATE_DIR_TAKEN, Exit::Failed)
                }
                io::ErrorKind::PermissionDenied => (text::STATE_DIR_DENIED, Exit::Person),
                _ => (text::NO_STATE_DIR, Exit::Failed),
            };
            (phrase.fill(language, &[("dir", &path.display()), ("why", why)]), exit)
        }
        Failed::Served => (text::SERVICE_SILENT.to(language).to_owned(), Exit::Failed),
        Failed::Untrusted(why) => (why.to_string(), Exit::Person),
        Failed::Runtime(error) => (error.to_string(), Exit::Failed),
    }
}

/// Whether the system's own log is told of what happens, where the configuration does not say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Events {
    /// Nobody sits there who would see it otherwise.
    Told,
    Untold,
}

/// Starts the log in the file that the configuration names, else in the usual one, else on standard error; and opens
/// the way to the system's own log, if this mode or the configuration wants it.
pub fn start_log(context: &Context, usual: Option<PathBuf>, events: Events) -> Journal {
    let config = crate::config::load(&context.paths.config, &app::known()).ok();
    let told = config.as_ref().and_then(|config| config.events).unwrap_or(events == Events::Told);
    let journal = |log_is_stderr| {
        if told { Journal::open(context.language, log_is_stderr) } else { Journal::default() }
    };
    for file in config.and_then(|config| config.log_file).into_iter().chain(usual) {
        match logging::start(&logging::To::File(&file), context.verbose) {
            Ok(()) => return journal(false),
            Err(why) => {
                let values: [(&str, &dyn std::fmt::Display); 2] = [("file", &file.display()), ("why", &why)];
                print::aside(text::LOG_UNOPENED.fill(context.language, &values));
            }
        }
    }
    let _ = logging::start(&logging::To::StandardError, context.verbose);
    journal(true)
}

pub fn tray(context: &Context) -> Exit {
    let usual = context.paths.log_file();
    let journal = start_log(context, Some(usual.clone()), Events::Untold);
    match app::tray(&context.paths, context.language, journal) {
        Ok(Ended::Quit) => Exit::Done,
        Ok(Ended::AlreadyRunning) => hand_over(context),
        Ok(Ended::NoTray(why)) => {
            let said = text::NO_TRAY.fill(context.language, &[("why", &why)]);
            tracing::warn!("{said}");
            print::aside(said);
            // Nobody sees a toast here.
            let journal = start_log(context, Some(usual), Events::Told);
            journal.no_tray(&why);
            work_here(context, &journal)
        }
        Err(failed) => complain(context, &failed),
    }
}

pub fn foreground(context: &Context) -> Exit {
    if context.paths.is_service() {
        return service::work(context);
    }
    let journal = start_log(context, None, Events::Told);
    work_here(context, &journal)
}

fn work_here(context: &Context, journal: &Journal) -> Exit {
    match app::foreground(&context.paths, context.language, journal.clone()) {
        Ok(()) => Exit::Done,
        Err(Failed::State(Unusable::InUse)) => hand_over(context),
        Err(failed) => {
            let (why, exit) = reason(context, &failed);
            if !journal.not_started(&why) {
                print::aside(why);
            }
            exit
        }
    }
}

/// A round as the scheduled task runs it.
pub fn scheduled(context: &Context, json: bool) -> Exit {
    let journal = start_log(context, None, Events::Told);
    // A program that runs already, the service too, does what a round would do.
    let elsewhere = !matches!(reach(context, || Request::Status), Err(Unreached::Nobody(_)));
    let here = (!elsewhere).then(|| app::scheduled(&context.paths, context.language, journal.clone()));
    let ended = match here {
        None | Some(Err(Failed::State(Unusable::InUse) | Failed::Served)) => {
            round(context, &Command::CheckNow, None, &journal, json)
        }
        Some(Ok(Round::Done(snapshot))) => Ok(*snapshot),
        Some(Ok(Round::PutOff(missing))) => {
            print::aside(missing);
            Err(Exit::Failed)
        }
        // Told where it was found, unless it was told before.
        Some(Err(failed)) => Err(complain(context, &failed)),
    };
    // Nobody looks at a task who could resume; and nothing went wrong.
    show_round(context, ended, json, Exit::Done)
}

pub fn once(context: &Context, json: bool) -> Exit {
    let journal = start_log(context, None, Events::Untold);
    show_round(context, round(context, &Command::CheckNow, None, &journal, json), json, Exit::Failed)
}

pub fn update(context: &Context, force: bool, name: Option<&Name>, json: bool) -> Exit {
    let journal = start_log(context, None, Events::Untold);
    let command = if force { Command::ForceUpdate(name.cloned()) } else { Command::CheckNow };
    show_round(context, round(context, &command, name, &journal, json), json, Exit::Failed)
}

/// Shows how things stand after a round; `paused` is what it means that a person has paused all of it.
fn show_round(context: &Context, ended: Result<Snapshot, Exit>, json: bool, paused: Exit) -> Exit {
    let snapshot = match ended {
        Ok(snapshot) => snapshot,
        Err(exit) => return exit,
    };
    if json {
        print::json(&snapshot);
    } else {
        status::show(&snapshot, context.language);
    }
    if snapshot.state != Overall::Paused {
        return exit_of(&snapshot);
    }
    print::aside(text::PAUSED_NOTHING_SENT.to(context.language));
    paused
}

/// One round, by the running program or here; an exit code where there was none, and why is said. `wanted` must be a
/// name that it looks after.
fn round(
    context: &Context,
    command: &Command,
    wanted: Option<&Name>,
    journal: &Journal,
    json: bool,
) -> Result<Snapshot, Exit> {
    let unknown = |name: &Name| {
        print::aside(text::UNKNOWN_NAME.fill(context.language, &[("name", name)]));
        Err(Exit::Usage)
    };
    // Given first: so whoever may not is told of the role that this needs. A name that is none changes nothing.
    let asked = jiff::Timestamp::now();
    let given = reach(context, || Request::Do(command.clone()));
    if let Err(error @ Unreached::Refused(..)) = &given {
        return Err(unreached(context, error));
    }
    if given.is_err()
        && let Some(exit) = shut_out(context)
    {
        return Err(exit);
    }
    if let (Some(name), Ok((Host::Service, _))) = (wanted, &given) {
        if let Ok((_, Reply::Status(snapshot))) = reach(context, || Request::Status)
            && !snapshot.records.iter().any(|record| record.name == *name)
        {
            return unknown(name);
        }
    } else if let Some(name) = wanted {
        match crate::config::load(&context.paths.config, &app::known()) {
            Ok(config) if !config.records.keys().any(|id| id.name == *name) => return unknown(name),
            Ok(_) => {}
            Err(mistakes) => return Err(complain(context, &Failed::Config(mistakes))),
        }
    }
    let snapshot = if let Ok((host, _)) = given {
        if !json {
            introduce(context, host);
        }
        follow(context, asked)
    } else {
        // A worker looks when it starts; being told to would make it look twice.
        let here = Some(command.clone()).filter(|command| *command != Command::CheckNow);
        let started = Instant::now();
        loop {
            match app::once(&context.paths, here.clone(), context.language, journal.clone()) {
                Ok(snapshot) => break Ok(Some(snapshot)),
                Err(Failed::State(Unusable::InUse) | Failed::Served) => {}
                Err(failed) => return Err(complain(context, &failed)),
            }
            // Whoever has the folder may have just begun, and answer soon, or be about to end.
            match reach(context, || Request::Do(command.clone())) {
                Err(Unreached::Nobody(_)) if started.elapsed() < BEGUN => std::thread::sleep(PAUSE),
                answered => break answered.and_then(|_| follow(context, asked)),
            }
        }
    };
    match snapshot {
        Ok(Some(snapshot)) => Ok(snapshot),
        Ok(None) => {
            print::aside(text::TIMED_OUT.to(context.language));
            Err(Exit::Failed)
        }
        Err(error) => Err(unreached(context, &error)),
    }
}

pub fn pause(context: &Context, pause: bool) -> Exit {
    let done = if pause { text::PAUSED_NOW } else { text::RESUMED };
    match reach(context, || Request::Do(Command::Pause(pause))) {
        Ok((host, _)) => introduce(context, host),
        Err(error @ Unreached::Refused(..)) => return unreached(context, &error),
        // Nobody runs: the state remembers it for the next start.
        Err(Unreached::Nobody(_)) => {
            if let Some(exit) = shut_out(context) {
                return exit;
            }
            if let Err(failed) = app::remember_pause(&context.paths, pause) {
                return complain(context, &failed);
            }
        }
    }
    print::line(done.to(context.language));
    Exit::Done
}

pub fn demo(context: &Context, headless: bool) -> Exit {
    // The story is told by the demo itself; the log beside it is for who wants to see how.
    if context.verbose {
        let _ = logging::start(&logging::To::StandardError, true);
    }
    match app::demo::demo(context.language, headless, &|text| print::line(text)) {
        Ok(()) => Exit::Done,
        Err(why) => {
            print::aside(text::DEMO_FAILED.fill(context.language, &[("why", &why)]));
            Exit::Failed
        }
    }
}
