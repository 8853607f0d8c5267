//! One round of a scheduled task, where nobody looks at what a program prints.
//!
//! First it is seen whether the round can begin at all, a few times with a pause; a laptop that has just woken up has
//! no network yet. If it cannot, the system's log and the desktop are told once, however often the task comes back
//! until it can: a file in the state folder remembers that. What the round itself finds is told as the tray would.

use std::{
    fs,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use super::{Failed, Worked, block_on, known, turn_for_round, work};
use crate::{
    config::{self, Config},
    core::snapshot::Snapshot,
    doctor::ready,
    journal::Journal,
    paths::Paths,
    platform::{Note, notification},
    store::{self, Store},
    text::{Language, task as text},
    ui::toast,
    worker::{self, Sink, Until},
};

/// How often it is seen whether a round can begin, and the pause between.
const TRIES: usize = 3;
const PAUSE: Duration = Duration::from_secs(20);

/// How a scheduled round ended.
pub enum Round {
    Done(Box<Snapshot>),
    /// It could not begin: what is missing, in sentences.
    PutOff(String),
}

pub fn scheduled(paths: &Paths, language: Language, journal: Journal) -> Result<Round, Failed> {
    let store = Store::open(&paths.state_dir).map_err(Failed::State)?;
    let state = store::read(&paths.state_dir).ok().flatten().unwrap_or_default();
    // The tray of a person who logs on begins at the same moment, and is not to be kept waiting.
    drop(store);
    let told = paths.state_dir.join("put-off");
    let config = match config::load(&paths.config, &known()) {
        Ok(config) => config,
        Err(mistakes) => {
            let why = mistakes.render(language);
            if is_news(&told, &why) {
                journal.not_started(&why);
            }
            return Err(Failed::Config(mistakes));
        }
    };
    // Whatever is missing, nobody needs it.
    if state.paused {
        return Ok(Round::Done(Box::new(worker::remembered(&config, state))));
    }
    block_on(async {
        if let Some(missing) = wait(&config, language).await {
            if is_news(&told, &missing) {
                journal.not_ready(&missing);
                let body = text::PUT_OFF_BODY.fill(language, &[("missing", &missing)]);
                let title = text::PUT_OFF.to(language).to_owned();
                notification::show_last(Note { title, body, alarm: true, topic: "task".into() }).await;
            }
            return Ok(Round::PutOff(missing));
        }
        let _ = fs::remove_file(&told);
        let store = Store::open(&paths.state_dir).map_err(Failed::State)?;
        // The service may have begun since it was asked.
        let _turn = turn_for_round(paths).await?;
        let notices = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&notices);
        let sink: Sink = Arc::new(move |update| {
            heard.lock().unwrap_or_else(PoisonError::into_inner).extend(update.notice);
        });
        let channel = Worked { journal, ..Worked::default() };
        let snapshot = work(config, store, &paths.endpoint, sink, Until::Settled, channel, language).await;
        let notices = std::mem::take(&mut *notices.lock().unwrap_or_else(PoisonError::into_inner));
        for notice in notices {
            notification::show_last(toast::of(&notice, language).into()).await;
        }
        Ok(Round::Done(Box::new(snapshot)))
    })?
}

/// Whether this was not told yet. Where that cannot be remembered it is told again, which is better than never.
fn is_news(told: &Path, what: &str) -> bool {
    let before = fs::read_to_string(told).unwrap_or_default();
    before != what && (fs::write(told, what).is_ok() || before.is_empty())
}

/// What is still missing after the last try.
async fn wait(config: &Config, language: Language) -> Option<String> {
    for left in (0..TRIES).rev() {
        let missing = ready::missing(config, language).await;
        if missing.is_empty() {
            return None;
        }
        if left == 0 {
            return Some(missing.join(" "));
        }
        tokio::time::sleep(PAUSE).await;
    }
    None
}
