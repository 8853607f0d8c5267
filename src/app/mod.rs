//! The composition root: which parts run together in which mode.
//!
//! A tray has the worker on a thread beside it, the foreground mode has it alone, `once`
//! runs it until everything is settled. What the parts do is theirs.

pub mod demo;
pub mod service;
mod tray;

use std::{
    path::Path,
    sync::{Arc, OnceLock},
};

use tokio::{
    runtime::{Builder, Runtime},
    sync::{mpsc, watch},
};

use crate::{
    config::{self, AccountShape, Config, Known, Mistakes},
    control,
    core::{message::Command, snapshot::Snapshot},
    detect,
    net::Net,
    paths::Paths,
    platform::pipe::Listener,
    provider,
    store::{Store, Unusable},
    text::Language,
    worker::{self, Order, Sink, Start, Until, Worker},
};

pub use tray::{Ended, tray};

/// What the configuration may name.
pub fn known() -> Known {
    static ACCOUNTS: OnceLock<Vec<AccountShape>> = OnceLock::new();
    let accounts = ACCOUNTS.get_or_init(|| provider::ALL.iter().map(|info| info.shape).collect());
    Known { accounts, sources: &detect::SOURCES }
}

/// Why a mode could not start.
#[derive(Debug)]
pub enum Failed {
    Config(Mistakes),
    State(Unusable),
    Runtime(std::io::Error),
}

/// One thread for everything asynchronous: the work is waiting, not computing.
fn runtime() -> Result<Runtime, Failed> {
    Builder::new_current_thread().enable_all().max_blocking_threads(4).build().map_err(Failed::Runtime)
}

/// Runs something to its end and lets go of threads that are still busy: a credential store or a name
/// lookup that hangs must not keep the program from ending.
pub fn block_on<T>(future: impl Future<Output = T>) -> Result<T, Failed> {
    let runtime = runtime()?;
    let output = runtime.block_on(future);
    runtime.shutdown_background();
    Ok(output)
}

/// Everything that a worker needs besides the configuration.
pub struct Worked {
    pub orders: mpsc::UnboundedReceiver<Order>,
    pub sender: mpsc::UnboundedSender<Order>,
}

impl Default for Worked {
    fn default() -> Self {
        let (sender, orders) = mpsc::unbounded_channel();
        Self { orders, sender }
    }
}

/// Runs a worker with its control endpoint until it is done.
async fn work(
    config: Config,
    store: Store,
    endpoint: &Path,
    sink: Sink,
    until: Until,
    channel: Worked,
    language: Language,
) -> Snapshot {
    let (publish, latest) = watch::channel(Snapshot::default());
    match Listener::open(endpoint) {
        Ok(listener) => {
            tokio::spawn(control::serve(listener, channel.sender.clone(), latest));
        }
        Err(error) => {
            tracing::warn!("no control endpoint ({error}); `fingerpost status` will not reach this program");
        }
    }
    let to_all: Sink = Arc::new(move |update| {
        publish.send_replace(update.snapshot.clone());
        sink(update);
    });
    let start = Start { config, known: known(), net: Net::default(), store, language, sink: to_all };
    Worker::new(start).run(channel.orders, until).await
}

/// The configuration; where it cannot be used a silent one, and `true`: nobody is asked for an address before the
/// person's own choice of sources can be read. What is wrong is in the log; who shows it reads it again.
fn configured(file: &Path) -> (Config, bool) {
    match config::load(file, &known()) {
        Ok(config) => (config, false),
        Err(mistakes) => {
            tracing::error!("the configuration cannot be used:\n{}", mistakes.render(Language::English));
            (Config::silent(file), true)
        }
    }
}

/// Works without a tray until it is asked to end (Ctrl-C, SIGTERM, or over the endpoint).
pub fn foreground(paths: &Paths, language: Language) -> Result<Snapshot, Failed> {
    let config = config::load(&paths.config, &known()).map_err(Failed::Config)?;
    let store = Store::open(&paths.state_dir).map_err(Failed::State)?;
    run_until_signalled(config, store, &paths.endpoint, language)
}

fn run_until_signalled(
    config: Config,
    store: Store,
    endpoint: &Path,
    language: Language,
) -> Result<Snapshot, Failed> {
    let channel = Worked::default();
    let stop = channel.sender.clone();
    block_on(async move {
        tokio::spawn(async move {
            signalled().await;
            let _ = stop.send(Order::Command(Command::Quit));
        });
        work(config, store, endpoint, Arc::new(|_| {}), Until::Quit, channel, language).await
    })
}

#[cfg(unix)]
async fn signalled() {
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
async fn signalled() {
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

/// One round: look, publish what differs, verify, end. `first` is asked at the start.
pub fn once(paths: &Paths, first: Option<Command>, language: Language) -> Result<Snapshot, Failed> {
    let config = config::load(&paths.config, &known()).map_err(Failed::Config)?;
    let store = Store::open(&paths.state_dir).map_err(Failed::State)?;
    let channel = Worked::default();
    if let Some(command) = first {
        let _ = channel.sender.send(Order::Command(command));
    }
    block_on(work(config, store, &paths.endpoint, Arc::new(|_| {}), Until::Settled, channel, language))
}

/// What the state file knows, seen through the configuration: for when nobody runs.
pub fn last_known(paths: &Paths) -> Result<Snapshot, Failed> {
    let config = config::load(&paths.config, &known()).map_err(Failed::Config)?;
    let unreadable = |why| Failed::State(Unusable::Io(paths.state_dir.clone(), std::io::Error::other(why)));
    let state = crate::store::read(&paths.state_dir).map_err(unreadable)?.unwrap_or_default();
    Ok(worker::remembered(&config, state))
}

/// Remembers for the next start whether to pause; nobody runs who could be told.
pub fn remember_pause(paths: &Paths, paused: bool) -> Result<(), Failed> {
    config::load(&paths.config, &known()).map_err(Failed::Config)?;
    let store = Store::open(&paths.state_dir).map_err(Failed::State)?;
    let state = crate::core::state::State { paused, ..store.load().state };
    let unwritten = |error| Failed::State(Unusable::Io(paths.state_dir.clone(), error));
    store.save(&state).map_err(unwritten)
}

/// Writes a commented configuration where there is none; says whether it did.
pub fn write_template(file: &Path) -> std::io::Result<bool> {
    use std::{fs::OpenOptions, io::Write};
    if let Some(dir) = file.parent().filter(|dir| !dir.as_os_str().is_empty()) {
        crate::platform::private::create_dir(dir)?;
    }
    match OpenOptions::new().write(true).create_new(true).open(file) {
        Ok(mut new) => {
            new.write_all(include_bytes!("../../assets/config.toml"))?;
            Ok(true)
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}
