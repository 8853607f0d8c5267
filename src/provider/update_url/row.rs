//! What an update-URL service is described with, in the table and in a person's own `[provider.NAME]`.
//!
//! A text with `{places}` takes these: `{names}`, the names as [`Form`] says them, with commas; `{name}`, the
//! whole name, where one goes into a call; `{zone}`, `{sub}` (what is below the zone, nothing at its top),
//! `{root}` (`true` at its top, else `false`), `{type}` and `{ttl}`; `{ip}`, the addresses of the call, with
//! commas; `{ip4}` and `{ip6}`, or nothing where that family is not sent; `{no4}` and `{no6}`, `1` where it is
//! not; and the account's own fields. `{ip4|preserve}` is `preserve` where there is no `{ip4}`. A pair of
//! a query that holds one place and nothing else is left out where that is empty, but for `{ip4|}`.
//!
//! There is no place for the secret: it goes where [`Auth`] says, so that no text that may be shown can come to
//! hold it. Every value is percent-encoded where it is put in.

use std::time::Duration;

pub use crate::config::own::{Auth, Families, Form, Meaning, Method};
use crate::{
    config::{AccountShape, Endpoint, Field, SecretShape},
    net::pacer::Rate,
    provider::{Info, Model},
};

/// One service.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Row<'a> {
    pub id: &'static str,
    pub display: &'static str,
    pub fields: &'static [Field],
    pub secret: SecretShape,
    /// Base address; empty where the account must say it (`endpoint`).
    pub base: &'a str,
    /// Base address for calls that carry IPv6, where it is another one.
    pub base6: &'a str,
    pub path: &'a str,
    /// `a={x}&b={y}`: the query, or the form that is posted.
    pub query: &'a str,
    pub method: Method,
    pub auth: Auth<'a>,
    /// `Name: text`, a line each.
    pub headers: &'a str,
    pub form: Form<'a>,
    /// Names to a call.
    pub most: usize,
    pub families: Families,
    pub answers: Answers<'a>,
    /// Seconds, where the service takes one in `{ttl}`.
    pub ttl: Option<(u32, u32)>,
    /// Only where the service's documentation names one.
    pub min_interval: Duration,
    /// The same.
    pub rate: Option<Rate>,
    pub refresh: Option<Duration>,
}

/// How the answer is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Answers<'a> {
    /// The words of the dyndns2 protocol, after `words`.
    pub dyndns2: bool,
    /// Words with which a line begins; with `*` in front, what stands anywhere, white space aside; `HTTP 204` is
    /// that status. `{ip}` in a word is an address of the call, `{name}` a name. The first that fits decides.
    /// What none of them fits is no success.
    pub words: &'a [(&'a str, Meaning)],
}

/// Words of a service's own.
pub const fn words<'a>(words: &'a [(&'a str, Meaning)]) -> Answers<'a> {
    Answers { dyndns2: false, words }
}

/// The words of dyndns2, and these.
pub const fn dyndns2_and<'a>(words: &'a [(&'a str, Meaning)]) -> Answers<'a> {
    Answers { dyndns2: true, words }
}

impl Row<'_> {
    pub const fn info(&self) -> Info {
        let Self { id, display, secret, fields, ttl, .. } = *self;
        let endpoint =
            if self.base.is_empty() { Endpoint::Own("https://dyndns.example") } else { Endpoint::Usual };
        Info {
            max_batch: self.most,
            both_families: matches!(self.families, Families::Both | Families::Ipv6WithIpv4),
            min_interval: self.min_interval,
            rate: self.rate,
            refresh: self.refresh,
            ..Info::plain(
                AccountShape { id, display, fields, secret, ttl, endpoint, several: false },
                Model::Push,
                super::open,
            )
        }
    }
}
