//! The local endpoint: status and commands for the command line, a second copy, later a
//! service's tray.
//!
//! One line of JSON each way, bounded and versioned. Who may connect is the platform's
//! matter (the owner); what is done with a command is the worker's.

use std::{io, path::Path, time::Duration};

use serde::{Deserialize, Serialize};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader},
    sync::{mpsc, oneshot, watch},
    time::timeout,
};

use crate::{
    core::{
        message::Command,
        snapshot::{Entry, Snapshot},
    },
    platform::{self, pipe::Listener},
    worker::Order,
};

/// The version of these words. A program of another version is told so instead of misunderstood.
const VERSION: u32 = 1;
/// The longest request, in bytes.
const REQUEST_LIMIT: u64 = 16 * 1024;
/// The longest reply: 10,000 records are about 3 MB.
const REPLY_LIMIT: u64 = 32 << 20;
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Debug, Serialize, Deserialize)]
struct Envelope {
    version: u32,
    request: Request,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Request {
    Status,
    History,
    Do(Command),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reply {
    Status(Box<Snapshot>),
    History(Vec<Entry>),
    Done,
    Refused(String),
}

/// Answers clients for ever. `latest` holds the newest snapshot.
pub async fn serve(
    mut listener: Listener,
    orders: mpsc::UnboundedSender<Order>,
    latest: watch::Receiver<Snapshot>,
) {
    loop {
        match listener.accept().await {
            Ok(connection) => {
                let (orders, latest) = (orders.clone(), latest.clone());
                tokio::spawn(async move {
                    // A client that went away or dawdles is its own matter.
                    let _ = timeout(PATIENCE, converse(connection, orders, latest)).await;
                });
            }
            Err(error) => {
                tracing::warn!("the control endpoint: {error}");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

async fn converse(
    connection: impl AsyncRead + AsyncWrite,
    orders: mpsc::UnboundedSender<Order>,
    latest: watch::Receiver<Snapshot>,
) -> io::Result<()> {
    let (reading, mut writing) = tokio::io::split(connection);
    let mut line = Vec::new();
    BufReader::new(reading.take(REQUEST_LIMIT)).read_until(b'\n', &mut line).await?;
    let reply = match understand(&line) {
        Ok(Request::Status) => Reply::Status(Box::new(latest.borrow().clone())),
        Ok(Request::History) => {
            let (sender, receiver) = oneshot::channel();
            let sent = orders.send(Order::History(sender)).is_ok();
            match receiver.await {
                Ok(history) if sent => Reply::History(history),
                _ => Reply::Refused("the program is ending".to_owned()),
            }
        }
        Ok(Request::Do(command)) => match orders.send(Order::Command(command)) {
            Ok(()) => Reply::Done,
            Err(_) => Reply::Refused("the program is ending".to_owned()),
        },
        Err(why) => Reply::Refused(why),
    };
    let mut bytes = serde_json::to_vec(&reply)?;
    bytes.push(b'\n');
    writing.write_all(&bytes).await?;
    writing.shutdown().await
}

fn understand(line: &[u8]) -> Result<Request, String> {
    #[derive(Deserialize)]
    struct Versioned {
        version: u32,
    }
    let wrong = |error: serde_json::Error| format!("not understood: {error}");
    let Versioned { version } = serde_json::from_slice(line).map_err(wrong)?;
    if version != VERSION {
        return Err(format!("this program speaks version {VERSION}, not {version}"));
    }
    serde_json::from_slice::<Envelope>(line).map(|envelope| envelope.request).map_err(wrong)
}

/// For the fuzz targets: whether a request is understood.
#[cfg(fuzzing)]
pub fn fuzzed(line: &[u8]) -> bool {
    understand(line).is_ok()
}

/// Asks the program that runs on this state folder. An error means that none answers.
pub async fn ask(state_dir: &Path, request: Request) -> io::Result<Reply> {
    let exchange = async {
        let connection = platform::pipe::connect(state_dir).await?;
        let (reading, mut writing) = tokio::io::split(connection);
        let mut bytes = serde_json::to_vec(&Envelope { version: VERSION, request })?;
        bytes.push(b'\n');
        writing.write_all(&bytes).await?;
        let mut line = Vec::new();
        BufReader::new(reading.take(REPLY_LIMIT)).read_until(b'\n', &mut line).await?;
        serde_json::from_slice(&line).map_err(io::Error::from)
    };
    timeout(PATIENCE, exchange).await?
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn another_version_is_told_so() {
        assert!(understand(br#"{"version":2,"request":"dance"}"#).unwrap_err().contains("version 1"));
    }

    #[test]
    fn every_request_is_understood() {
        for request in [Request::Status, Request::History, Request::Do(Command::ForceUpdate(None))] {
            let line = serde_json::to_vec(&Envelope { version: VERSION, request }).unwrap();
            assert!(understand(&line).is_ok());
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = understand(&bytes);
        }
    }
}
