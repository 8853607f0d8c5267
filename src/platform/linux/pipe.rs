//! The control socket: a Unix socket in the endpoint's folder.
//!
//! A person's own is that person's alone. Everybody may connect to a service's: who asks is
//! judged, and told what is missing.

use std::{
    fs, io,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use tokio::net::{UnixListener, UnixStream};

use super::{super::Audience, peer};

pub type Connection = UnixStream;

pub struct Listener(UnixListener);

impl Listener {
    /// Opens the endpoint. The caller holds the state folder's lock, so a socket that is there already was left
    /// behind.
    pub fn open(endpoint: &Path, audience: Audience) -> io::Result<Self> {
        let (path, _dir) = socket(endpoint)?;
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let listener = UnixListener::bind(&path)?;
        let mode = match audience {
            Audience::Owner => 0o600,
            Audience::Everybody => 0o666,
        };
        fs::set_permissions(&path, fs::Permissions::from_mode(mode))?;
        Ok(Self(listener))
    }

    pub async fn accept(&mut self) -> io::Result<Connection> {
        Ok(self.0.accept().await?.0)
    }
}

/// Connects to the program that answers at this endpoint, if it is one that may be trusted.
pub async fn connect(endpoint: &Path, audience: Audience) -> io::Result<Connection> {
    let (path, _dir) = socket(endpoint)?;
    let connection = UnixStream::connect(path).await?;
    if peer::is_trusted(&connection, endpoint, audience)? {
        return Ok(connection);
    }
    Err(super::super::squatted())
}

/// A socket's path may have 107 bytes; a longer folder is reached through its descriptor.
fn socket(endpoint: &Path) -> io::Result<(PathBuf, Option<fs::File>)> {
    use std::os::fd::AsRawFd;
    let plain = endpoint.join("control.sock");
    if plain.as_os_str().len() < 100 {
        return Ok((plain, None));
    }
    let dir = fs::File::open(endpoint)?;
    Ok((PathBuf::from(format!("/proc/self/fd/{}/control.sock", dir.as_raw_fd())), Some(dir)))
}
