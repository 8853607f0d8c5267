//! Who is at the other end of the control pipe, by the token that its handle was opened with.
//!
//! The token comes from impersonation, for the length of two calls, and clients let themselves be identified and
//! no more. What asks for the client's process instead would have to be allowed to open it, which a service of few
//! rights is not, and would ask about whoever has the number by then.

use std::{
    io,
    os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle},
    path::Path,
    ptr,
};

use windows_sys::Win32::{
    Foundation::{HANDLE, LocalFree},
    Security::{
        Authorization::{GetSecurityInfo, SE_KERNEL_OBJECT},
        CheckTokenMembership, GetTokenInformation, IsTokenRestricted, OWNER_SECURITY_INFORMATION, PSID,
        RevertToSelf, TOKEN_QUERY, TOKEN_USER, TokenUser,
    },
    System::{
        Pipes::{GetNamedPipeClientProcessId, ImpersonateNamedPipeClient},
        SystemServices::SE_GROUP_USE_FOR_DENY_ONLY,
        Threading::{GetCurrentThread, OpenThreadToken},
    },
};

use super::{super::Audience, known, pipe::Connection, sid::Sid, user};
use crate::core::access::Whom;

/// How `[access]` names somebody here.
pub const FORMS: &str = r"NAME, DOMAIN\NAME, S-1-5-…";

const SYSTEM: &str = "S-1-5-18";
const ADMINISTRATORS: &str = "S-1-5-32-544";
/// The service that may have the endpoint.
const SERVICE: &str = "Fingerpost";

/// A client.
pub struct Peer {
    token: OwnedHandle,
    user: User,
    pid: u32,
}

/// Whose a token is.
struct User {
    sid: Sid,
    /// Rights are denied to the user by it, and none are given.
    denied: bool,
}

/// A user or a group.
pub type Principal = Sid;

/// Whether somebody is written as this system knows people.
pub const fn fits(whom: &Whom) -> bool {
    matches!(whom, Whom::Sid(_) | Whom::Name(_))
}

/// Whether [`find`] has to ask the system, which may take a while.
pub const fn is_looked_up(whom: &Whom) -> bool {
    matches!(whom, Whom::Name(_))
}

/// Who that is; an error where nobody is called so. May block.
pub fn find(whom: &Whom) -> io::Result<Principal> {
    match whom {
        Whom::Sid(sid) => Sid::parse(sid),
        Whom::Name(name) => Sid::of(name),
        Whom::Group(_) | Whom::Uid(_) | Whom::Gid(_) => Err(io::ErrorKind::NotFound.into()),
    }
}

impl Peer {
    /// Something must have been read from the connection before.
    pub fn of(connection: &Connection) -> io::Result<Self> {
        let pipe: HANDLE = connection.as_raw_handle();
        let token = client_token(pipe)?;
        let user = user_of(&token)?;
        let mut pid = 0;
        // SAFETY: the pipe is open. Without a number the trail has none.
        unsafe { GetNamedPipeClientProcessId(pipe, &raw mut pid) };
        Ok(Self { token, user, pid })
    }

    pub fn is(&self, principal: &Principal) -> bool {
        let mut member = 0;
        // SAFETY: the token is an impersonation token that may be queried, the SID is valid.
        let asked =
            unsafe { CheckTokenMembership(self.token.as_raw_handle(), principal.as_ptr(), &raw mut member) };
        asked != 0 && member != 0 || self.is_user(principal)
    }

    /// Windows counts the user among the groups above; Wine does not.
    fn is_user(&self, principal: &Principal) -> bool {
        // SAFETY: the token may be queried.
        let restricted = || unsafe { IsTokenRestricted(self.token.as_raw_handle()) } != 0;
        self.user.sid == *principal && !self.user.denied && !restricted()
    }

    /// Whether this is one who can do everything on this machine anyway.
    pub fn is_almighty(&self) -> bool {
        [SYSTEM, ADMINISTRATORS].iter().any(|sid| Sid::parse(sid).is_ok_and(|sid| self.is(&sid)))
    }

    /// Whether this is the user of this program.
    pub fn is_self(&self) -> bool {
        user::id().and_then(|me| Sid::parse(&me)).is_ok_and(|me| self.is(&me))
    }

    /// As the audit trail names it, and as [`called`] takes it.
    pub fn account(&self) -> String {
        self.user.sid.text().unwrap_or_default()
    }

    /// For the audit trail alone: numbers are used again.
    pub const fn pid(&self) -> u32 {
        self.pid
    }
}

fn client_token(pipe: HANDLE) -> io::Result<OwnedHandle> {
    // SAFETY: the pipe is open. From here to the end of it this thread is the client: nothing else is done.
    if unsafe { ImpersonateNamedPipeClient(pipe) } == 0 {
        return Err(io::Error::last_os_error());
    }
    let mut token: HANDLE = ptr::null_mut();
    // SAFETY: the pseudo handle of this thread is always valid; opened with this program's own rights.
    let opened = unsafe { OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, 1, &raw mut token) };
    let failed = io::Error::last_os_error();
    // SAFETY: it takes nothing.
    if unsafe { RevertToSelf() } == 0 {
        // To go on would be to work as somebody else.
        std::process::abort();
    }
    // SAFETY: just opened, and nobody else has it.
    if opened == 0 { Err(failed) } else { Ok(unsafe { OwnedHandle::from_raw_handle(token) }) }
}

fn user_of(token: &OwnedHandle) -> io::Result<User> {
    // Aligned for the structure, with room for the longest SID (68 bytes) behind it.
    let mut room = [0u64; 16];
    let size = u32::try_from(size_of_val(&room)).unwrap_or(0);
    let mut needed = 0;
    // SAFETY: the room has the size that is told.
    let read = unsafe {
        GetTokenInformation(token.as_raw_handle(), TokenUser, room.as_mut_ptr().cast(), size, &raw mut needed)
    };
    if read == 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the call filled in the structure, whose SID lies in the same room.
    let (sid, attributes) = unsafe {
        let user = &(*room.as_ptr().cast::<TOKEN_USER>()).User;
        (Sid::copy(user.Sid), user.Attributes)
    };
    Ok(User { sid, denied: attributes & SE_GROUP_USE_FOR_DENY_ONLY.cast_unsigned() != 0 })
}

/// Whether the program at the other end may be told what is for this endpoint's owner, by whom the pipe belongs to:
/// nobody without the right to restore files can make one that belongs to another.
pub fn is_trusted(pipe: &impl AsRawHandle, endpoint: &Path, audience: Audience) -> io::Result<bool> {
    let (mut owner, mut descriptor): (PSID, _) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: the pipe is open for reading; owner points into the descriptor, which is freed below.
    let error = unsafe {
        GetSecurityInfo(
            pipe.as_raw_handle(),
            SE_KERNEL_OBJECT,
            OWNER_SECURITY_INFORMATION,
            &raw mut owner,
            ptr::null_mut(),
            ptr::null_mut(),
            ptr::null_mut(),
            &raw mut descriptor,
        )
    };
    if error != 0 {
        return Err(io::Error::from_raw_os_error(error.cast_signed()));
    }
    // SAFETY: the call succeeded; an owner that is there is a whole SID.
    let owner = (!owner.is_null()).then(|| unsafe { Sid::copy(owner) });
    // SAFETY: allocated by the call, and not used any more.
    unsafe { LocalFree(descriptor) };
    let Some(owner) = owner else { return Ok(false) };
    // A service that a test moved is the tester's, and Wine runs every service as him.
    let moved = || endpoint != known::service() || known::is_wine();
    let mine = audience == Audience::Owner || moved();
    Ok(is_one_of(&owner.text()?, audience, mine.then(user::id).transpose()?.as_deref()))
}

/// `me` where what belongs to this program's user is as good: a program that he runs without rights is no service,
/// whatever it calls itself.
fn is_one_of(owner: &str, audience: Audience, me: Option<&str>) -> bool {
    [SYSTEM, ADMINISTRATORS].contains(&owner)
        || me == Some(owner)
        || audience == Audience::Everybody && owner == Sid::of_service(SERVICE)
}

/// What people call the owner of a [`Peer::account`]. May block.
pub fn called(account: &str) -> Option<String> {
    Sid::parse(account).ok()?.called()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_is_not_trusted_for_being_one_s_own() {
        let service = Sid::of_service(SERVICE);
        let (me, other) = ("S-1-5-21-1-2-3-1001", "S-1-5-80-1-2-3-4-5");
        for (owner, audience, mine, trusted) in [
            (SYSTEM, Audience::Everybody, false, true),
            (ADMINISTRATORS, Audience::Everybody, false, true),
            (service.as_str(), Audience::Everybody, false, true),
            (me, Audience::Everybody, false, false),
            (other, Audience::Everybody, false, false),
            (me, Audience::Everybody, true, true),
            (me, Audience::Owner, true, true),
            (SYSTEM, Audience::Owner, true, true),
            (service.as_str(), Audience::Owner, true, false),
            (other, Audience::Owner, true, false),
        ] {
            let said = format!("{owner} {audience:?} {mine}");
            assert_eq!(is_one_of(owner, audience, mine.then_some(me)), trusted, "{said}");
        }
    }
}
