//! The shell around the machine: the only place that awaits.
//!
//! [`Worker::run`] turns what happens into events, gives them to [`Machine::handle`], and
//! carries out the actions that come back: asking sources, calling providers, asking name
//! servers, writing the state, telling the faces. It takes no decision of its own.

mod accounts;
mod acting;
mod configuration;
mod log;
mod wakes;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinSet,
    time::sleep_until,
};

use self::{
    accounts::Accounts,
    configuration::Watched,
    log::Log,
    wakes::{Wakes, Woken},
};
use crate::{
    authority::Authority,
    config::{self, Config, Known, SecretRef, Source},
    core::{
        machine::Machine,
        message::{Action, Command, Event, Now, Update, Wake},
        snapshot::{Entry, Snapshot},
        state::State,
    },
    detect::{Detector, router},
    hooks::Hooks,
    journal::Journal,
    net::{self, Net},
    platform::{self, alarm::Alarm},
    store::Store,
    text::Language,
};

/// How long a changed file is left alone before it is read.
const WRITTEN_AFTER: Duration = Duration::from_millis(250);

/// Where updates go: a tray, a pipe, a test.
pub type Sink = Arc<dyn Fn(Update) + Send + Sync>;

/// Who is told of each configuration that is taken up, the first one included.
pub type TakenUp = Arc<dyn Fn(&Config) + Send + Sync>;

/// What comes in from the faces.
pub enum Order {
    Command(Command),
    /// The history, newest first.
    History(oneshot::Sender<Vec<Arc<Entry>>>),
    /// Every account and hook that has a secret, and where that is.
    Secrets(oneshot::Sender<Vec<(String, SecretRef)>>),
}

/// When the worker is done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Until {
    /// Somebody says so.
    Quit,
    /// Everything that can be done now is done.
    Settled,
}

pub struct Worker {
    machine: Machine,
    detector: Arc<Detector>,
    /// The routers that are sources of IPv4 addresses, and what listens to them.
    routers: Vec<Source>,
    router: Option<router::Watch>,
    /// The routers are others than those that are listened to.
    rewatch: bool,
    accounts: Accounts,
    /// Where the secrets of accounts and hooks are.
    secrets: Vec<(String, SecretRef)>,
    authority: Authority,
    hooks: Hooks,
    log: Log,
    journal: Journal,
    store: Store,
    net: Net,
    known: Known,
    language: Language,
    watched: Watched,
    sink: Sink,
    taken_up: TakenUp,
    tasks: JoinSet<Vec<Event>>,
    /// Accounts that are being opened. Those of a configuration that was replaced are let go with it: what
    /// their secret was says nothing of what it is.
    opening: JoinSet<Event>,
    started: Instant,
    wake_at: Duration,
    alarm: Alarm,
    quit: bool,
    /// How many of the tasks ask name servers.
    verifying: usize,
    /// Since the last rest more was done than to look and to glance.
    worked: bool,
}

/// What a worker starts from.
pub struct Start {
    pub config: Config,
    pub known: Known,
    pub net: Net,
    pub store: Store,
    pub language: Language,
    pub journal: Journal,
    pub sink: Sink,
    pub taken_up: TakenUp,
}

impl Worker {
    /// Reads the state and starts reading the secrets; nothing is sent yet. Needs a runtime around it.
    pub fn new(start: Start) -> Self {
        let Start { config, known, net, store, language, journal, sink, taken_up } = start;
        taken_up(&config);
        let loaded = store.load();
        journal.remember(&loaded.state);
        if let Some(warning) = loaded.warning {
            tracing::warn!("{warning}");
        }
        let accounts = Accounts::new(&config, &net);
        let opening = accounts.open();
        let setup = configuration::setup(&config);
        Self {
            routers: configuration::routers(&config, &setup.uplinks),
            machine: Machine::new(setup, loaded.state, fastrand::u64(..)),
            detector: Arc::new(Detector::new(&config, &known, net.clone())),
            router: None,
            rewatch: true,
            accounts,
            authority: Authority::default(),
            secrets: config.secrets(),
            hooks: Hooks::new(&config.hooks, &net),
            log: Log::new(&config),
            journal,
            store,
            net,
            known,
            language,
            watched: Watched::new(&config),
            sink,
            taken_up,
            tasks: JoinSet::new(),
            opening,
            started: Instant::now(),
            wake_at: Duration::ZERO,
            alarm: Alarm::open(),
            quit: false,
            verifying: 0,
            worked: true,
        }
    }

    /// Works until it is done; gives the state of things at the end.
    pub async fn run(mut self, mut orders: mpsc::UnboundedReceiver<Order>, until: Until) -> Snapshot {
        // The sender is kept here for as long as the loop runs: without any a branch would spin.
        let (stir, mut stirred) = mpsc::channel(1);
        let mut wakes = Wakes::new();
        let (announce, mut announced) = mpsc::channel(1);
        if until == Until::Quit {
            wakes.listen();
            configuration::warn_of_hosts_file(self.machine.setup());
            self.watch_files(stir.clone());
            let records = self.machine.setup().records.len();
            if !self.journal.started(records) {
                tracing::info!("Fingerpost {} started with {records} records", env!("CARGO_PKG_VERSION"));
            }
        }
        self.event(Event::Start);
        if until == Until::Quit {
            // What was written since the configuration was read, and nobody followed it yet.
            self.look_at_files();
        }
        let mut faces = true;
        let mut look_at_files = None;
        let mut worked = true;
        while !self.is_done(until) {
            if self.rewatch && until == Until::Quit {
                self.watch_router(&announce);
            }
            if worked && until == Until::Quit && self.tasks.is_empty() && self.opening.is_empty() {
                self.rest();
                worked = false;
            }
            let wake_at = self.started + self.wake_at;
            tokio::select! {
                Some(ended) = self.tasks.join_next() => match ended {
                    Ok(events) => {
                        worked = true;
                        for event in events {
                            self.event(event);
                        }
                    }
                    Err(error) => tracing::error!("a task ended badly: {error}"),
                },
                Some(ended) = self.opening.join_next() => match ended {
                    Ok(event) => self.event(event),
                    Err(error) => tracing::error!("an account could not be opened: {error}"),
                },
                order = orders.recv(), if faces => match order {
                    Some(Order::Command(command)) => self.event(Event::Command(command)),
                    Some(Order::History(reply)) => {
                        let history = self.machine.state().history.iter().cloned().collect();
                        let _ = reply.send(history);
                    }
                    Some(Order::Secrets(reply)) => {
                        let _ = reply.send(self.secrets.clone());
                    }
                    // Nobody is left to ask for anything; the work goes on.
                    None => faces = false,
                },
                woken = wakes.next() => {
                    // Connections from before are of no use in another network, nor after sleep.
                    if woken != Woken::Stepped {
                        self.net.reset();
                    }
                    if let Some(router) = &self.router {
                        router.network_changed();
                    }
                    self.event(match woken {
                        Woken::Network => Event::Wake(Wake::Network),
                        Woken::Resumed => Event::Wake(Wake::Resume),
                        // The machine compares both clocks at every event; what is due by the new one is done.
                        Woken::Stepped => Event::Deadline,
                    });
                }
                Some(()) = announced.recv() => {
                    // Connections that were made through the router's old address lead nowhere.
                    self.net.reset();
                    self.event(Event::Wake(Wake::Router));
                }
                Some(()) = stirred.recv() => {
                    // An editor writes in several steps; half a file is no configuration.
                    look_at_files.get_or_insert_with(|| tokio::time::Instant::now() + WRITTEN_AFTER);
                }
                () = sleep_until(look_at_files.unwrap_or(wake_at.into())), if look_at_files.is_some() => {
                    look_at_files = None;
                    self.look_at_files();
                }
                () = self.alarm.until(wake_at) => {
                    // For folders that could not be watched, and files that were not there then.
                    self.look_at_files();
                    self.event(Event::Deadline);
                }
            }
        }
        self.save(&self.machine.state().clone());
        if let Some(router) = self.router.take() {
            router.end().await;
        }
        if until == Until::Quit && !self.journal.stopped() {
            tracing::info!("Fingerpost ended");
        }
        // Nobody looks again who has ended.
        Snapshot { traffic: net::meter::traffic(), next_check: None, ..self.machine.snapshot(self.now()) }
    }

    /// Lets go of what work has run through. What a look needs stays: fetching it again every half minute
    /// costs more processor time than the look.
    fn rest(&mut self) {
        if self.wake_at.saturating_sub(self.started.elapsed()) > net::KEPT {
            self.net.reset();
        }
        if std::mem::take(&mut self.worked) {
            platform::memory::give_back();
        }
    }

    fn watch_files(&self, stir: mpsc::Sender<()>) {
        let folders: Vec<&Path> = self.watched.folders().into_iter().collect();
        if let Err(error) = platform::files::watch(&folders, move || wakes::is_heard(&stir)) {
            tracing::warn!(
                "the configuration's folder cannot be watched ({error}); it is looked at by the clock"
            );
        }
    }

    /// Listens to the routers of the configuration instead of those before.
    fn watch_router(&mut self, announce: &mpsc::Sender<()>) {
        self.rewatch = false;
        if let Some(before) = self.router.take() {
            self.tasks.spawn(async move {
                before.end().await;
                Vec::new()
            });
        }
        let announce = announce.clone();
        let heard = move || {
            let _ = announce.try_send(());
        };
        self.router = router::watch(&self.routers, heard);
    }

    fn look_at_files(&mut self) {
        if self.watched.changed() {
            self.event(Event::Wake(Wake::ConfigFile));
        }
    }

    fn is_done(&self, until: Until) -> bool {
        let settled =
            || self.machine.is_settled() && self.tasks.len() == self.verifying && self.opening.is_empty();
        self.quit || until == Until::Settled && settled()
    }

    fn now(&self) -> Now {
        Now { mono: self.started.elapsed(), wall: Timestamp::now() }
    }

    fn event(&mut self, event: Event) {
        if matches!(event, Event::Verified(..) | Event::Glanced(..)) {
            self.verifying = self.verifying.saturating_sub(1);
        }
        let mut next = Some(event);
        while let Some(event) = next.take() {
            for action in self.machine.handle(self.now(), event) {
                match action {
                    Action::ReloadConfiguration => next = Some(self.reload()),
                    action => self.act(action),
                }
            }
        }
    }

    /// Reads the configuration again; the machine takes it up, or goes on with the old one and says why.
    fn reload(&mut self) -> Event {
        let file: PathBuf = self.watched.config_file().to_owned();
        match config::load(&file, &self.known) {
            Ok(config) => {
                (self.taken_up)(&config);
                self.accounts = Accounts::new(&config, &self.net);
                self.secrets = config.secrets();
                self.opening = self.accounts.open();
                self.hooks = Hooks::new(&config.hooks, &self.net);
                self.detector = Arc::new(Detector::new(&config, &self.known, self.net.clone()));
                self.watched = Watched::new(&config);
                let setup = configuration::setup(&config);
                let routers = configuration::routers(&config, &setup.uplinks);
                self.rewatch |= routers != self.routers;
                self.routers = routers;
                self.log.configure(&config);
                tracing::info!("configuration {} taken up", file.display());
                Event::Configured(Box::new(setup))
            }
            Err(mistakes) => {
                let why = mistakes.render(Language::English);
                tracing::error!("the changed configuration cannot be used, the old one goes on:\n{why}");
                Event::Misconfigured(mistakes.first(self.language))
            }
        }
    }
}

/// What a state says of a configuration without anything being asked. Records that were right when
/// the program ended count as right.
pub fn remembered(config: &Config, state: State) -> Snapshot {
    let machine = Machine::new(configuration::setup(config), state, 0);
    machine.remembered(Now { mono: Duration::ZERO, wall: Timestamp::now() })
}
