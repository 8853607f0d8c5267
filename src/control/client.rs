//! Asks the program that answers at an endpoint.

use std::{error::Error, fmt, io, path::Path, sync::Once};

use tokio::{
    io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader},
    time::timeout,
};

use super::{PATIENCE, REPLY_LIMIT, Reply, Request, audience, words};
use crate::{
    core::{access::Role, message::Update},
    platform::pipe,
};

/// The role that was missing: what an error holds that says so.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Lacking(pub Role);

impl fmt::Display for Lacking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the role {} is needed", self.0.as_str())
    }
}

impl Error for Lacking {}

impl Lacking {
    /// The role that was missing, where that is what went wrong.
    pub fn of(error: &io::Error) -> Option<Role> {
        error.get_ref()?.downcast_ref::<Self>().map(|lacking| lacking.0)
    }
}

/// Nobody who may be trusted listens at an endpoint: what an error holds that says so. A name or a socket that a
/// stranger holds is nobody's proof of anything.
#[derive(Debug)]
pub struct Absent(io::Error);

impl fmt::Display for Absent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Error for Absent {}

impl Absent {
    /// The same failure, of the same kind.
    fn because(why: io::Error) -> io::Error {
        io::Error::new(why.kind(), Self(why))
    }

    /// Whether that is what went wrong. Of any other error somebody is the cause who may be trusted.
    pub fn is(error: &io::Error) -> bool {
        error.get_ref().and_then(|held| held.downcast_ref::<Self>()).is_some()
    }
}

/// Asks the program that answers at this endpoint. An error means that none does ([`Absent`]), that a role is missing
/// ([`Lacking`]), or that it gives no answer.
pub async fn ask(endpoint: &Path, request: Request) -> io::Result<Reply> {
    let patience = request.patience();
    let exchange = async {
        let (mut reading, _writing) = begin(endpoint, request).await?;
        hear(&mut reading).await?.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    };
    timeout(patience, exchange).await?
}

/// Gives every update of the program that answers at this endpoint to `each`, the newest at once, until that
/// program goes. An error means that none answers, that it refuses, or that it went before the first.
pub async fn watch(endpoint: &Path, mut each: impl FnMut(Update)) -> io::Result<()> {
    // The other half is kept: a watcher that closes it is taken for gone.
    let (mut reading, _writing) = timeout(PATIENCE, begin(endpoint, Request::Watch)).await??;
    let mut begun = false;
    loop {
        match hear(&mut reading).await {
            Ok(Some(Reply::Update(update))) => {
                begun = true;
                each(*update);
            }
            Ok(Some(Reply::Refused(why))) => return Err(io::Error::other(why)),
            Ok(Some(_)) => return Err(io::ErrorKind::InvalidData.into()),
            // It was ended, not closed: that is its going, too.
            Err(error)
                if begun
                    && matches!(error.kind(), io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset) =>
            {
                return Ok(());
            }
            Ok(None) if begun => return Ok(()),
            Ok(None) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Err(error) => return Err(error),
        }
    }
}

/// Sends the request.
async fn begin(
    endpoint: &Path,
    request: Request,
) -> io::Result<(impl AsyncBufRead + Unpin, impl AsyncWrite + Unpin)> {
    let line = words::write(request)?;
    // Who listens there is known before anything is said.
    let connection =
        pipe::connect(endpoint, audience(endpoint)).await.map_err(|why| absent(endpoint, why))?;
    let (reading, mut writing) = tokio::io::split(connection);
    writing.write_all(&line).await?;
    Ok((BufReader::new(reading), writing))
}

/// That nobody is there; said once where it is because a stranger is.
fn absent(endpoint: &Path, why: io::Error) -> io::Error {
    static SAID: Once = Once::new();
    if why.kind() == io::ErrorKind::PermissionDenied {
        SAID.call_once(|| {
            tracing::warn!("the endpoint in {} counts as nobody's: {why}", endpoint.display());
        });
    }
    Absent::because(why)
}

/// The next line; `None` at the end.
async fn hear(reading: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Option<Reply>> {
    let mut line = Vec::new();
    reading.take(REPLY_LIMIT).read_until(b'\n', &mut line).await?;
    if line.is_empty() {
        return Ok(None);
    }
    match serde_json::from_slice(&line)? {
        Reply::Forbidden(role) => Err(io::Error::new(io::ErrorKind::PermissionDenied, Lacking(role))),
        reply => Ok(Some(reply)),
    }
}
