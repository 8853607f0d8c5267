//! What is to be shown: who does the work, and how that stands.

use crate::{
    core::{
        duty::{Duty, Own, Why},
        snapshot::{Overall, Snapshot},
    },
    text::{Language, Phrase, tray as words},
};

use super::lines::{self, Style};

/// How things stand with whoever does the work.
#[derive(Clone, PartialEq, Debug)]
pub struct Shown {
    pub duty: Duty,
    pub snapshot: Snapshot,
}

impl Default for Shown {
    fn default() -> Self {
        Self { duty: Duty::START, snapshot: Snapshot::default() }
    }
}

impl Shown {
    /// Takes up another duty.
    pub fn turn(&mut self, duty: Duty) {
        if !duty.goes_on_from(&self.duty) {
            self.snapshot = Snapshot::default();
        }
        self.duty = duty;
    }

    /// Whether there is somebody to send a command to.
    pub const fn takes_commands(&self) -> bool {
        matches!(self.duty, Duty::Own(_) | Duty::Face)
    }

    /// How everything stands, in one sentence without a full stop.
    pub fn overall(&self, style: &Style) -> String {
        let said = |phrase: Phrase| phrase.to(style.language).to_owned();
        match &self.duty {
            Duty::Own(_) | Duty::Face => lines::overall(&self.snapshot, style),
            Duty::Ceding => said(words::CEDING),
            Duty::Waiting(why) => said(waiting(why, style.language).0),
        }
    }

    /// Who does the work, where that is not what everybody expects; a line of its own.
    pub fn worker(&self, style: &Style) -> Option<String> {
        let said = |phrase: Phrase| Some(phrase.to(style.language).to_owned());
        match &self.duty {
            Duty::Face => said(words::SERVICE_WORKS),
            Duty::Own(Own { stopped: true, .. }) => said(words::TRAY_WORKS),
            Duty::Waiting(why) => waiting(why, style.language).1,
            Duty::Own(_) | Duty::Ceding => None,
        }
    }

    /// The icon that says it all.
    pub const fn icon(&self) -> Overall {
        match &self.duty {
            Duty::Own(_) | Duty::Face => lines::overall_icon(&self.snapshot),
            Duty::Ceding | Duty::Waiting(Why::Looking | Why::Restarting) => Overall::Working,
            Duty::Waiting(Why::Refused(_) | Why::Silent) => Overall::Offline,
            Duty::Waiting(Why::Nothing | Why::Unable(_)) => Overall::Attention,
        }
    }
}

/// Why nothing is done here: in one sentence without a full stop, and more about it.
pub fn waiting(why: &Why, language: Language) -> (Phrase, Option<String>) {
    let said = |phrase: Phrase| Some(phrase.to(language).to_owned());
    match why {
        Why::Looking => (words::STARTING, None),
        Why::Restarting => (words::SERVICE_RESTARTING, None),
        Why::Refused(why) => (words::SERVICE_REFUSED, Some(lines::refusal(why, language))),
        Why::Silent => (words::SERVICE_SILENT, said(words::NOT_BESIDE)),
        Why::Nothing => (words::SERVICE_STOPPED, said(words::NOTHING_OF_YOUR_OWN)),
        Why::Unable(why) => (words::UNABLE, Some(why.clone())),
    }
}
