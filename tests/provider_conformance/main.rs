//! Every provider against a strict stand-in of its service, written from the vendor's
//! documentation: an unknown path, method, field or a missing header fails the test.
//!
//! `suite` holds what must be true of all of them; one file per family holds the
//! stand-in and what is true of that family alone. `bind` asks a real BIND and `pdns`
//! a real PowerDNS; they say so when there is none.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::unnecessary_wraps,
    reason = "a test's panic is its report"
)]

mod alidns;
mod bind;
mod cloudflare;
mod dns;
mod every;
mod http;
mod pace;
mod pdns;
mod publish;
mod real;
mod record_api;
mod rfc2136;
mod stand;
mod suite;
mod update_url;
