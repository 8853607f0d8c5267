//! Answers clients: reads one request of each, and carries it out or hands it to the worker.
//!
//! Nothing a client does holds the worker or another client: lines and waits are bounded, and
//! so is how many are served at once.

use std::{io, sync::Arc, time::Duration};

use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader},
    sync::{Semaphore, mpsc, oneshot},
    time::timeout,
};

use super::{Board, PATIENCE, REQUEST_LIMIT, Reply, Request, words::understand};
use crate::{platform::pipe::Listener, worker::Order};

/// So many clients are served at once.
const CLIENTS: usize = 64;
/// So many of them may watch.
const WATCHERS: usize = 16;

/// What the clients of one worker are answered from.
pub struct Server {
    orders: mpsc::UnboundedSender<Order>,
    board: Board,
    watchers: Semaphore,
}

impl Server {
    pub fn new(orders: mpsc::UnboundedSender<Order>, board: Board) -> Self {
        Self { orders, board, watchers: Semaphore::new(WATCHERS) }
    }

    /// Answers clients for ever.
    pub async fn serve(self, mut listener: Listener) {
        let server = Arc::new(self);
        let places = Arc::new(Semaphore::new(CLIENTS));
        loop {
            match listener.accept().await {
                Ok(connection) => {
                    // One too many is turned away: waiting would let it shut out all who come after.
                    let Ok(place) = places.clone().try_acquire_owned() else { continue };
                    let server = server.clone();
                    tokio::spawn(async move {
                        // A client that went away or dawdles is its own matter.
                        let _ = server.converse(connection).await;
                        drop(place);
                    });
                }
                Err(error) => {
                    tracing::warn!("the control endpoint: {error}");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
        }
    }

    async fn converse(&self, connection: impl AsyncRead + AsyncWrite) -> io::Result<()> {
        let (reading, mut writing) = tokio::io::split(connection);
        let mut reading = BufReader::new(reading.take(REQUEST_LIMIT));
        let mut line = Vec::new();
        timeout(PATIENCE, reading.read_until(b'\n', &mut line)).await??;
        let reply = match understand(&line) {
            Ok(Request::Watch) => return self.show(reading, writing).await,
            Ok(request) => self.answer(request).await,
            Err(why) => Reply::Refused(why),
        };
        say(&mut writing, &reply).await?;
        writing.shutdown().await
    }

    async fn answer(&self, request: Request) -> Reply {
        let ending = || Reply::Refused("the program is ending".to_owned());
        match request {
            Request::Status | Request::Watch => Reply::Status(Box::new(self.board.newest().as_ref().clone())),
            Request::History => {
                let (sender, receiver) = oneshot::channel();
                let _ = self.orders.send(Order::History(sender));
                receiver.await.map_or_else(|_| ending(), Reply::History)
            }
            Request::Do(command) => {
                self.orders.send(Order::Command(command)).map_or_else(|_| ending(), |()| Reply::Done)
            }
        }
    }

    /// Shows every update to a client until it goes, says anything more, or does not read.
    async fn show(
        &self,
        mut reading: impl AsyncRead + Unpin,
        mut writing: impl AsyncWrite + Unpin,
    ) -> io::Result<()> {
        let Ok(_place) = self.watchers.try_acquire() else {
            return say(&mut writing, &Reply::Refused("too many are watching already".to_owned())).await;
        };
        let mut watcher = self.board.watch();
        loop {
            tokio::select! {
                update = watcher.next() => match update {
                    Some(update) => say(&mut writing, &Reply::Update(Box::new(update))).await?,
                    None => return writing.shutdown().await,
                },
                _ = reading.read_u8() => return Ok(()),
            }
        }
    }
}

async fn say(writing: &mut (impl AsyncWrite + Unpin), reply: &Reply) -> io::Result<()> {
    let mut bytes = serde_json::to_vec(reply)?;
    bytes.push(b'\n');
    timeout(PATIENCE, writing.write_all(&bytes)).await?
}
