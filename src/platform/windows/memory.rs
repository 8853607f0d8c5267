//! Memory that is not needed for now.

/// Windows takes back by itself what a program does not use.
pub const fn give_back() {}
