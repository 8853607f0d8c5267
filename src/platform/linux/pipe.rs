//! The control socket: a Unix socket in the state folder, which only its owner may enter.

use std::{
    fs, io,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use tokio::net::{UnixListener, UnixStream};

pub type Connection = UnixStream;

pub struct Listener(UnixListener);

impl Listener {
    /// Opens the endpoint of a state folder. The caller holds the folder's lock, so a socket
    /// that is there already was left behind.
    pub fn open(state_dir: &Path) -> io::Result<Self> {
        let (path, _dir) = socket(state_dir)?;
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let listener = UnixListener::bind(&path)?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
        Ok(Self(listener))
    }

    pub async fn accept(&mut self) -> io::Result<Connection> {
        Ok(self.0.accept().await?.0)
    }
}

/// Connects to the program that runs on this state folder.
pub async fn connect(state_dir: &Path) -> io::Result<Connection> {
    let (path, _dir) = socket(state_dir)?;
    UnixStream::connect(path).await
}

/// A socket's path may have 107 bytes; a longer folder is reached through its descriptor.
fn socket(state_dir: &Path) -> io::Result<(PathBuf, Option<fs::File>)> {
    use std::os::fd::AsRawFd;
    let plain = state_dir.join("control.sock");
    if plain.as_os_str().len() < 100 {
        return Ok((plain, None));
    }
    let dir = fs::File::open(state_dir)?;
    Ok((PathBuf::from(format!("/proc/self/fd/{}/control.sock", dir.as_raw_fd())), Some(dir)))
}
