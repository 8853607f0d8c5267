//! Working: tray, foreground, once, update, pause, demo.

use std::{
    io,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use super::{Context, Exit, print, service, status};
use crate::{
    app::{self, Ended, Failed},
    control::{self, Reply, Request},
    core::{
        message::Command,
        record::Name,
        snapshot::{Overall, RecordState, RecordView, Snapshot},
    },
    logging,
    store::Unusable,
    text::cli as text,
};

/// How long `update` waits for a running program to be done.
const PATIENCE: Duration = Duration::from_secs(60);

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
    let language = context.language;
    match failed {
        Failed::Config(mistakes) if !Path::new(&mistakes.file).exists() => {
            print::aside(text::CONFIG_MISSING.fill(language, &[("file", &mistakes.file)]));
            Exit::Usage
        }
        Failed::Config(mistakes) => {
            print::aside(mistakes.render(language).trim_end());
            Exit::Usage
        }
        Failed::State(Unusable::InUse) => {
            print::aside(text::ALREADY_RUNNING.to(language));
            Exit::Done
        }
        Failed::State(Unusable::Io(path, why)) => {
            print::aside(text::NO_STATE_DIR.fill(language, &[("dir", &path.display()), ("why", why)]));
            Exit::Failed
        }
        Failed::Runtime(error) => {
            print::aside(error);
            Exit::Failed
        }
    }
}

/// Starts the log in the file that the configuration names, else in the usual one, else on standard error.
pub fn start_log(context: &Context, usual: Option<PathBuf>) {
    let named = crate::config::load(&context.paths.config, &app::known()).ok().and_then(|c| c.log_file);
    for file in named.into_iter().chain(usual) {
        match logging::start(&logging::To::File(&file), context.verbose) {
            Ok(()) => return,
            Err(error) => print::aside(format_args!("{}: {error}", file.display())),
        }
    }
    let _ = logging::start(&logging::To::StandardError, context.verbose);
}

pub fn tray(context: &Context) -> Exit {
    let usual = context.paths.log_file();
    start_log(context, Some(usual));
    match app::tray(&context.paths, context.language) {
        Ok(Ended::Quit) => Exit::Done,
        Ok(Ended::AlreadyRunning) => hand_over(context, Command::CheckNow),
        Ok(Ended::NoTray(why)) => {
            let said = text::NO_TRAY.fill(context.language, &[("why", &why)]);
            tracing::warn!("{said}");
            print::aside(said);
            work_here(context)
        }
        Err(failed) => complain(context, &failed),
    }
}

pub fn foreground(context: &Context) -> Exit {
    if context.paths.is_service() {
        return service::work(context);
    }
    start_log(context, None);
    work_here(context)
}

fn work_here(context: &Context) -> Exit {
    match app::foreground(&context.paths, context.language) {
        Ok(_) => Exit::Done,
        Err(Failed::State(Unusable::InUse)) => hand_over(context, Command::CheckNow),
        Err(failed) => complain(context, &failed),
    }
}

/// Another copy holds the folder: it is asked instead.
fn hand_over(context: &Context, command: Command) -> Exit {
    match ask(context, Request::Do(command)) {
        Ok(_) => {
            print::aside(text::ALREADY_RUNNING.to(context.language));
            Exit::Done
        }
        Err(error) => {
            let dir = context.paths.state_dir.display();
            print::aside(text::BUSY_NO_ANSWER.fill(context.language, &[("dir", &dir), ("why", &error)]));
            Exit::Failed
        }
    }
}

/// Asks the running program.
pub fn ask(context: &Context, request: Request) -> io::Result<Reply> {
    let asked = app::block_on(control::ask(&context.paths.endpoint, request));
    match asked.map_err(|_| io::Error::other("no runtime"))?? {
        Reply::Refused(why) => Err(io::Error::other(why)),
        reply => Ok(reply),
    }
}

pub fn once(context: &Context, json: bool) -> Exit {
    start_log(context, None);
    round(context, Command::CheckNow, json)
}

pub fn update(context: &Context, force: bool, name: Option<Name>, json: bool) -> Exit {
    start_log(context, None);
    if let Some(wanted) = &name {
        match crate::config::load(&context.paths.config, &app::known()) {
            Ok(config) if !config.records.keys().any(|id| id.name == *wanted) => {
                print::aside(text::UNKNOWN_NAME.fill(context.language, &[("name", wanted)]));
                return Exit::Usage;
            }
            Ok(_) => {}
            Err(mistakes) => return complain(context, &Failed::Config(mistakes)),
        }
    }
    round(context, if force { Command::ForceUpdate(name) } else { Command::CheckNow }, json)
}

/// One round, by the running program or here.
fn round(context: &Context, command: Command, json: bool) -> Exit {
    // A worker looks when it starts; being told to would make it look twice.
    let here = Some(command.clone()).filter(|command| *command != Command::CheckNow);
    let snapshot = match app::once(&context.paths, here, context.language) {
        Err(Failed::State(Unusable::InUse)) => match follow(context, command) {
            Ok(Some(snapshot)) => snapshot,
            Ok(None) => {
                print::aside(text::TIMED_OUT.to(context.language));
                return Exit::Failed;
            }
            Err(error) => {
                let dir = context.paths.state_dir.display();
                print::aside(text::BUSY_NO_ANSWER.fill(context.language, &[("dir", &dir), ("why", &error)]));
                return Exit::Failed;
            }
        },
        Ok(snapshot) => snapshot,
        Err(failed) => return complain(context, &failed),
    };
    if json {
        print::json(&snapshot);
    } else {
        status::show(&snapshot, context.language);
    }
    exit_of(&snapshot)
}

/// Gives the running program a command and waits until it has looked and is done.
fn follow(context: &Context, command: Command) -> io::Result<Option<Snapshot>> {
    let asked = jiff::Timestamp::now();
    ask(context, Request::Do(command))?;
    let started = Instant::now();
    while started.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(100));
        let Reply::Status(snapshot) = ask(context, Request::Status)? else { continue };
        let looked =
            snapshot.checked.is_some_and(|checked| checked >= asked) || snapshot.state == Overall::Paused;
        let busy = snapshot.records.iter().any(|record| record.state == RecordState::Working);
        let lost = snapshot.state == Overall::Offline && started.elapsed() > Duration::from_secs(15);
        if looked && !busy || lost {
            return Ok(Some(*snapshot));
        }
    }
    Ok(None)
}

pub fn pause(context: &Context, pause: bool) -> Exit {
    let done = if pause { text::PAUSED_NOW } else { text::RESUMED };
    match ask(context, Request::Do(Command::Pause(pause))) {
        Ok(_) => {}
        // Nobody runs: the state remembers it for the next start.
        Err(_) => {
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
