//! The composition root: which parts run together in which mode.
//!
//! A tray has the worker on a thread beside it, the foreground mode has it alone, `once`
//! runs it until everything is settled. What the parts do is theirs.

pub mod demo;
mod face;
mod foreground;
mod handover;
pub mod keeper;
mod look;
mod scheduled;
pub mod service;
#[cfg(test)]
mod tests;
mod tray;
pub mod turn;

use std::{
    io,
    path::{Path, PathBuf},
    pin::{Pin, pin},
    sync::{Arc, OnceLock},
};

use tokio::{
    runtime::{Builder, Runtime},
    sync::{mpsc, oneshot},
    task::JoinSet,
    time::sleep,
};

use crate::{
    config::{self, AccountShape, Config, Known, Mistakes},
    control::{self, Board, Hear, Outcome, Prove, Server},
    core::{
        duty::{RETRY, Seen},
        message::Command,
        snapshot::{Entry, Snapshot},
        state::State,
    },
    detect,
    doctor::Doctor,
    journal::Journal,
    net::Net,
    paths::Paths,
    platform::pipe::Listener,
    provider,
    store::{self, Store, Unread, Unusable},
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
    /// The service does the work here; it did not when that was asked first.
    Served,
    /// What the service would obey may be a stranger's.
    Untrusted(std::io::Error),
    Runtime(std::io::Error),
}

/// One thread for everything asynchronous: the work is waiting, not computing.
fn runtime() -> Result<Runtime, Failed> {
    Builder::new_current_thread().enable_all().max_blocking_threads(4).build().map_err(Failed::Runtime)
}

/// Runs something to its end and lets go of threads that are still busy: a credential store or a name
/// lookup that hangs must not keep the program from ending.
pub fn block_on<T>(future: impl Future<Output = T>) -> Result<T, Failed> {
    let mut output = None;
    finish(pin!(async { output = Some(future.await) }))?;
    output.ok_or_else(|| Failed::Runtime(io::ErrorKind::Interrupted.into()))
}

/// Apart, so that a runtime is not built into the program once for every kind of future.
fn finish(future: Pin<&mut dyn Future<Output = ()>>) -> Result<(), Failed> {
    let runtime = runtime()?;
    runtime.block_on(future);
    runtime.shutdown_background();
    Ok(())
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
    let paths = Paths {
        config: config.file.clone(),
        state_dir: store.dir().to_owned(),
        endpoint: endpoint.to_owned(),
    };
    let server = Server::new(endpoint, store.dir(), orders, board.clone(), hear, prover(paths));
    let server = Arc::new(server);
    // Whoever looks for the service while it waits for its turn is judged already.
    server.configure(&config.access);
    // Whoever looks for the service next finds it, if it is there to be found.
    let listening = control::listen(endpoint);
    serving.spawn(listen(endpoint.to_owned(), listening, server.clone()));
    let mut channel = channel;
    if endpoint == Paths::service().endpoint {
        let (begin, ready) = oneshot::channel();
        serving.spawn(turn::service(endpoint.to_owned(), begin));
        if !may_begin(ready, &mut channel).await {
            return board.newest().as_ref().clone();
        }
    }
    let to_all: Sink = Arc::new(move |update| {
        board.publish(&update);
        sink(update);
    });
    let taken_up: TakenUp = Arc::new(move |config| server.configure(&config.access));
    let (net, journal) = (Net::default(), channel.journal);
    let start = Start { config, known: known(), net, store, language, journal, sink: to_all, taken_up };
    Worker::new(start).run(channel.orders, until).await
}

/// Proves the accounts of the configuration as it is then.
fn prover(paths: Paths) -> Prove {
    Arc::new(move |question| {
        let paths = paths.clone();
        Box::pin(async move {
            let known = known();
            let config = config::load(&paths.config, &known).ok()?;
            let doctor = Doctor {
                paths,
                config,
                mistakes: None,
                known,
                net: Net::default(),
                language: question.language,
            };
            doctor.here(&question).await
        })
    })
}

/// Waits for the service's turn; `false` where the service is to end before. What else is asked meanwhile waits, too.
async fn may_begin(mut ready: oneshot::Receiver<()>, channel: &mut Worked) -> bool {
    let mut asked = Vec::new();
    let begins = loop {
        tokio::select! {
            _ = &mut ready => break true,
            Some(order) = channel.orders.recv() => match order {
                Order::Command(Command::Quit) => break false,
                order => asked.push(order),
            },
        }
    };
    while let Ok(order) = channel.orders.try_recv() {
        asked.push(order);
    }
    for order in asked {
        let _ = channel.sender.send(order);
    }
    begins
}

/// Answers at an endpoint once it is this program's: a stranger who holds it may go.
async fn listen(endpoint: PathBuf, mut listening: io::Result<Listener>, server: Arc<Server>) {
    let failed = listening.as_ref().err().map(ToString::to_string);
    if let Some(error) = &failed {
        tracing::warn!("no control endpoint ({error}); `fingerpost status` will not reach this program");
    }
    let listener = loop {
        match listening {
            Ok(listener) => break listener,
            Err(_) => sleep(RETRY).await,
        }
        listening = control::listen(&endpoint);
    };
    if failed.is_some() {
        tracing::info!("the control endpoint is open now");
        if endpoint == Paths::service().endpoint {
            turn::announce(&endpoint);
        }
    }
    server.serve(listener).await;
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
    let channel = Worked { journal, ..Worked::default() };
    if let Some(command) = first {
        let _ = channel.sender.send(Order::Command(command));
    }
    block_on(async {
        let _turn = turn_for_round(paths).await?;
        let sink: Sink = Arc::new(|_| {});
        Ok(work(config, store, &paths.endpoint, sink, Until::Settled, channel, language).await)
    })?
}

/// The turn for a round of the person's own; an error where the service works after all. Whoever else holds the lock
/// keeps nobody from it.
async fn turn_for_round(paths: &Paths) -> Result<Option<turn::Turn>, Failed> {
    if paths.is_service() {
        return Ok(None);
    }
    match turn::own(&Paths::service().endpoint) {
        Ok(turn) => Ok(turn),
        Err(_) => match look::look(paths, false).await.seen {
            Seen::Nobody(_) => Ok(None),
            Seen::Answers | Seen::Refuses(_) | Seen::Silent => Err(Failed::Served),
        },
    }
}

/// What the state file knows, seen through the configuration: for when nobody runs.
pub fn last_known(paths: &Paths) -> Result<Snapshot, Failed> {
    let config = config::load(&paths.config, &known()).map_err(Failed::Config)?;
    Ok(worker::remembered(&config, remembered(paths)?))
}

fn remembered(paths: &Paths) -> Result<State, Failed> {
    let unreadable = |why| match why {
        Unread::Newer(program) => Unusable::Newer(store::file(&paths.state_dir), program),
        Unread::Bad(why) => Unusable::Io(paths.state_dir.clone(), io::Error::other(why)),
    };
    Ok(store::read(&paths.state_dir).map_err(unreadable).map_err(Failed::State)?.unwrap_or_default())
}

/// What happened, newest first: for when nobody runs.
pub fn last_history(paths: &Paths) -> Result<Vec<Arc<Entry>>, Failed> {
    Ok(remembered(paths)?.history.into())
}

/// Remembers for the next start whether to pause; nobody runs who could be told.
pub fn remember_pause(paths: &Paths, paused: bool) -> Result<(), Failed> {
    config::load(&paths.config, &known()).map_err(Failed::Config)?;
    let store = Store::open(&paths.state_dir).map_err(Failed::State)?;
    let state = State { paused, ..store.load().state };
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
