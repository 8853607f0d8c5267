//! The service's face: shows its updates, and passes on what is asked of it.

use std::{
    io,
    path::{Path, PathBuf},
};

use super::look::refusal;
use crate::{
    control::{self, Absent, Reply, Request},
    core::{
        duty::{Event, Refusal},
        message::{Command, Update},
    },
    text::Language,
    ui,
};

/// Gives the service's updates to `each` for as long as there are any; then says why there are no more.
pub async fn watch(endpoint: PathBuf, each: impl FnMut(Update)) -> Event {
    match control::watch(&endpoint, each).await {
        Ok(()) => {
            tracing::info!("the service has gone");
            Event::Ended
        }
        Err(error) if Absent::is(&error) || is_closed(&error) => Event::Missed,
        Err(error) => {
            tracing::debug!("the service cannot be followed: {error}");
            Event::Unwatched(refusal(&error))
        }
    }
}

/// Whether the other side closed before it said anything.
fn is_closed(error: &io::Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionReset, UnexpectedEof};
    matches!(error.kind(), BrokenPipe | ConnectionReset | UnexpectedEof)
}

/// Has the service do something; an error says why it did not.
pub async fn ask(endpoint: &Path, command: Command) -> Result<(), Refusal> {
    let why = match control::ask(endpoint, Request::Do(command)).await {
        Ok(Reply::Refused(why)) => Refusal::Said(why),
        Ok(_) => return Ok(()),
        Err(error) => refusal(&error),
    };
    tracing::warn!("the service did not do what was asked: {}", ui::refusal(&why, Language::English));
    Err(why)
}
