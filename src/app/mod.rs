//! The composition root: which parts run together in which mode.
//!
//! A tray has the worker on a thread beside it, the foreground mode has it alone, `once`
//! runs it until everything is settled. What the parts do is theirs.

pub mod demo;
mod foreground;
mod handover;
pub mod keeper;
mod scheduled;
pub mod service;
mod tray;
pub mod turn;

use std::{
    path::Path,
    sync::{Arc, OnceLock},
};

use tokio::{
    runtime::{Builder, Runtime},
    sync::mpsc,
    task::JoinSet,
};

use crate::{
    config::{self, AccountShape, Config, Known, Mistakes},
    control::{self, Board, Hear, Outcome, Server},
    core::{message::Command, snapshot::Snapshot},
    detect,
    journal::Journal,
    net::Net,
    paths::Paths,
    provider,
    store::{Store, Unusable},
    text::Language,
    worker::{self, Order, Sink, Start, TakenUp, Until, Worker},
};

pub use foreground::foreground;
pub use scheduled::{Round, scheduled};
pub use tray::{Ended, is_tray_up, tray};

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
    /// The service does the work here, and gave no answer before.
    Served,
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
    /// To the system's log, or to nowhere.
    pub journal: Journal,
}

impl Default for Worked {
    fn default() -> Self {
        let (sender, orders) = mpsc::unbounded_channel();
        Self { orders, sender, journal: Journal::default() }
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
    let board = Board::default();
    // Ends with the worker: another may begin in this process.
    let mut serving = JoinSet::new();
    let orders = channel.sender.clone();
    let journal = channel.journal.clone();
    let hear: Hear = Arc::new(move |record| match record.outcome {
        Outcome::Done => journal.audit(&record.who(), &record.what(), true),
        Outcome::Refused => journal.audit(&record.who(), &record.what(), false),
        // It was allowed and went wrong; what did has an event of its own.
        Outcome::Failed => {}
    });
    let server = Arc::new(Server::new(endpoint, store.dir(), orders, board.clone(), hear));
    // Whoever looks for the service while it waits for its turn is judged already.
    server.configure(&config.access);
    match control::listen(endpoint) {
        Ok(listener) => {
            serving.spawn(server.clone().serve(listener));
        }
        Err(error) => {
            tracing::warn!("no control endpoint ({error}); `fingerpost status` will not reach this program");
        }
    }
    let _turn = if endpoint == Paths::service().endpoint {
        let turn = turn::service(endpoint, turn::PATIENCE).await;
        turn.inspect_err(|error| tracing::warn!("no lock in {} ({error})", endpoint.display())).ok()
    } else {
        None
    };
    let to_all: Sink = Arc::new(move |update| {
        board.publish(&update);
        sink(update);
    });
    let taken_up: TakenUp = Arc::new(move |config| server.configure(&config.access));
    let (net, journal) = (Net::default(), channel.journal);
    let start = Start { config, known: known(), net, store, language, journal, sink: to_all, taken_up };
    Worker::new(start).run(channel.orders, until).await
}

/// The configuration; where it cannot be used, what is wrong with it and a silent one: nobody is asked for an
/// address before the person's own choice of sources can be read.
fn configured(file: &Path) -> (Config, Option<Mistakes>) {
    match config::load(file, &known()) {
        Ok(config) => (config, None),
        Err(mistakes) => (Config::silent(file), Some(mistakes)),
    }
}

/// What a worker with a silent configuration begins with: it reads the file once more and tells what is wrong as with
/// any later mistake.
fn begin_with(broken: &Mistakes, channel: &Worked) {
    tracing::error!("the configuration cannot be used:\n{}", broken.render(Language::English));
    let _ = channel.sender.send(Order::Command(Command::Reload));
}

/// One round: look, publish what differs, verify, end. `first` is asked at the start.
pub fn once(
    paths: &Paths,
    first: Option<Command>,
    language: Language,
    journal: Journal,
) -> Result<Snapshot, Failed> {
    let config = config::load(&paths.config, &known()).map_err(Failed::Config)?;
    let store = Store::open(&paths.state_dir).map_err(Failed::State)?;
    let service = Paths::service().endpoint;
    let _turn = if paths.is_service() { None } else { turn::own(&service).map_err(|_| Failed::Served)? };
    let channel = Worked { journal, ..Worked::default() };
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
