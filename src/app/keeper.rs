//! Carries out who does the work: runs the own worker, follows the service, or waits.
//!
//! What follows from what is decided in `core::duty`, what there is to be seen is looked at in `look`; here is what
//! it means. Everything runs in one thread and one runtime: a face needs no more than its connection, and opens no
//! store, no HTTP client and no configuration.

use std::{
    cell::RefCell,
    future::{Future, pending},
    path::Path,
    pin::Pin,
    rc::Rc,
    sync::Arc,
};

use tokio::{
    sync::{Notify, mpsc},
    time::{Instant, sleep_until},
};

use super::{
    Worked, begin_with, configured, face,
    look::{Look, look},
    turn, work, write_template,
};
use crate::{
    core::{
        duty::{Act, Duty, Event, Refusal, Seen},
        message::{Command, Update},
    },
    journal::Journal,
    paths::Paths,
    platform,
    store::{Store, Unusable},
    text::{Language, cli::newer_state, tray as words},
    worker::{Order, Sink, Until},
};

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
        let (told, said) = (self.told.clone(), self.said.clone());
        let watched = face::watch(self.service.endpoint.clone(), move |update| {
            // Only now it is: before, it may be refused.
            if said.replace(Duty::Face) != Duty::Face {
                tracing::info!("the service does the work; this program is its face");
                told.turn(Duty::Face);
            }
            told.update(update);
        });
        self.running = Some(Box::pin(watched));
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
            if let Err(why) = face::ask(&endpoint, command).await {
                told.refused(why);
            }
        });
    }
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
