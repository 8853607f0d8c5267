//! The tray, and beside it whatever does the work: the own worker, or what shows the service's.

use std::{
    path::Path,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use tokio::sync::mpsc;

use super::{
    Failed, block_on,
    keeper::{Keeper, Told},
    known, look,
};
use crate::{
    config,
    core::{
        duty::{Duty, Refusal, Seen},
        message::{Command, Update},
    },
    journal::Journal,
    paths::Paths,
    platform::single,
    store::{Store, Unusable},
    text::Language,
    ui::{self, tray::Files},
};

/// How long a round may take until the tray counts its folder as another program's.
const ROUND: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(100);

/// How the tray mode ended.
pub enum Ended {
    /// Somebody chose to quit.
    Quit,
    /// There is no tray here: why, and what is needed to go on without one.
    NoTray(String),
    /// Another copy runs already.
    AlreadyRunning,
}

impl Told for ui::tray::Sink {
    fn turn(&self, duty: Duty) {
        Self::turn(self, duty);
    }

    fn update(&self, update: Update) {
        Self::update(self, update);
    }

    fn refused(&self, why: Refusal) {
        Self::refused(self, why);
    }
}

/// Runs the tray on this thread and the keeper on another, until somebody quits.
///
/// A first start writes a commented configuration. A broken one does not keep the tray from
/// coming up: that is where a person sees what is wrong.
pub fn tray(paths: &Paths, language: Language, journal: Journal) -> Result<Ended, Failed> {
    let held = single::hold(&paths.state_dir);
    let held = held.map_err(|error| Failed::State(Unusable::Io(paths.state_dir.clone(), error)))?;
    let Some(_held) = held else { return Ok(Ended::AlreadyRunning) };
    let service = Paths::service();
    let look = block_on(look::look(paths, false))?;
    let store = match &look.seen {
        // Taken before anything is shown: another program may run on it without a tray.
        Seen::Nobody(_) => match open_soon(&paths.state_dir) {
            Err(Unusable::InUse) => return Ok(Ended::AlreadyRunning),
            // The keeper finds the same, and the tray is where a person sees it.
            Err(Unusable::Newer(..)) => None,
            other => Some(other.map_err(Failed::State)?),
        },
        Seen::Answers | Seen::Refuses(_) | Seen::Silent => None,
    };
    let options = ui::tray::Options {
        language,
        own: Files { log: log_file(paths), config: paths.config.clone() },
        service: Files { log: service.log_file(), config: service.config.clone() },
        state_dir: paths.state_dir.clone(),
        autostart: paths.arguments(),
    };
    let (face, runner) = match ui::tray::prepare(options) {
        Ok(tray) => tray,
        Err(why) => return Ok(Ended::NoTray(why.to_string())),
    };
    let (send, commands) = mpsc::unbounded_channel();
    let keeper = thread::Builder::new().name("worker".into()).spawn({
        let paths = paths.clone();
        move || {
            let keeper = Keeper::new(paths, language, journal, Arc::new(face.clone())).with_store(store);
            if let Err(Failed::Runtime(error)) = block_on(keeper.run(look, commands)) {
                tracing::error!("the worker cannot start: {error}");
            }
            face.quit();
        }
    });
    let keeper = keeper.map_err(Failed::Runtime)?;
    let quit = send.clone();
    let ran = runner.run(Box::new(move |command| {
        let _ = send.send(command);
    }));
    // The loop may end by itself (the session ends): the state is saved either way.
    let _ = quit.send(Command::Quit);
    let _ = keeper.join();
    Ok(ran.map_or_else(|why| Ended::NoTray(why.to_string()), |()| Ended::Quit))
}

/// Opens a state folder that a scheduled round may hold for a moment: both begin when somebody logs on.
fn open_soon(dir: &Path) -> Result<Store, Unusable> {
    let started = Instant::now();
    loop {
        match Store::open(dir) {
            Err(Unusable::InUse) if started.elapsed() < ROUND => thread::sleep(PAUSE),
            opened => return opened,
        }
    }
}

/// The log of the person's own program, wherever the configuration has it.
fn log_file(paths: &Paths) -> std::path::PathBuf {
    let named = config::load(&paths.config, &known()).ok().and_then(|config| config.log_file);
    named.unwrap_or_else(|| paths.log_file())
}

/// Whether a tray of this person's is up.
pub fn is_tray_up(paths: &Paths) -> bool {
    matches!(single::hold(&paths.state_dir), Ok(None))
}
