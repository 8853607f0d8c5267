//! What happens, as lines of the log.

use crate::{
    core::message::{Event, Found, Outcome},
    text::{Language, problem::sentence},
};

/// One line for each thing that happens; what is routine only at debug level.
pub fn event(event: &Event) {
    match event {
        Event::Detected(family, report) => match &report.found {
            Found::Known(address, sources) => {
                tracing::debug!("{family} is {address} ({})", sources.join(", "));
            }
            Found::Unknown(reason) => tracing::info!("{family} is not known: {reason:?}"),
        },
        Event::Applied { outcomes, .. } => {
            for (id, outcome) in outcomes {
                match outcome {
                    Outcome::Unchanged => tracing::debug!("{id}: right already"),
                    Outcome::Changed(old) => tracing::info!("{id}: published (was {old:?})"),
                    Outcome::Failed(problem) => {
                        tracing::warn!("{id}: {}", sentence(Language::English, problem));
                    }
                }
            }
        }
        Event::Verified(id, _, served) => tracing::debug!("{id}: name servers: {served:?}"),
        Event::Wake(wake) => tracing::debug!("woken: {wake:?}"),
        Event::Command(command) => tracing::info!("asked for: {command:?}"),
        Event::Start | Event::Deadline | Event::Opened(..) => {}
    }
}
