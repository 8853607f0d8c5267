//! The shell around the machine: the only place that awaits.
//!
//! [`Worker::run`] turns what happens into events, gives them to [`Machine::handle`], and
//! carries out the actions that come back: asking sources, calling providers, asking name
//! servers, writing the state, telling the faces. It takes no decision of its own.

mod accounts;
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
    time::{sleep, sleep_until},
};

use self::{
    accounts::Accounts,
    configuration::Watched,
    log::Log,
    wakes::{Wakes, Woken},
};
use crate::{
    authority::Authority,
    config::{self, Config, Known, Mistakes},
    core::{
        machine::Machine,
        message::{Action, Command, Event, Now, Update, Wake},
        snapshot::{Entry, Snapshot},
        state::State,
    },
    detect::Detector,
    net::{self, Net},
    platform,
    store::Store,
    text::Language,
};

/// How long a changed file is left alone before it is read.
const WRITTEN_AFTER: Duration = Duration::from_millis(250);

/// Where updates go: a tray, a pipe, a test.
pub type Sink = Arc<dyn Fn(Update) + Send + Sync>;

/// What comes in from the faces.
pub enum Order {
    Command(Command),
    /// The history, newest first.
    History(oneshot::Sender<Vec<Entry>>),
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
    accounts: Accounts,
    authority: Authority,
    log: Log,
    store: Store,
    net: Net,
    known: Known,
    language: Language,
    watched: Watched,
    sink: Sink,
    tasks: JoinSet<Vec<Event>>,
    started: Instant,
    wake_at: Duration,
    quit: bool,
    /// How many of the tasks ask name servers.
    verifying: usize,
}

/// What a worker starts from.
pub struct Start {
    pub config: Config,
    pub known: Known,
    pub net: Net,
    pub store: Store,
    pub language: Language,
    pub sink: Sink,
}

impl Worker {
    /// Reads the state and starts reading the secrets; nothing is sent yet. Needs a runtime around it.
    pub fn new(start: Start) -> Self {
        let Start { config, known, net, store, language, sink } = start;
        let loaded = store.load();
        if let Some(warning) = loaded.warning {
            tracing::warn!("{warning}");
        }
        let accounts = Accounts::new(&config, &net);
        let mut tasks = JoinSet::new();
        accounts.open(&mut tasks);
        Self {
            machine: Machine::new(configuration::setup(&config), loaded.state, fastrand::u64(..)),
            detector: Arc::new(Detector::new(&config.address, &known, net.clone())),
            accounts,
            authority: Authority::default(),
            log: Log::new(&config),
            store,
            net,
            known,
            language,
            watched: Watched::new(&config),
            sink,
            tasks,
            started: Instant::now(),
            wake_at: Duration::ZERO,
            quit: false,
            verifying: 0,
        }
    }

    /// Works until it is done; gives the state of things at the end.
    pub async fn run(
        mut self,
        mut orders: mpsc::UnboundedReceiver<Order>,
        until: Until,
    ) -> crate::core::snapshot::Snapshot {
        // The sender is kept here for as long as the loop runs: without any a branch would spin.
        let (stir, mut stirred) = mpsc::channel(1);
        let mut wakes = Wakes::new();
        if until == Until::Quit {
            wakes.listen();
            configuration::warn_of_hosts_file(self.machine.setup());
            self.watch_files(stir.clone());
            let records = self.machine.setup().records.len();
            tracing::info!("Fingerpost {} started with {records} records", env!("CARGO_PKG_VERSION"));
        }
        self.event(Event::Start);
        let mut faces = true;
        let mut look_at_files = None;
        let mut worked = true;
        while !self.is_done(until) {
            if worked && until == Until::Quit && self.tasks.is_empty() {
                self.rest();
                worked = false;
            }
            let wake_at = tokio::time::Instant::from_std(self.started + self.wake_at);
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
                order = orders.recv(), if faces => match order {
                    Some(Order::Command(command)) => self.event(Event::Command(command)),
                    Some(Order::History(reply)) => {
                        let history = self.machine.state().history.iter().cloned().collect();
                        let _ = reply.send(history);
                    }
                    // Nobody is left to ask for anything; the work goes on.
                    None => faces = false,
                },
                woken = wakes.next() => {
                    // Connections from before are of no use in another network, nor after sleep.
                    if woken != Woken::Stepped {
                        self.net.reset();
                    }
                    self.event(match woken {
                        Woken::Network => Event::Wake(Wake::Network),
                        Woken::Resumed => Event::Wake(Wake::Resume),
                        // The machine compares both clocks at every event; what is due by the new one is done.
                        Woken::Stepped => Event::Deadline,
                    });
                }
                Some(()) = stirred.recv() => {
                    // An editor writes in several steps; half a file is no configuration.
                    look_at_files.get_or_insert_with(|| tokio::time::Instant::now() + WRITTEN_AFTER);
                }
                () = sleep_until(look_at_files.unwrap_or(wake_at)), if look_at_files.is_some() => {
                    look_at_files = None;
                    self.look_at_files();
                }
                () = sleep_until(wake_at) => {
                    // For folders that could not be watched, and files that were not there then.
                    self.look_at_files();
                    self.event(Event::Deadline);
                }
            }
        }
        self.save(&self.machine.state().clone());
        if until == Until::Quit {
            tracing::info!("Fingerpost ended");
        }
        self.machine.snapshot(self.now())
    }

    /// Lets go of what a look has run through and the next one makes anew.
    fn rest(&self) {
        if self.wake_at.saturating_sub(self.started.elapsed()) > net::KEPT {
            self.net.reset();
        }
        platform::memory::give_back();
    }

    fn watch_files(&self, stir: mpsc::Sender<()>) {
        let folders: Vec<&Path> = self.watched.folders().into_iter().collect();
        let changed = move || {
            let _ = stir.try_send(());
        };
        if let Err(error) = platform::files::watch(&folders, changed) {
            tracing::warn!(
                "the configuration's folder cannot be watched ({error}); it is looked at by the clock"
            );
        }
    }

    fn look_at_files(&mut self) {
        if self.watched.changed() {
            self.event(Event::Wake(Wake::ConfigFile));
        }
    }

    fn is_done(&self, until: Until) -> bool {
        let settled = || self.machine.is_settled() && self.tasks.len() == self.verifying;
        self.quit || until == Until::Settled && settled()
    }

    fn now(&self) -> Now {
        Now { mono: self.started.elapsed(), wall: Timestamp::now() }
    }

    fn event(&mut self, event: Event) {
        self.log.event(&event, &self.machine);
        if matches!(event, Event::Verified(..)) {
            self.verifying = self.verifying.saturating_sub(1);
        }
        let mut actions = self.machine.handle(self.now(), event);
        while !actions.is_empty() {
            let mut follow = Vec::new();
            for action in actions {
                self.log.action(&action);
                if let Action::ReloadConfiguration = action {
                    follow.extend(self.reload());
                } else {
                    self.act(action);
                }
            }
            actions = follow;
        }
    }

    fn act(&mut self, action: Action) {
        match action {
            Action::Detect(family, believed) => {
                let detector = self.detector.clone();
                self.tasks.spawn(async move {
                    vec![Event::Detected(family, detector.look(family, believed).await)]
                });
            }
            Action::Apply(account, tasks) => {
                let slot = self.accounts.get(&account);
                self.tasks.spawn(async move {
                    let (tried, outcomes) = accounts::publish(slot, &tasks).await;
                    vec![Event::Applied { account, tried, outcomes }]
                });
            }
            Action::Verify(id, values, wait) => {
                let slot = self.accounts.get(&id.account);
                let authority = self.authority.clone();
                self.verifying += 1;
                self.tasks.spawn(async move {
                    sleep(wait).await;
                    let server = match slot {
                        Some(slot) => slot.name_server().await,
                        None => None,
                    };
                    let answer = authority.served(&id, &values, server.as_deref()).await;
                    vec![Event::Verified(id, values, answer)]
                });
            }
            Action::FlushDnsCache => platform::dns::flush_cache(),
            Action::Save(state) => self.save(&state),
            Action::Publish(update) => (self.sink)(*update),
            Action::WakeAt(moment) => self.wake_at = moment,
            Action::ReloadConfiguration => {}
            Action::Quit => self.quit = true,
        }
    }

    fn save(&mut self, state: &State) {
        let saved =
            self.store.save(state).map_err(|error| format!("{}: {error}", self.store.dir().display()));
        if let Err(why) = &saved
            && self.machine.snapshot(self.now()).unsaved.is_none()
        {
            tracing::error!("the state cannot be written: {why}");
        }
        self.machine.saved(saved);
    }

    /// Takes the configuration up again, or goes on with the old one and says why.
    fn reload(&mut self) -> Vec<Action> {
        let file: PathBuf = self.watched.config_file().to_owned();
        match config::load(&file, &self.known) {
            Ok(config) => {
                self.accounts = Accounts::new(&config, &self.net);
                self.accounts.open(&mut self.tasks);
                self.detector = Arc::new(Detector::new(&config.address, &self.known, self.net.clone()));
                self.watched = Watched::new(&config);
                self.log.configure(&config);
                tracing::info!(trace_id = self.log.trace(), "configuration {} taken up", file.display());
                self.machine.configure(configuration::setup(&config));
                self.machine.handle(self.now(), Event::Wake(Wake::Network))
            }
            Err(mistakes) => self.refuse(&mistakes),
        }
    }

    fn refuse(&mut self, mistakes: &Mistakes) -> Vec<Action> {
        tracing::error!(
            trace_id = self.log.trace(),
            "the changed configuration cannot be used, the old one goes on:\n{}",
            mistakes.render(Language::English)
        );
        self.machine.refuse_configuration(self.now(), mistakes.first(self.language))
    }
}

/// What a state says of a configuration without anything being asked. Records that were right when
/// the program ended count as right.
pub fn remembered(config: &Config, state: State) -> Snapshot {
    let machine = Machine::new(configuration::setup(config), state, 0);
    machine.remembered(Now { mono: Duration::ZERO, wall: Timestamp::now() })
}
