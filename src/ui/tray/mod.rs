//! The tray: an icon with tooltip and menu, and the toasts that belong to it.
//!
//! [`prepare`] gives a [`Sink`] for the worker's thread and a [`Runner`] for the main
//! thread. What is shown is decided in [`face`]; a backend per system draws it and says
//! what was clicked. The tray never ends the program: choosing *Quit* sends
//! [`Command::Quit`], and whoever carries that out calls [`Sink::quit`] when all is saved.

mod face;

#[cfg_attr(windows, path = "windows/mod.rs")]
#[cfg_attr(target_os = "linux", path = "linux.rs")]
mod backend;

use std::{ffi::OsString, fmt, path::PathBuf, sync::Arc};

use crate::{
    core::{
        duty::{Duty, Refusal},
        message::{Command, Update},
    },
    text::Language,
};

use super::inbox::Inbox;

/// What the tray has to know beforehand.
#[derive(Clone, Debug)]
pub struct Options {
    pub language: Language,
    /// The files of the person's own program.
    pub own: Files,
    /// Those of the service, which are opened while the tray is its face.
    pub service: Files,
    /// Where the choice of a language is kept.
    pub state_dir: PathBuf,
    /// What the program is given when it is started at login.
    pub autostart: Vec<OsString>,
}

/// What may be opened from the menu.
#[derive(Clone, Debug)]
pub struct Files {
    pub log: PathBuf,
    pub config: PathBuf,
}

/// Why there is no tray. The program goes on without one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unavailable {
    /// Linux: nothing says where a session bus is, so there is no desktop.
    NoSessionBus,
    /// Windows: this edition has no taskbar.
    ServerCore,
    /// The system refused; in its own words.
    Refused(String),
}

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSessionBus => {
                f.write_str("there is no session bus, so there is no desktop to show a tray icon on")
            }
            Self::ServerCore => f.write_str("this is a Server Core, which has no taskbar to show an icon on"),
            Self::Refused(why) => write!(f, "the desktop refused the tray icon: {why}"),
        }
    }
}

impl std::error::Error for Unavailable {}

/// Where the worker puts what is to be shown. Never blocks.
#[derive(Clone)]
pub struct Sink(Arc<Inbox>);

impl Sink {
    pub fn update(&self, update: Update) {
        self.0.put(update);
    }

    /// Another does the work from now on: the updates that follow are his.
    pub fn turn(&self, duty: Duty) {
        self.0.turn(duty);
    }

    /// The service did not do what was asked.
    pub fn refused(&self, why: Refusal) {
        self.0.refused(why);
    }

    /// Takes the icon away and lets [`Runner::run`] return.
    pub fn quit(&self) {
        self.0.quit();
    }
}

/// The tray, ready to run on the main thread.
pub struct Runner(backend::Runner);

impl Runner {
    /// Blocks until [`Sink::quit`]. `send` is called on this thread and must not block.
    pub fn run(self, send: Box<dyn Fn(Command) + Send + Sync>) -> Result<(), Unavailable> {
        self.0.run(send)
    }
}

/// Makes the two ends of a tray. Nothing is shown before the runner runs.
pub fn prepare(options: Options) -> Result<(Sink, Runner), Unavailable> {
    let (inbox, runner) = backend::prepare(options)?;
    Ok((Sink(inbox), Runner(runner)))
}
