//! Running as a service: systemd started the process and waits for word from it (`sd_notify(3)`).
//!
//! It asks for the end by SIGTERM, as a person does.

use std::{
    env, io,
    os::{
        linux::net::SocketAddrExt,
        unix::net::{SocketAddr, UnixDatagram},
    },
};

/// The manager that started this process.
pub struct Host {
    to: SocketAddr,
}

impl Host {
    /// systemd starts it for nothing but its work.
    pub const fn is_for(&self, _: &str) -> bool {
        false
    }

    /// The signal is heard by whoever works; nothing is kept here.
    pub fn on_stop(&self, _: impl Fn() + Send + Sync + 'static) {}

    /// One step nearer to running.
    pub fn step(&self) {
        self.tell("EXTEND_TIMEOUT_USEC=20000000");
    }

    pub fn running(&self) {
        self.tell("READY=1");
    }

    fn tell(&self, word: &str) {
        // A manager that does not listen need not be told.
        if let Ok(socket) = UnixDatagram::unbound() {
            let _ = socket.send_to_addr(word.as_bytes(), &self.to);
        }
    }
}

/// Does the work as the service that the manager started this process for, and gives its exit code. `None`: it is
/// not one, and the work is left alone.
pub fn run(work: impl FnOnce(&Host) -> u32 + Send + 'static) -> io::Result<Option<u32>> {
    let Some(path) = env::var_os("NOTIFY_SOCKET") else { return Ok(None) };
    let to = match path.to_string_lossy().strip_prefix('@') {
        Some(name) => SocketAddr::from_abstract_name(name)?,
        None => SocketAddr::from_pathname(&path)?,
    };
    let code = work(&Host { to });
    Ok(Some(code))
}
