//! What the tray shows now, and what a click leads to: all that backends have in common.

use std::{fs::File, io, path::Path};

use jiff::tz::TimeZone;
use tracing::warn;

use crate::{
    core::{duty::Duty, message::Command, snapshot::Overall},
    platform::{Autostart, autostart, open},
    text::{Language, Phrase, tray as words},
    ui::{
        inbox::{News, Waiting},
        language,
        lines::Style,
        menu::{self, Click, Menu, Offers},
        shown::Shown,
        toast::{self, Toast},
        tooltip,
    },
};

use super::{Files, Options};

/// All that is to be seen of the tray; equal views need no redrawing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    pub state: Overall,
    pub menu: Menu,
    /// The tooltip as one text.
    pub tooltip: String,
    /// The same in two parts, for desktops that lay it out themselves.
    pub title: String,
    pub body: String,
}

pub struct Face {
    options: Options,
    style: Style,
    shown: Shown,
    /// The duty that was told of last.
    told: Option<Duty>,
    /// Why the service's log and configuration cannot be opened, as far as they cannot.
    closed: Offers,
    send: Box<dyn Fn(Command) + Send + Sync>,
}

impl Face {
    pub fn new(options: Options, send: Box<dyn Fn(Command) + Send + Sync>) -> Self {
        let chosen = language::chosen(&options.state_dir);
        let style = Style { language: options.language, chosen, zone: TimeZone::system() };
        Self { options, style, shown: Shown::default(), told: None, closed: Offers::default(), send }
    }

    /// Takes what was waiting; gives the toasts that tell of it.
    pub fn take(&mut self, waiting: Waiting) -> Vec<Toast> {
        let language = self.style.language;
        let turned = (waiting.duty != self.shown.duty).then(|| self.turn(waiting.duty)).flatten();
        if let Some(snapshot) = waiting.snapshot {
            self.shown.snapshot = snapshot;
        }
        let news = waiting.news.into_iter().map(|news| match news {
            News::Notice(notice) => toast::of(&notice, language),
            News::Refused(why) => toast::refused(&why, language),
        });
        turned.into_iter().chain(news).collect()
    }

    fn turn(&mut self, duty: Duty) -> Option<Toast> {
        self.shown.turn(duty.clone());
        if !duty.is_settled() {
            return None;
        }
        self.closed = if duty == Duty::Face {
            let Files { log, config } = &self.options.service;
            Offers { no_log: closed(log), no_config: closed(config), ..Offers::default() }
        } else {
            Offers::default()
        };
        let before = self.told.replace(duty);
        toast::turned(&before?, self.told.as_ref()?, self.style.language)
    }

    /// The files that the menu opens: those of whoever does the work.
    const fn files(&self) -> &Files {
        match self.shown.duty {
            Duty::Face => &self.options.service,
            _ => &self.options.own,
        }
    }

    pub fn view(&self) -> View {
        let Self { style, shown, .. } = self;
        // Whether the program starts at login can be changed elsewhere at any time.
        let autostart = autostart::status(&self.options.autostart).map(Autostart::is_on).ok();
        View {
            state: shown.icon(),
            menu: menu::build(shown, Offers { autostart, ..self.closed }, style),
            tooltip: tooltip::text(shown, style),
            title: shown.overall(style),
            body: tooltip::body(shown, style).join("\n"),
        }
    }

    /// Carries out a click; what comes back is to be shown.
    pub fn click(&mut self, click: Click) -> Option<Toast> {
        let language = self.style.language;
        if let Some(command) = click.command() {
            (self.send)(command);
            return None;
        }
        let open = |path: &Path| {
            open::file(path).err().map(|error| {
                warn!(path = %path.display(), %error, "could not be opened");
                toast::open_failed(path, &error, language)
            })
        };
        match click {
            Click::OpenLog => open(&self.files().log),
            Click::OpenConfig => open(&self.files().config),
            Click::Autostart(on) => autostart::set(on, &self.options.autostart).err().map(|error| {
                warn!(on, %error, "starting at login could not be changed");
                toast::autostart_failed(&error, language)
            }),
            Click::Speak(choice) => self.speak(choice),
            Click::About => Some(toast::about(&self.shown.snapshot, language)),
            Click::Status => Some(toast::status(&self.shown, &self.style)),
            Click::Tell(id) => toast::record(&self.shown.snapshot, &id, &self.style),
            Click::CheckNow | Click::Force | Click::Pause(_) | Click::Quit => None,
        }
    }

    fn speak(&mut self, choice: Option<Language>) -> Option<Toast> {
        if let Err(error) = language::choose(&self.options.state_dir, choice) {
            warn!(%error, "the choice of a language could not be kept");
            return Some(toast::language_not_kept(&error, self.style.language));
        }
        self.style.chosen = choice;
        self.style.language = language::spoken(&self.options.state_dir);
        None
    }

    /// Sends a command that was not chosen from the menu.
    #[cfg(windows)]
    pub fn send(&self, command: Command) {
        (self.send)(command);
    }
}

/// Why a file of the service's cannot be opened by this person; `None` where it can.
fn closed(file: &Path) -> Option<Phrase> {
    match File::open(file) {
        Ok(_) => None,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Some(words::NO_SUCH_FILE),
        Err(_) => Some(words::ADMINISTRATORS_ONLY),
    }
}
