//! What asks the program that runs, a person's own or the service, and says who answers, and why nobody does.

use std::{
    fs, io,
    path::Path,
    time::{Duration, Instant},
};

use super::{Context, Exit, print};
use crate::{
    app,
    control::{self, Absent, Host, Lacking, Reply, Request, Unreached},
    core::{
        message::Command,
        snapshot::{Overall, RecordState, Snapshot},
    },
    paths::Paths,
    text::{audit, cli as text},
};

/// How long `update` waits for a running program to be done.
const PATIENCE: Duration = Duration::from_secs(60);

/// Asks whichever program does the work: the person's own, else the service.
pub fn reach(context: &Context, request: impl Fn() -> Request + Sync) -> Result<(Host, Reply), Unreached> {
    let asked = app::block_on(control::reach(&context.paths, &request));
    asked.unwrap_or_else(|_| Err(Unreached::Nobody(io::Error::other("no runtime"))))
}

/// The same, of the program in the places that were chosen alone: with [`reach`] the service would answer for a person's
/// own.
pub fn reach_chosen(context: &Context, request: Request) -> Result<(Host, Reply), Unreached> {
    let asked = app::block_on(control::ask(&context.paths.endpoint, request));
    match asked.unwrap_or_else(|_| Err(io::Error::other("no runtime"))) {
        Err(error) if Absent::is(&error) => Err(Unreached::Nobody(error)),
        Err(error) => Err(Unreached::Refused(Host::Chosen, error)),
        Ok(Reply::Refused(why)) => Err(Unreached::Refused(Host::Chosen, io::Error::other(why))),
        Ok(reply) => Ok((Host::Chosen, reply)),
    }
}

/// Whether an error says that nobody is there to answer.
pub fn is_nobody(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused)
}

/// Says why the running program did not do what it was asked.
pub fn unanswered(context: &Context, error: &io::Error) -> Exit {
    let language = context.language;
    if let Some(role) = Lacking::of(error) {
        let file = context.paths.config.display();
        print::aside(audit::LACKING.fill(language, &[("role", &role.as_str()), ("file", &file)]));
        return Exit::Person;
    }
    let dir = context.paths.endpoint.display();
    print::aside(text::BUSY_NO_ANSWER.fill(language, &[("dir", &dir), ("why", error)]));
    if error.kind() == io::ErrorKind::PermissionDenied { Exit::Person } else { Exit::Failed }
}

/// Says who answers, where it is not the person's own program.
pub fn introduce(context: &Context, host: Host) {
    if host == Host::Service {
        print::aside(text::SERVICE_WORKS.to(context.language));
    }
}

/// Says why nobody did what was asked.
pub fn unreached(context: &Context, error: &Unreached) -> Exit {
    match error {
        Unreached::Refused(Host::Chosen, error) => unanswered(context, error),
        Unreached::Refused(Host::Service, error) => {
            unanswered(&Context { paths: Paths::service(), ..*context }, error)
        }
        Unreached::Nobody(error) => {
            let dir = context.paths.state_dir.display();
            print::aside(text::BUSY_NO_ANSWER.fill(context.language, &[("dir", &dir), ("why", error)]));
            Exit::Failed
        }
    }
}

/// The service is meant, does not run, and what it left is closed to whoever asks: says so.
pub fn shut_out(context: &Context) -> Option<Exit> {
    let Paths { config, state_dir, .. } = &context.paths;
    let opened = [fs::File::open(config).map(drop), fs::read_dir(state_dir).map(drop)];
    let denied = |opened: &io::Result<()>| {
        opened.as_ref().is_err_and(|why| why.kind() == io::ErrorKind::PermissionDenied)
    };
    if !context.paths.is_service() || !opened.iter().any(denied) {
        return None;
    }
    print::aside(text::SERVICE_CLOSED.to(context.language));
    Some(Exit::Person)
}

/// Another copy runs already: it is asked instead.
pub fn hand_over(context: &Context) -> Exit {
    match reach(context, || Request::Do(Command::CheckNow)) {
        Ok((host, _)) => {
            if let Some(running) = other_configuration(context, host) {
                let values: [(&str, &dyn std::fmt::Display); 3] = [
                    ("dir", &context.paths.state_dir.display()),
                    ("running", &running),
                    ("chosen", &context.paths.config.display()),
                ];
                print::aside(text::OTHER_CONFIG.fill(context.language, &values));
                return Exit::Usage;
            }
            print::aside(text::ALREADY_RUNNING.to(context.language));
            Exit::Done
        }
        // A tray that waits for a service has no endpoint; one beside a service may be all that is allowed.
        Err(_) if app::is_tray_up(&context.paths) => {
            print::aside(text::RUNS_ALREADY.to(context.language));
            Exit::Done
        }
        Err(error) => unreached(context, &error),
    }
}

/// The configuration of the copy that runs, where it is not the one that was chosen.
fn other_configuration(context: &Context, host: Host) -> Option<String> {
    let Ok((Host::Chosen, Reply::Status(snapshot))) = reach(context, || Request::Status) else { return None };
    let (running, chosen) = (Path::new(&snapshot.config.file), &context.paths.config);
    let whole = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    (host == Host::Chosen && whole(running) != whole(chosen)).then(|| snapshot.config.file.clone())
}

/// Waits until the running program has looked since it was asked, and is done.
pub fn follow(context: &Context, asked: jiff::Timestamp) -> Result<Option<Snapshot>, Unreached> {
    let started = Instant::now();
    while started.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(100));
        let (_, Reply::Status(snapshot)) = reach(context, || Request::Status)? else { continue };
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
