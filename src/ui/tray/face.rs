//! What the tray shows now, and what a click leads to: all that backends have in common.

use jiff::tz::TimeZone;
use tracing::warn;

use crate::{
    core::{
        message::{Command, Notice},
        snapshot::{Overall, Snapshot},
    },
    platform::{Autostart, autostart, open},
    text::Language,
    ui::{
        language,
        lines::{self, Style},
        menu::{self, Click, Menu},
        toast::{self, Toast},
        tooltip,
    },
};

use super::Options;

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
    snapshot: Snapshot,
    send: Box<dyn Fn(Command) + Send + Sync>,
}

impl Face {
    pub fn new(options: Options, send: Box<dyn Fn(Command) + Send + Sync>) -> Self {
        let chosen = language::chosen(&options.state_dir);
        let style = Style { language: options.language, chosen, zone: TimeZone::system() };
        Self { options, style, snapshot: Snapshot::default(), send }
    }

    /// Takes the newest state, if there is one.
    pub fn show(&mut self, snapshot: Option<Snapshot>) {
        if let Some(snapshot) = snapshot {
            self.snapshot = snapshot;
        }
    }

    pub fn view(&self) -> View {
        let Self { style, snapshot, .. } = self;
        // Whether the program starts at login can be changed elsewhere at any time.
        let autostart = autostart::status(&self.options.autostart).map(Autostart::is_on).ok();
        View {
            state: lines::overall_icon(snapshot),
            menu: menu::build(snapshot, autostart, style),
            tooltip: tooltip::text(snapshot, style),
            title: lines::overall(snapshot, style),
            body: tooltip::body(snapshot, style).join("\n"),
        }
    }

    pub fn toast(&self, notice: &Notice) -> Toast {
        toast::of(notice, self.style.language)
    }

    /// Carries out a click; what comes back is to be shown.
    pub fn click(&mut self, click: Click) -> Option<Toast> {
        let language = self.style.language;
        if let Some(command) = click.command() {
            (self.send)(command);
            return None;
        }
        let open = |path: &std::path::Path| {
            open::file(path).err().map(|error| {
                warn!(path = %path.display(), %error, "could not be opened");
                toast::open_failed(path, &error, language)
            })
        };
        match click {
            Click::OpenLog => open(&self.options.open_log),
            Click::OpenConfig => open(&self.options.open_config),
            Click::Autostart(on) => autostart::set(on, &self.options.autostart).err().map(|error| {
                warn!(on, %error, "starting at login could not be changed");
                toast::autostart_failed(&error, language)
            }),
            Click::Speak(choice) => self.speak(choice),
            Click::About => Some(toast::about(&self.snapshot, language)),
            Click::Status => Some(toast::status(&self.snapshot, &self.style)),
            Click::Tell(id) => toast::record(&self.snapshot, &id, &self.style),
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
