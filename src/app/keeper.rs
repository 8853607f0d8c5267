//! Carries out who does the work: runs the own worker, follows the service, or waits.
//!
//! What follows from what is decided in `core::duty`; here is what it means. Everything runs in one
//! thread and one runtime: a face needs no more than its connection, and opens no store, no
//! HTTP client and no configuration.

use std::{
    cell::RefCell,
    future::{Future, pending},
    io,
    path::Path,
    pin::Pin,
    rc::Rc,
    sync::Arc,
    time::Duration,
};

use tokio::{
    sync::{Notify, mpsc},
    time::{Instant, sleep, sleep_until, timeout},
};

use super::{Worked, begin_with, configured, turn, work, write_template};
use crate::{
    control::{self, Absent, Lacking, Reply, Request},
    core::{
        duty::{Act, Duty, Event, Own, Refusal, Seen},
        message::{Command, Update},
        ordered,
    },
    journal::Journal,
    paths::Paths,
    platform,
    store::{Store, Unusable},
    text::{Language, cli::newer_state, tray as words},
    worker::{Order, Sink, Until},
};

/// How long a service may take to answer before it counts as silent.
const ANSWERS: Duration = Duration::from_secs(3);
const AGAIN: Duration = Duration::from_millis(200);

/// Who is told what there is to be seen: a tray, or nobody.
pub trait Told: Send + Sync + 'static {
    fn turn(&self, duty: Duty);
    fn update(&self, update: Update);
    /// The service did not do what was asked.
    fn refused(&self, why: Refusal);
}

/// A future that lives in this thread.
type Running<T> = Pin<Box<dyn Future<Output = T>>>;

pub struct Keeper {
    own: Paths,
    service: Paths,
    language: Language,
    journal: Journal,
    told: Arc<dyn Told>,
    duty: Duty,
    /// What was told last.
    said: Rc<RefCell<Duty>>,
    /// The own state folder, while it was opened beforehand.
    store: Option<Store>,
    turn: Option<turn::Turn>,
    /// The own worker, or the service's updates.
    running: Option<Running<Event>>,
    orders: Option<mpsc::UnboundedSender<Order>>,
    looking: Option<Running<Look>>,
    /// The turn that the last look found.
    found: Option<turn::Turn>,
    /// A service was seen since this program started: one that is gone has stopped.
    met: bool,
    waits: Option<Instant>,
    stirred: Arc<Notify>,
    watching: bool,
    quit: bool,
}

impl Keeper {
    pub fn new(own: Paths, language: Language, journal: Journal, told: Arc<dyn Told>) -> Self {
        Self {
            own,
            service: Paths::service(),
            language,
            journal,
            told,
            duty: Duty::START,
            said: Rc::new(RefCell::new(Duty::START)),
            store: None,
            turn: None,
            running: None,
            orders: None,
            looking: None,
            found: None,
            met: false,
            waits: None,
            stirred: Arc::default(),
            watching: false,
            quit: false,
        }
    }

    /// With the own state folder that the caller holds already.
    #[must_use]
    pub fn with_store(mut self, store: Option<Store>) -> Self {
        self.store = store;
        self
    }

    /// Works, shows or waits until somebody quits; `first` is what was seen beforehand.
    pub async fn run(mut self, first: Look, mut commands: mpsc::UnboundedReceiver<Command>) {
        self.looked(first);
        while !self.quit || self.running.is_some() {
            let (running, looking) = (self.running.as_mut(), self.looking.as_mut());
            tokio::select! {
                event = optional(running) => {
                    (self.running, self.orders, self.turn) = (None, None, None);
                    self.event(event);
                }
                look = optional(looking) => {
                    self.looking = None;
                    self.looked(look);
                }
                () = until(self.waits) => {
                    self.waits = None;
                    self.event(Event::Elapsed);
                }
                () = self.stirred.notified() => self.event(Event::Stirred),
                Some(command) = commands.recv() => self.command(command),
                // Nobody is left who could quit.
                else => return,
            }
        }
    }

    fn looked(&mut self, look: Look) {
        self.found = look.turn;
        self.event(Event::Looked(look.seen));
        self.found = None;
    }

    fn event(&mut self, event: Event) {
        let mut next = Some(event);
        while let Some(event) = next.take() {
            if let Event::Looked(Seen::Answers | Seen::Refuses(_) | Seen::Silent) = event {
                self.met = true;
            }
            let acts;
            (self.duty, acts) = self.duty.clone().after(event);
            for act in acts {
                next = next.or(self.act(act));
            }
        }
        // A face is one once it sees something.
        if !self.quit && self.duty != Duty::Face && self.said.replace(self.duty.clone()) != self.duty {
            self.told.turn(self.duty.clone());
        }
    }

    /// Does what is to be done; what follows at once.
    fn act(&mut self, act: Act) -> Option<Event> {
        match act {
            Act::End => self.quit = true,
            _ if self.quit => {}
            Act::Look => self.look(),
            Act::Work => return self.work().err(),
            // The service's folder may have come, or been made anew, since the work began.
            Act::Hold => self.turn = self.found.take().or_else(|| self.turn.take()),
            Act::Cede => self.order(Command::Quit),
            Act::Watch => self.watch(),
            Act::Wait(time) => self.waits = Some(Instant::now() + time),
        }
        None
    }

    fn look(&mut self) {
        self.listen();
        // A look that is under way may have seen what was before.
        let (own, met) = (self.own.clone(), self.met);
        self.looking = Some(Box::pin(async move { look(&own, met).await }));
    }

    /// Hears from now on when something changes where the service or the own configuration lives. A face needs
    /// none of it: its connection tells.
    fn listen(&mut self) {
        if std::mem::replace(&mut self.watching, true) {
            return;
        }
        let stirred = self.stirred.clone();
        let changed = move || {
            stirred.notify_one();
            true
        };
        let config = self.own.config.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folders = [&self.service.endpoint, config.unwrap_or(Path::new("."))];
        if let Err(error) = platform::files::watch(&folders, changed) {
            tracing::warn!(
                "{} cannot be watched ({error}): a service that starts is not noticed",
                folders[0].display()
            );
        }
    }

    /// Begins to work with the person's own configuration, as it is now.
    fn work(&mut self) -> Result<(), Event> {
        self.listen();
        let store = self.store.take();
        let store = match store {
            Some(store) => store,
            None => Store::open(&self.own.state_dir).map_err(|why| {
                let dir = self.own.state_dir.display();
                Event::Failed(match why {
                    Unusable::InUse => words::FOLDER_IN_USE.fill(self.language, &[("dir", &dir)]),
                    Unusable::Newer(file, program) => newer_state(self.language, &file, &program),
                    Unusable::Io(path, error) => format!("{}: {error}", path.display()),
                })
            })?,
        };
        if let Err(error) = write_template(&self.own.config) {
            tracing::warn!("no configuration can be written to {}: {error}", self.own.config.display());
        }
        let (config, broken) = configured(&self.own.config);
        let channel = Worked { journal: self.journal.clone(), ..Worked::default() };
        if let Some(broken) = &broken {
            begin_with(broken, &channel);
        }
        self.turn = self.found.take();
        self.orders = Some(channel.sender.clone());
        let told = self.told.clone();
        let sink: Sink = Arc::new(move |update| told.update(update));
        let (endpoint, language) = (self.own.endpoint.clone(), self.language);
        self.running = Some(Box::pin(async move {
            work(config, store, &endpoint, sink, Until::Quit, channel, language).await;
            Event::Ended
        }));
        self.look();
        Ok(())
    }

    fn watch(&mut self) {
        self.turn = None;
        let (endpoint, told, said) = (self.service.endpoint.clone(), self.told.clone(), self.said.clone());
        self.running = Some(Box::pin(async move {
            let watched = control::watch(&endpoint, |update| {
                // Only now it is: before, it may be refused.
                if said.replace(Duty::Face) != Duty::Face {
                    tracing::info!("the service does the work; this program is its face");
                    told.turn(Duty::Face);
                }
                told.update(update);
            });
            match watched.await {
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
        }));
    }

    fn command(&mut self, command: Command) {
        match (&self.duty, command) {
            (_, Command::Quit) => {
                self.quit = true;
                match self.duty {
                    Duty::Own(_) | Duty::Ceding => self.order(Command::Quit),
                    // The service goes on: only its face ends.
                    Duty::Face | Duty::Waiting(_) => self.running = None,
                }
            }
            (Duty::Own(_), command) => self.order(command),
            (Duty::Face, command) => self.ask(command),
            (Duty::Ceding | Duty::Waiting(_), _) => self.event(Event::Stirred),
        }
    }

    fn order(&self, command: Command) {
        if let Some(orders) = &self.orders {
            let _ = orders.send(Order::Command(command));
        }
    }

    /// Passes a command on to the service.
    fn ask(&self, command: Command) {
        let (endpoint, told) = (self.service.endpoint.clone(), self.told.clone());
        tokio::spawn(async move {
            let why = match control::ask(&endpoint, Request::Do(command)).await {
                Ok(Reply::Refused(why)) => Refusal::Said(why),
                Ok(_) => return,
                Err(error) => refusal(&error),
            };
            tracing::warn!("the service did not do what was asked: {why:?}");
            told.refused(why);
        });
    }
}

/// A look, and the turn that was there to be had before it: who works by it works only if nobody who may be trusted
/// answered afterwards, whether there was one or not.
pub struct Look {
    pub seen: Seen,
    turn: Option<turn::Turn>,
}

/// What there is at the service's place, and what there would be to do without it.
pub async fn look(own: &Paths, met: bool) -> Look {
    let service = Paths::service();
    // A stranger can hold the lock as well, so it proves nothing.
    let turn = turn::own(&service.endpoint).ok().flatten();
    let seen = match timeout(ANSWERS, answer(&service.endpoint)).await {
        Ok(Ok(Reply::Refused(why))) => Seen::Refuses(Refusal::Said(why)),
        Ok(Ok(_)) => Seen::Answers,
        Ok(Err(error)) if !Absent::is(&error) => Seen::Refuses(refusal(&error)),
        // Whether there is one to be trusted shows at once: it is such a one that takes so long.
        Err(_) => Seen::Silent,
        Ok(Err(_)) => {
            let (config, broken) = configured(&own.config);
            let names = ordered::set(config.records.keys().map(|id| &id.name));
            let readable = broken.is_none() || !own.config.exists();
            let stopped = met || service.endpoint.exists();
            Seen::Nobody(Own { names: readable.then_some(names.len()), stopped })
        }
    };
    Look { seen, turn }
}

/// What the program that answers there says; one that closes without a word may be about to end, and is asked again.
async fn answer(endpoint: &Path) -> io::Result<Reply> {
    loop {
        match control::ask(endpoint, Request::Status).await {
            Err(error) if !Absent::is(&error) && Lacking::of(&error).is_none() => sleep(AGAIN).await,
            answered => return answered,
        }
    }
}

/// Whether the other side closed before it said anything.
fn is_closed(error: &io::Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionReset, UnexpectedEof};
    matches!(error.kind(), BrokenPipe | ConnectionReset | UnexpectedEof)
}

fn refusal(error: &io::Error) -> Refusal {
    Lacking::of(error).map_or_else(|| Refusal::Said(error.to_string()), Refusal::Lacks)
}

async fn optional<T>(running: Option<&mut Running<T>>) -> T {
    match running {
        Some(running) => running.await,
        None => pending().await,
    }
}

async fn until(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => pending().await,
    }
}
