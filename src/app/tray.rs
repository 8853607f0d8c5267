//! The tray and the worker beside it.

use std::{sync::Arc, thread};

use super::{Failed, Worked, block_on, configured, work, write_template};
use crate::{
    core::message::Command,
    paths::Paths,
    store::{Store, Unusable},
    text::Language,
    ui,
    worker::{Order, Sink, Until},
};

/// How the tray mode ended.
pub enum Ended {
    /// Somebody chose to quit.
    Quit,
    /// There is no tray here: why, and what is needed to go on without one.
    NoTray(String),
    /// Another copy runs already.
    AlreadyRunning,
}

/// Runs the tray on this thread and the worker on another, until somebody quits.
///
/// A first start writes a commented configuration. A broken one does not keep the tray from
/// coming up: that is where a person sees what is wrong.
pub fn tray(paths: &Paths, language: Language) -> Result<Ended, Failed> {
    let store = match Store::open(&paths.state_dir) {
        Err(Unusable::InUse) => return Ok(Ended::AlreadyRunning),
        other => other.map_err(Failed::State)?,
    };
    if let Err(error) = write_template(&paths.config) {
        tracing::warn!("no configuration can be written to {}: {error}", paths.config.display());
    }
    let (config, broken) = configured(&paths.config);
    let log_file = config.log_file.clone().unwrap_or_else(|| paths.log_file());
    let options = ui::tray::Options {
        language,
        open_log: log_file,
        open_config: paths.config.clone(),
        autostart: paths.arguments(),
    };
    let (face, runner) = match ui::tray::prepare(options) {
        Ok(tray) => tray,
        Err(why) => return Ok(Ended::NoTray(why.to_string())),
    };
    let channel = Worked::default();
    let orders = channel.sender.clone();
    let worker = thread::Builder::new().name("worker".into()).spawn({
        let (face, endpoint) = (face.clone(), paths.endpoint.clone());
        move || {
            let sink: Sink = Arc::new({
                let face = face.clone();
                move |update| face.update(update)
            });
            let ended = block_on(work(config, store, &endpoint, sink, Until::Quit, channel, language));
            if let Err(Failed::Runtime(error)) = ended {
                tracing::error!("the worker cannot start: {error}");
            }
            face.quit();
        }
    });
    let worker = worker.map_err(Failed::Runtime)?;
    if broken {
        // The worker reads it once more and tells what is wrong as with any later mistake.
        let _ = orders.send(Order::Command(Command::Reload));
    }
    let quit = orders.clone();
    let ran = runner.run(Box::new(move |command| {
        let _ = orders.send(Order::Command(command));
    }));
    // The loop may end by itself (the session ends): the state is saved either way.
    let _ = quit.send(Order::Command(Command::Quit));
    let _ = worker.join();
    Ok(ran.map_or_else(|why| Ended::NoTray(why.to_string()), |()| Ended::Quit))
}
