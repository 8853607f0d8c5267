//! Who is at the other end of the control socket, as the kernel remembers it from when it connected.

use std::{ffi::CString, io, os::fd::AsRawFd, path::Path};

use super::{super::Audience, pipe::Connection};
use crate::core::access::Whom;

/// How `[access]` names somebody here.
pub const FORMS: &str = "USER, @GROUP, uid:NUMBER, gid:NUMBER";

/// A client.
pub struct Peer {
    uid: u32,
    gid: u32,
    groups: Vec<u32>,
    pid: u32,
}

/// A user or a group.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Principal {
    User(u32),
    Group(u32),
}

/// Whether somebody is written as this system knows people.
pub const fn fits(whom: &Whom) -> bool {
    !matches!(whom, Whom::Sid(_))
}

/// Whether [`find`] has to ask the system, which may take a while.
pub const fn is_looked_up(whom: &Whom) -> bool {
    matches!(whom, Whom::Name(_) | Whom::Group(_))
}

/// Who that is; an error where nobody is called so. May block.
pub fn find(whom: &Whom) -> io::Result<Principal> {
    let nobody = || io::Error::from(io::ErrorKind::NotFound);
    match whom {
        Whom::Uid(uid) => Ok(Principal::User(*uid)),
        Whom::Gid(gid) => Ok(Principal::Group(*gid)),
        Whom::Name(name) => user(name).map(Principal::User).ok_or_else(nobody),
        Whom::Group(name) => group(name).map(Principal::Group).ok_or_else(nobody),
        Whom::Sid(_) => Err(nobody()),
    }
}

impl Peer {
    pub fn of(connection: &Connection) -> io::Result<Self> {
        let peer = connection.peer_cred()?;
        let pid = peer.pid().and_then(|pid| u32::try_from(pid).ok()).unwrap_or(0);
        Ok(Self { uid: peer.uid(), gid: peer.gid(), groups: groups(connection).unwrap_or_default(), pid })
    }

    pub fn is(&self, principal: &Principal) -> bool {
        match principal {
            Principal::User(uid) => self.uid == *uid,
            Principal::Group(gid) => self.gid == *gid || self.groups.contains(gid),
        }
    }

    /// Whether this is one who can do everything on this machine anyway.
    pub const fn is_almighty(&self) -> bool {
        self.uid == 0
    }

    /// Whether this is the user of this program.
    pub fn is_self(&self) -> bool {
        self.uid == me()
    }

    /// As the audit trail names it, and as [`called`] takes it.
    pub fn account(&self) -> String {
        format!("uid:{}", self.uid)
    }

    /// For the audit trail alone: numbers are used again.
    pub const fn pid(&self) -> u32 {
        self.pid
    }
}

/// Whether the program at the other end may be told what is for this endpoint's owner: it is root's, one's own, or
/// belongs to whom the service's folder belongs, into which nobody else can put a socket.
pub fn is_trusted(server: &Connection, endpoint: &Path, audience: Audience) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let uid = server.peer_cred()?.uid();
    if uid == 0 || uid == me() {
        return Ok(true);
    }
    let folder = std::fs::metadata(endpoint)?;
    Ok(audience == Audience::Everybody && folder.uid() == uid && folder.mode() & 0o022 == 0)
}

fn me() -> u32 {
    // SAFETY: it only reads a number and cannot fail.
    unsafe { libc::geteuid() }
}

/// The supplementary groups.
fn groups(connection: &Connection) -> io::Result<Vec<u32>> {
    let mut groups = vec![0u32; 64];
    loop {
        let mut size = libc::socklen_t::try_from(groups.len() * size_of::<u32>()).unwrap_or(0);
        // SAFETY: the buffer has the size that is told; the kernel writes no more than that.
        let result = unsafe {
            libc::getsockopt(
                connection.as_raw_fd(),
                libc::SOL_SOCKET,
                libc::SO_PEERGROUPS,
                groups.as_mut_ptr().cast(),
                &raw mut size,
            )
        };
        let count = size as usize / size_of::<u32>();
        if result == 0 {
            groups.truncate(count);
            return Ok(groups);
        }
        let error = io::Error::last_os_error();
        // The kernel told how many there are; 65,536 is its own limit.
        if error.raw_os_error() != Some(libc::ERANGE) || count <= groups.len() || count > 65_536 {
            return Err(error);
        }
        groups.resize(count, 0);
    }
}

/// Room for what the system tells of a user or group; one with thousands of members needs as much.
const ROOM: usize = 256 * 1024;

fn user(name: &str) -> Option<u32> {
    let name = CString::new(name).ok()?;
    let mut room = vec![0; ROOM];
    // SAFETY: all zeroes are a valid `passwd`: null pointers and numbers.
    let mut entry: libc::passwd = unsafe { std::mem::zeroed() };
    let mut found = std::ptr::null_mut();
    // SAFETY: the name is closed by a zero; entry and room live until after the call, the room of the told size.
    unsafe { libc::getpwnam_r(name.as_ptr(), &raw mut entry, room.as_mut_ptr(), ROOM, &raw mut found) };
    (!found.is_null()).then_some(entry.pw_uid)
}

fn group(name: &str) -> Option<u32> {
    let name = CString::new(name).ok()?;
    let mut room = vec![0; ROOM];
    // SAFETY: all zeroes are a valid `group`: null pointers and numbers.
    let mut entry: libc::group = unsafe { std::mem::zeroed() };
    let mut found = std::ptr::null_mut();
    // SAFETY: as above.
    unsafe { libc::getgrnam_r(name.as_ptr(), &raw mut entry, room.as_mut_ptr(), ROOM, &raw mut found) };
    (!found.is_null()).then_some(entry.gr_gid)
}

/// What people call the owner of an [`Peer::account`]. May block.
pub fn called(account: &str) -> Option<String> {
    let uid = account.strip_prefix("uid:")?.parse().ok()?;
    let mut room = vec![0; ROOM];
    // SAFETY: all zeroes are a valid `passwd`: null pointers and numbers.
    let mut entry: libc::passwd = unsafe { std::mem::zeroed() };
    let mut found = std::ptr::null_mut();
    // SAFETY: entry and room live until after the call, the room of the told size.
    unsafe { libc::getpwuid_r(uid, &raw mut entry, room.as_mut_ptr(), ROOM, &raw mut found) };
    if found.is_null() {
        return None;
    }
    // SAFETY: the call succeeded: the name is a text closed by a zero in the room.
    Some(unsafe { std::ffi::CStr::from_ptr(entry.pw_name) }.to_string_lossy().into_owned())
}
