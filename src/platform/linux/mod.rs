//! Linux: netlink, `/proc`, Unix sockets.

pub mod addresses;
pub mod dns;
pub mod network;
pub mod pipe;
pub mod private;
pub mod process;
