//! Windows: IP Helper, named pipes, the console.

pub mod addresses;
pub mod dns;
pub mod network;
pub mod pipe;
pub mod private;
pub mod process;
