//! Working without a tray until it is asked to end: Ctrl-C, SIGTERM, or over the endpoint.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::{
    Failed, block_on,
    keeper::{Keeper, Told},
    known, look,
};
use crate::{
    config,
    core::{
        duty::{Duty, Refusal, Seen, Why},
        message::{Command, Update},
    },
    journal::Journal,
    paths::Paths,
    store::Store,
    text::Language,
    ui,
};

/// A program of a person's own works while no service does.
pub fn foreground(paths: &Paths, language: Language, journal: Journal) -> Result<(), Failed> {
    let look = block_on(look::look(paths, false))?;
    let store = if let Seen::Nobody(_) = look.seen {
        // Nobody sees what is wrong with a configuration here but who starts it.
        config::load(&paths.config, &known()).map_err(Failed::Config)?;
        Some(Store::open(&paths.state_dir).map_err(Failed::State)?)
    } else {
        None
    };
    let (send, commands) = mpsc::unbounded_channel();
    let keeper = Keeper::new(paths.clone(), language, journal, Arc::new(Log)).with_store(store);
    block_on(async move {
        tokio::spawn(async move {
            signalled().await;
            let _ = send.send(Command::Quit);
        });
        keeper.run(look, commands).await;
    })
}

/// Nobody sees it; the log says what changes.
struct Log;

impl Told for Log {
    fn turn(&self, duty: Duty) {
        match duty {
            Duty::Own(_) | Duty::Ceding | Duty::Waiting(Why::Looking | Why::Restarting) => {}
            Duty::Face => tracing::info!("waiting until the service stops"),
            Duty::Waiting(why) => {
                let (phrase, more) = ui::waiting(&why, Language::English);
                let more = more.map(|more| format!(": {more}")).unwrap_or_default();
                tracing::warn!("not working: {}{more}", phrase.en);
            }
        }
    }

    fn update(&self, _: Update) {}
    fn refused(&self, _: Refusal) {}
}

#[cfg(unix)]
pub(super) async fn signalled() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut hang_up)) =
        (signal(SignalKind::terminate()), signal(SignalKind::hangup()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
        _ = hang_up.recv() => {}
    }
}

#[cfg(windows)]
pub(super) async fn signalled() {
    use tokio::signal::windows::{ctrl_close, ctrl_shutdown};
    let (Ok(mut close), Ok(mut shutdown)) = (ctrl_close(), ctrl_shutdown()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = close.recv() => {}
        _ = shutdown.recv() => {}
    }
}
