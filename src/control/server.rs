//! Answers clients: reads one request of each, judges it, and carries it out or hands it to the worker.
//!
//! This is the one place where it is decided who may do what. Nothing a client does holds the
//! worker or another client: lines, waits and how many are served at once are bounded.

use std::{io, path::Path, pin::Pin, sync::Arc, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    sync::{mpsc, oneshot},
    time::timeout,
};
use zeroize::Zeroizing;

use super::{
    Board, PATIENCE, Question, REQUEST_LIMIT, Reply, Request, audience,
    audit::{Asked, Audit, Hear},
    gate::{Client, Gate},
    names::Names,
    places::{Places, Queue},
    vault,
    words::understand,
};
use crate::{
    core::{
        access::Access,
        finding::Proved,
        message::Command,
        problem::{Code, Problem},
        secret::Secret,
    },
    platform::{peer, pipe::Listener},
    secrets,
    text::{Language, problem::sentence},
    worker::Order,
};

/// Proves accounts, in the program that is asked; `None` where the configuration has none of that name. Bounded in time.
pub type Prove = Arc<dyn Fn(Question) -> Pin<Box<dyn Future<Output = Option<Proved>> + Send>> + Send + Sync>;

/// What the clients of one worker are answered from.
pub struct Server {
    orders: mpsc::UnboundedSender<Order>,
    board: Board,
    gate: Gate,
    names: Names,
    audit: Audit,
    prove: Prove,
    asking: Queue,
    answered: Places,
    watching: Places,
}

impl Server {
    /// For the endpoint in `endpoint`; the audit trail lies in `state_dir`, and `hear` is told of it.
    pub fn new(
        endpoint: &Path,
        state_dir: &Path,
        orders: mpsc::UnboundedSender<Order>,
        board: Board,
        hear: Hear,
        prove: Prove,
    ) -> Self {
        Self {
            orders,
            board,
            gate: Gate::new(audience(endpoint)),
            names: Names::new(Arc::new(peer::called)),
            audit: Audit::new(state_dir, hear),
            prove,
            asking: Queue::default(),
            answered: Places::new(64, 16),
            watching: Places::new(32, 8),
        }
    }

    #[cfg(test)]
    pub(super) fn with_gate(self, gate: Gate) -> Self {
        Self { gate, ..self }
    }

    #[cfg(test)]
    pub(super) const fn gate(&self) -> &Gate {
        &self.gate
    }

    /// Takes up who has which role. Needs a runtime around it.
    pub fn configure(&self, access: &Access) {
        self.gate.configure(access);
    }

    /// Answers clients for ever.
    pub async fn serve(self: Arc<Self>, mut listener: Listener) {
        loop {
            match listener.accept().await {
                Ok(connection) => {
                    let server = self.clone();
                    let place = self.waiting();
                    tokio::spawn(async move {
                        let identify = |connection: &_| server.gate.identify(connection);
                        // A client that went away or dawdles is its own matter.
                        let _ = server.converse(connection, place, identify).await;
                    });
                }
                Err(error) => {
                    tracing::warn!("the control endpoint: {error}");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
        }
    }

    /// A place to ask from.
    pub(super) fn waiting(&self) -> oneshot::Receiver<()> {
        self.asking.join()
    }

    pub(super) async fn converse<C: AsyncRead + AsyncWrite + Unpin>(
        &self,
        mut connection: C,
        mut wanted: oneshot::Receiver<()>,
        identify: impl Fn(&C) -> io::Result<Client>,
    ) -> io::Result<()> {
        let line = tokio::select! {
            line = timeout(PATIENCE, read(&mut connection)) => line??,
            _ = &mut wanted => return Ok(()),
        };
        drop(wanted);
        if line.as_ref().is_some_and(|line| line.is_empty()) {
            // Somebody looked whether anybody is here, and asked for nothing.
            return Ok(());
        }
        let mut client = identify(&connection)?;
        let Some(place) = self.answered.take(&client.account) else {
            return end(&mut connection, &too_many()).await;
        };
        let request =
            match line.ok_or_else(|| "longer than any request".to_owned()).and_then(|line| understand(&line))
            {
                Ok(request) => request,
                Err(why) => {
                    client.name = self.names.of(&client.account).await;
                    self.audit.refused(&client, Asked::unreadable(), Some(why.clone()));
                    return end(&mut connection, &Reply::Refused(why)).await;
                }
            };
        if client.roles.decide(request.needs()).is_err() && self.gate.look_again().await {
            client = identify(&connection)?;
        }
        if let Err(missing) = client.roles.decide(request.needs()) {
            client.name = self.names.of(&client.account).await;
            self.audit.refused(&client, Asked::of(&request), None);
            return end(&mut connection, &Reply::Forbidden(missing)).await;
        }
        if matches!(request, Request::Watch) {
            drop(place);
            return self.show(connection, &client.account).await;
        }
        let asked = request.changes().then(|| Asked::of(&request));
        if asked.is_some() {
            // Before it is done: the trail must have it, even if it ends the program.
            client.name = self.names.of(&client.account).await;
        }
        let reply = self.answer(request).await;
        if let Some(asked) = asked {
            let why = match &reply {
                Reply::Failed(problem) => Some(sentence(Language::English, problem)),
                Reply::Refused(why) => Some(why.clone()),
                _ => None,
            };
            self.audit.changed(&client, asked, why);
        }
        end(&mut connection, &reply).await
    }

    async fn answer(&self, request: Request) -> Reply {
        match request {
            Request::Status | Request::Watch => Reply::Status(Box::new(self.board.newest().as_ref().clone())),
            Request::History => self.ask_worker(Order::History).await.map_or_else(ending, Reply::History),
            Request::Do(command) => self.order(command),
            Request::Audit => Reply::Audit(self.audit.newest()),
            Request::SetSecret { account, secret } => self.set_secret(&account, secret).await,
            Request::RemoveSecret(account) => match secrets::remove_apart(&account).await {
                Ok(there) => {
                    self.order(Command::SecretChanged(account));
                    Reply::Removed(there)
                }
                Err(problem) => Reply::Failed(Box::new(problem)),
            },
            Request::Secrets => match self.ask_worker(Order::Secrets).await {
                Some(accounts) => match vault::list(accounts).await {
                    Ok(list) => Reply::Secrets(list),
                    Err(problem) => Reply::Failed(Box::new(problem)),
                },
                None => ending(),
            },
            Request::Prove(question) => match (self.prove)(question).await {
                Some(proved) => Reply::Proved(proved),
                None => Reply::Refused("the configuration has no such account".to_owned()),
            },
        }
    }

    async fn set_secret(&self, account: &str, secret: Secret) -> Reply {
        if !vault::is_name(account) || secret.is_empty() {
            return Reply::Failed(Box::new(Problem::from(Code::BadSetting).account(account)));
        }
        match secrets::set_apart(account, secret).await {
            Ok(keeping) => match self.order(Command::SecretChanged(account.to_owned())) {
                Reply::Done => Reply::Stored(keeping),
                ending => ending,
            },
            Err(problem) => Reply::Failed(Box::new(problem)),
        }
    }

    fn order(&self, command: Command) -> Reply {
        self.orders.send(Order::Command(command)).map_or_else(|_| ending(), |()| Reply::Done)
    }

    /// What the worker answers; `None` where it is gone.
    async fn ask_worker<T>(&self, order: impl FnOnce(oneshot::Sender<T>) -> Order) -> Option<T> {
        let (sender, receiver) = oneshot::channel();
        self.orders.send(order(sender)).ok()?;
        timeout(PATIENCE, receiver).await.ok()?.ok()
    }

    /// Shows every update to a client until it goes, says anything more, does not read, or roles have changed: then
    /// it may ask again.
    async fn show<C>(&self, mut connection: C, account: &str) -> io::Result<()>
    where
        C: AsyncRead + AsyncWrite + Unpin,
    {
        let Some(_place) = self.watching.take(account) else {
            return end(&mut connection, &too_many()).await;
        };
        let (mut reading, mut writing) = tokio::io::split(connection);
        let mut watcher = self.board.watch();
        let mut rules = self.gate.changes();
        loop {
            tokio::select! {
                update = watcher.next() => match update {
                    Some(update) => say(&mut writing, &Reply::Update(Box::new(update))).await?,
                    None => return writing.shutdown().await,
                },
                _ = reading.read_u8() => return Ok(()),
                _ = rules.changed() => return writing.shutdown().await,
            }
        }
    }
}

fn too_many() -> Reply {
    Reply::Refused("too many of yours are served already".to_owned())
}

fn ending() -> Reply {
    Reply::Refused("the program is ending".to_owned())
}

/// A line without its end; `None` for one that is too long. What comes behind it is left alone.
async fn read(connection: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
    // Grown by hand: a vector that grows by itself leaves copies behind.
    let mut line = Zeroizing::new(Vec::with_capacity(1024));
    loop {
        let from = line.len();
        if connection.read_buf(&mut *line).await? == 0 {
            return Ok(Some(line));
        }
        if let Some(end) = line[from..].iter().position(|byte| *byte == b'\n') {
            line.truncate(from + end);
            return Ok(Some(line));
        }
        if line.len() >= REQUEST_LIMIT {
            return Ok(None);
        }
        if line.len() == line.capacity() {
            let mut larger = Zeroizing::new(Vec::with_capacity(line.len() * 4));
            larger.extend_from_slice(&line);
            line = larger;
        }
    }
}

async fn say(writing: &mut (impl AsyncWrite + Unpin), reply: &Reply) -> io::Result<()> {
    let mut bytes = serde_json::to_vec(reply)?;
    bytes.push(b'\n');
    timeout(PATIENCE, writing.write_all(&bytes)).await?
}

async fn end(writing: &mut (impl AsyncWrite + Unpin), reply: &Reply) -> io::Result<()> {
    say(writing, reply).await?;
    writing.shutdown().await
}
