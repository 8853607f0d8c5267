//! Network changes from the kernel over rtnetlink (rtnetlink(7)).
//!
//! The content of a message is not read: that something changed is all that is told.

use std::{
    io,
    mem::{size_of, zeroed},
    os::fd::{AsRawFd, FromRawFd, OwnedFd},
    thread,
};

// The types that libc gives these differ from those of the structure; both values fit.
#[expect(clippy::cast_possible_truncation, reason = "the family is 16")]
const AF_NETLINK: u16 = libc::AF_NETLINK as u16;
#[expect(clippy::cast_possible_truncation, reason = "a dozen bytes")]
const ADDRESS_LENGTH: u32 = size_of::<libc::sockaddr_nl>() as u32;
const GROUPS: i32 = libc::RTMGRP_LINK
    | libc::RTMGRP_IPV4_IFADDR
    | libc::RTMGRP_IPV6_IFADDR
    | libc::RTMGRP_IPV4_ROUTE
    | libc::RTMGRP_IPV6_ROUTE;

pub fn watch(mut changed: impl FnMut() + Send + 'static) -> io::Result<()> {
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
    let watch = move || {
        let mut message = [0_u8; 8192];
        loop {
            // SAFETY: the buffer is valid for its length; the descriptor lives in this closure.
            let size = unsafe {
                libc::recv(socket.as_raw_fd(), message.as_mut_ptr().cast(), message.len(), libc::MSG_TRUNC)
            };
            // ENOBUFS says that messages were lost: also a change. Anything else would repeat for ever.
            let lost = io::Error::last_os_error().raw_os_error() == Some(libc::ENOBUFS);
            if size < 0 && !lost {
                return;
            }
            changed();
        }
    };
    thread::Builder::new().name("network".into()).stack_size(64 * 1024).spawn(watch)?;
    Ok(())
}
