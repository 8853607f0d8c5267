//! The control pipe: a named pipe for this endpoint.
//!
//! Its access list is for the program's own user, the system and administrators; to a service's everybody who is
//! logged on at this machine may connect, to be judged and told what is missing, but nobody may serve it besides.
//! The owner is always the program's own user, by whom clients tell a stranger's pipe. Other machines are refused
//! by Windows itself, whoever asks there; who is logged on here over the network (ssh) works here.

use std::{
    fs::OpenOptions,
    io,
    os::windows::{fs::OpenOptionsExt, io::IntoRawHandle},
    path::Path,
    time::Duration,
};

use tokio::net::windows::named_pipe::{NamedPipeClient, NamedPipeServer, ServerOptions};
use windows_sys::Win32::{
    Foundation::ERROR_PIPE_BUSY,
    Storage::FileSystem::{FILE_FLAG_OVERLAPPED, SECURITY_IDENTIFICATION},
};

use super::{
    super::{Audience, squatted},
    descriptor::Descriptor,
    peer, user,
};

pub type Connection = NamedPipeServer;

/// To read and to write, but not to be another instance of the pipe's server (`FILE_CREATE_PIPE_INSTANCE`, which to
/// write without saying what includes).
const TO_SPEAK: u32 = 0x0012_019b;

pub struct Listener {
    name: String,
    descriptor: Descriptor,
    /// The instance the next client will find.
    next: NamedPipeServer,
}

impl Listener {
    /// Opens the endpoint; fails where a pipe of that name is there already.
    pub fn open(endpoint: &Path, audience: Audience) -> io::Result<Self> {
        let name = name(endpoint);
        let descriptor = Descriptor::parse(&sddl(&user::id()?, audience))?;
        let next = instance(&name, &descriptor, true)?;
        Ok(Self { name, descriptor, next })
    }

    pub async fn accept(&mut self) -> io::Result<Connection> {
        self.next.connect().await?;
        // The next instance exists before this one is handed out: a client always finds one.
        let another = instance(&self.name, &self.descriptor, false)?;
        Ok(std::mem::replace(&mut self.next, another))
    }
}

/// Connects to the program that answers at this endpoint, if it is one that may be trusted; waits a little while all
/// instances are busy. It can learn who asks, and can do nothing in that one's name.
pub async fn connect(endpoint: &Path, audience: Audience) -> io::Result<NamedPipeClient> {
    let name = name(endpoint);
    for _ in 0..50 {
        let opened = OpenOptions::new()
            .access_mode(TO_SPEAK)
            .custom_flags(FILE_FLAG_OVERLAPPED)
            .security_qos_flags(SECURITY_IDENTIFICATION)
            .open(&name);
        match opened {
            Ok(pipe) if !peer::is_trusted(&pipe, endpoint, audience)? => return Err(squatted()),
            // SAFETY: the handle is open for overlapped use, and given away.
            Ok(pipe) => return unsafe { NamedPipeClient::from_raw_handle(pipe.into_raw_handle()) },
            Err(error) if error.raw_os_error() == Some(ERROR_PIPE_BUSY.cast_signed()) => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::TimedOut.into())
}

/// One pipe for each endpoint.
fn name(endpoint: &Path) -> String {
    format!(r"\\.\pipe\fingerpost-{:016x}", number(endpoint))
}

/// A number for each folder: FNV-1a of its path as Windows compares paths.
pub(super) fn number(endpoint: &Path) -> u64 {
    let whole = std::path::absolute(endpoint).unwrap_or_else(|_| endpoint.to_owned());
    let path = whole.to_string_lossy().to_lowercase();
    path.trim_end_matches('\\')
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn sddl(me: &str, audience: Audience) -> String {
    let own = format!("(A;;GA;;;{me})(A;;GA;;;SY)(A;;GA;;;BA)");
    match audience {
        Audience::Owner => format!("O:{me}D:P{own}"),
        // Whoever logged on (`AU`). A shell over ssh is a network logon (`NU`): denied here, it would take the service
        // for nobody, and its program would work beside it.
        Audience::Everybody => format!("O:{me}D:P{own}(A;;{TO_SPEAK:#x};;;AU)"),
    }
}

fn instance(name: &str, descriptor: &Descriptor, first: bool) -> io::Result<NamedPipeServer> {
    let mut attributes = descriptor.attributes();
    let mut options = ServerOptions::new();
    // The access list cannot tell another machine's client from somebody who is logged on here over the network.
    options.first_pipe_instance(first).reject_remote_clients(true);
    // SAFETY: the attributes and the descriptor they point to live until after the call.
    unsafe { options.create_with_security_attributes_raw(name, (&raw mut attributes).cast()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stranger_may_speak_to_a_service_and_not_serve_besides() {
        let list = sddl("S-1-5-80-1", Audience::Everybody);
        assert!(list.starts_with("O:S-1-5-80-1D:P(A;;GA;;;S-1-5-80-1)"), "{list}");
        assert!(list.ends_with("(A;;0x12019b;;;AU)"), "{list}");
        assert!(!sddl("S-1-5-21-1", Audience::Owner).contains("AU"));
        Descriptor::parse(&list).unwrap();
    }

    #[test]
    fn somebody_at_an_ssh_prompt_reaches_the_service_as_at_the_keyboard() {
        for audience in [Audience::Owner, Audience::Everybody] {
            let list = sddl("S-1-5-21-1", audience);
            assert!(!list.contains("(D;") && !list.contains("NU"), "{list}");
        }
    }
}
