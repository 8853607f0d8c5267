//! The control pipe: a named pipe for this user and this state folder.
//!
//! Its access list admits the owner, the system and administrators; connections from other
//! machines are refused.

use std::{ffi::c_void, io, mem::size_of, path::Path, ptr, time::Duration};

use tokio::net::windows::named_pipe::{ClientOptions, NamedPipeClient, NamedPipeServer, ServerOptions};
use windows_sys::{
    Win32::{
        Foundation::{ERROR_PIPE_BUSY, LocalFree},
        Security::{
            Authorization::{ConvertStringSecurityDescriptorToSecurityDescriptorW, SDDL_REVISION_1},
            SECURITY_ATTRIBUTES,
        },
    },
    w,
};

pub type Connection = NamedPipeServer;

pub struct Listener {
    name: String,
    /// The instance the next client will find.
    next: NamedPipeServer,
}

impl Listener {
    pub fn open(state_dir: &Path) -> io::Result<Self> {
        let name = name(state_dir);
        let next = instance(&name, true)?;
        Ok(Self { name, next })
    }

    pub async fn accept(&mut self) -> io::Result<Connection> {
        self.next.connect().await?;
        // The next instance exists before this one is handed out: a client always finds one.
        let another = instance(&self.name, false)?;
        Ok(std::mem::replace(&mut self.next, another))
    }
}

/// Connects to the program that runs on this state folder; waits a little while all instances are busy.
pub async fn connect(state_dir: &Path) -> io::Result<NamedPipeClient> {
    let name = name(state_dir);
    for _ in 0..50 {
        match ClientOptions::new().open(&name) {
            Err(error) if error.raw_os_error() == Some(ERROR_PIPE_BUSY.cast_signed()) => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            other => return other,
        }
    }
    Err(io::ErrorKind::TimedOut.into())
}

/// One pipe for each state folder.
fn name(state_dir: &Path) -> String {
    format!(r"\\.\pipe\fingerpost-{:016x}", number(state_dir))
}

/// A number for each folder: FNV-1a of its path as Windows compares paths.
pub(super) fn number(state_dir: &Path) -> u64 {
    let whole = std::path::absolute(state_dir).unwrap_or_else(|_| state_dir.to_owned());
    let path = whole.to_string_lossy().to_lowercase();
    path.trim_end_matches('\\')
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn instance(name: &str, first: bool) -> io::Result<NamedPipeServer> {
    let mut descriptor: *mut c_void = ptr::null_mut();
    // SAFETY: the text is a zero-terminated wide string; the descriptor is freed below.
    let made = unsafe {
        ConvertStringSecurityDescriptorToSecurityDescriptorW(
            w!("D:P(A;;GA;;;OW)(A;;GA;;;SY)(A;;GA;;;BA)"),
            SDDL_REVISION_1,
            &raw mut descriptor,
            ptr::null_mut(),
        )
    };
    if made == 0 {
        return Err(io::Error::last_os_error());
    }
    let mut attributes = SECURITY_ATTRIBUTES {
        nLength: u32::try_from(size_of::<SECURITY_ATTRIBUTES>()).unwrap_or(0),
        lpSecurityDescriptor: descriptor,
        bInheritHandle: 0,
    };
    let mut options = ServerOptions::new();
    options.first_pipe_instance(first).reject_remote_clients(true);
    // SAFETY: the attributes and the descriptor they point to live until after the call.
    let server = unsafe { options.create_with_security_attributes_raw(name, (&raw mut attributes).cast()) };
    // SAFETY: the descriptor was allocated by the conversion above and is not used any more.
    unsafe { LocalFree(descriptor) };
    server
}
