//! Network changes from the kernel over rtnetlink (rtnetlink(7)).
//!
//! The content of a message is not read: that something changed is all that is told.

use std::{
    io,
    mem::{size_of, zeroed},
    os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd},
};

use super::events;

// The types that libc gives these differ from those of the structure; both values fit.
#[expect(clippy::cast_possible_truncation, reason = "the family is 16")]
const AF_NETLINK: u16 = libc::AF_NETLINK as u16;
#[expect(clippy::cast_possible_truncation, reason = "a dozen bytes")]
const ADDRESS_LENGTH: u32 = size_of::<libc::sockaddr_nl>() as u32;
// Groups of linux/rtnetlink.h that libc has no bits for: 8 and 19. A VPN that routes by rules
// (WireGuard's wg-quick) adds its rule last, and only then does traffic go another way.
const IPV4_RULE: i32 = 1 << 7;
const IPV6_RULE: i32 = 1 << 18;
const GROUPS: i32 = libc::RTMGRP_LINK
    | libc::RTMGRP_IPV4_IFADDR
    | libc::RTMGRP_IPV6_IFADDR
    | libc::RTMGRP_IPV4_ROUTE
    | libc::RTMGRP_IPV6_ROUTE
    | IPV4_RULE
    | IPV6_RULE;

/// Calls back from the thread of `events` for as long as `changed` says that it wants to hear more.
pub fn watch(changed: impl Fn() -> bool + Send + Sync + 'static) -> io::Result<()> {
    // SAFETY: socket(2) has no memory to violate; its result is checked.
    let fd =
        unsafe { libc::socket(libc::AF_NETLINK, libc::SOCK_RAW | libc::SOCK_CLOEXEC, libc::NETLINK_ROUTE) };
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the descriptor was just opened and belongs to nobody else.
    let socket = unsafe { OwnedFd::from_raw_fd(fd) };
    // SAFETY: sockaddr_nl is plain data for which all zeroes are valid.
    let mut address: libc::sockaddr_nl = unsafe { zeroed() };
    address.nl_family = AF_NETLINK;
    address.nl_groups = GROUPS.cast_unsigned();
    // SAFETY: the address is valid for its length during the call.
    if unsafe { libc::bind(socket.as_raw_fd(), (&raw const address).cast(), ADDRESS_LENGTH) } != 0 {
        return Err(io::Error::last_os_error());
    }
    events::add(socket, move |socket| read(socket) && changed())
}

/// Takes one message; `false` when none will ever come again.
fn read(socket: BorrowedFd<'_>) -> bool {
    let mut message = [0_u8; 8192];
    let flags = libc::MSG_TRUNC | libc::MSG_DONTWAIT;
    // SAFETY: the buffer is valid for its length.
    let size = unsafe { libc::recv(socket.as_raw_fd(), message.as_mut_ptr().cast(), message.len(), flags) };
    // ENOBUFS says that messages were lost: also a change. Anything but the second would repeat for ever.
    let passing = [libc::ENOBUFS, libc::EAGAIN, libc::EINTR];
    size >= 0 || io::Error::last_os_error().raw_os_error().is_some_and(|code| passing.contains(&code))
}
