//! The built-in sources, as data.
//!
//! Chosen for being run by different operators, answering over both families, and
//! allowing automatic use. Facts from the operators' own pages.

use std::{net::IpAddr, time::Duration};

use crate::{
    config::{DnsForm, Source, SourceShape},
    core::address::{Family, judge},
};

/// How long an echo service over HTTP is left alone while nothing happens: the pace at which most
/// clients ask, though they ask one service, and we all of them in turn.
const GAP: Duration = Duration::from_secs(5 * 60);

pub enum BuiltIn {
    /// Cloudflare's `cdn-cgi/trace` form.
    Trace(&'static str),
    /// The address alone as the body.
    Plain(&'static str),
    Dns(DnsForm),
    Stun(&'static str),
}

const TABLE: &[(SourceShape, BuiltIn)] = &[
    (
        shape("cloudflare-trace", "Cloudflare", "HTTPS, Cloudflare's trace page"),
        BuiltIn::Trace("https://www.cloudflare.com/cdn-cgi/trace"),
    ),
    (shape("ipify", "ipify", "HTTPS, ipify.org"), BuiltIn::Plain("https://api64.ipify.org/")),
    (
        shape("icanhazip", "Cloudflare", "HTTPS, icanhazip.com (run by Cloudflare)"),
        BuiltIn::Plain("https://icanhazip.com/"),
    ),
    (
        shape("aws", "Amazon", "HTTPS, checkip.amazonaws.com (IPv4 alone)"),
        BuiltIn::Plain("https://checkip.amazonaws.com/"),
    ),
    (shape("ident-me", "ident.me", "HTTPS, ident.me"), BuiltIn::Plain("https://ident.me/")),
    (
        shape("cloudflare-dns", "Cloudflare", "DNS, CH TXT whoami.cloudflare"),
        BuiltIn::Dns(DnsForm::Cloudflare),
    ),
    (shape("google-dns", "Google", "DNS, TXT o-o.myaddr.l.google.com"), BuiltIn::Dns(DnsForm::Google)),
    (shape("opendns", "OpenDNS", "DNS, myip.opendns.com"), BuiltIn::Dns(DnsForm::OpenDns)),
    (shape("stun", "Google", "STUN, stun.l.google.com"), BuiltIn::Stun("stun.l.google.com:19302")),
    (
        shape("stun-cloudflare", "Cloudflare", "STUN, stun.cloudflare.com"),
        BuiltIn::Stun("stun.cloudflare.com:3478"),
    ),
];

const fn shape(id: &'static str, operator: &'static str, help: &'static str) -> SourceShape {
    SourceShape { id, operator, help }
}

/// The built-in sources as the configuration knows them.
pub static SOURCES: [SourceShape; TABLE.len()] = {
    let mut shapes = [TABLE[0].0; TABLE.len()];
    let mut at = 0;
    while at < TABLE.len() {
        shapes[at] = TABLE[at].0;
        at += 1;
    }
    shapes
};

pub fn built_in(id: &str) -> Option<&'static BuiltIn> {
    TABLE.iter().find(|(shape, _)| shape.id == id).map(|(_, source)| source)
}

/// The page that a source is, where it is asked over HTTP.
pub fn page(source: &Source) -> Option<&str> {
    match source {
        Source::Http(url) => Some(url.as_str()),
        Source::BuiltIn(id) => match built_in(id)? {
            BuiltIn::Trace(url) | BuiltIn::Plain(url) => Some(url),
            BuiltIn::Dns(_) | BuiltIn::Stun(_) => None,
        },
        _ => None,
    }
}

/// What asking costs: nothing, a datagram or two, or a TLS handshake (and whatever a command does).
pub fn cost(source: &Source) -> u8 {
    match source {
        Source::Interface(_) => 0,
        Source::Dns(..) | Source::Stun(_) | Source::Router(_) => 1,
        Source::Http(_) | Source::Command(_) => 2,
        Source::BuiltIn(id) => match built_in(id) {
            Some(BuiltIn::Dns(_) | BuiltIn::Stun(_)) => 1,
            Some(BuiltIn::Trace(_) | BuiltIn::Plain(_)) | None => 2,
        },
    }
}

/// How often a source may be asked while nothing happens. One of the person's own network, or behind an
/// address that is not public, may be asked at the pace that the person set.
pub fn gap(source: &Source) -> Duration {
    let own = |host: &str| {
        let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
        address.map_or(host == "localhost", |ip| judge(ip, Family::of(ip), &[]).is_err())
    };
    match source {
        Source::Http(url) if url.host_str().is_some_and(own) => Duration::ZERO,
        _ if cost(source) < 2 || matches!(source, Source::Command(_)) => Duration::ZERO,
        _ => GAP,
    }
}
