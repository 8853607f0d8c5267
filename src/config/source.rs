//! The address sources as the configuration writes them.
//!
//! Only the grammar is here; asking a source is `detect`'s work.

use std::{fmt, net::Ipv4Addr};

use reqwest::Url;

use super::{Known, mistake::nearest};
use crate::{
    core::line::Line,
    text::{Phrase, config as text},
};

/// Why an entry is no source: the phrase that says so, with its values.
pub type Refused = (Phrase, Vec<(&'static str, String)>);

/// The forms in which a DNS server tells who asks.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DnsForm {
    /// `CH TXT whoami.cloudflare`
    Cloudflare,
    /// `TXT o-o.myaddr.l.google.com`
    Google,
    /// `A`/`AAAA myip.opendns.com`
    OpenDns,
}

/// One source, as asked for.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Source {
    /// One of the built-in names.
    BuiltIn(&'static str),
    Http(Url),
    /// `None`: the form's own public server.
    Dns(DnsForm, Option<String>),
    /// `host:port`
    Stun(String),
    /// The address of an interface; `None` means the one that leads to the Internet.
    Interface(Option<String>),
    /// The home router's word; `None` means the router of the default route. IPv4 alone.
    Router(Option<Ipv4Addr>),
    /// A program and its arguments, without a shell, that prints one address.
    Command(Vec<String>),
}

impl Source {
    /// Reads one entry; on failure the phrase that says why, with its values.
    pub fn parse(written: &str, known: &Known) -> Result<Self, Refused> {
        if let Some(shape) = known.sources.iter().find(|shape| shape.id == written) {
            return Ok(Self::BuiltIn(shape.id));
        }
        if written == "interface" {
            return Ok(Self::Interface(None));
        }
        if written == "router" {
            return Ok(Self::Router(None));
        }
        let unknown = || {
            let ids = known.sources.iter().map(|shape| shape.id);
            if let Some(near) = nearest(written, ids.clone().chain(["interface", "router", "off"])) {
                let values = vec![("source", written.to_owned()), ("near", near.to_owned())];
                (text::BAD_SOURCE_NEAR, values)
            } else {
                let known = ids.collect::<Vec<_>>().join(", ");
                (text::BAD_SOURCE, vec![("source", written.to_owned()), ("known", known)])
            }
        };
        let (scheme, rest) = written.split_once(':').ok_or_else(unknown)?;
        match scheme {
            "http" | "https" => http(written),
            "dns" => dns(rest).ok_or((text::BAD_DNS_SOURCE, vec![])),
            "stun" if !rest.is_empty() => Ok(Self::Stun(with_port(rest, 3478))),
            "interface" if !rest.is_empty() => Ok(Self::Interface(Some(rest.to_owned()))),
            "router" => router(rest).ok_or((text::BAD_ROUTER, vec![])),
            "command" if !rest.trim().is_empty() => Ok(Self::Command(words(rest))),
            _ => Err(unknown()),
        }
    }

    /// Whether it tells the address of the line over which it is asked.
    pub fn follows_line(&self, line: &Line) -> bool {
        match self {
            Self::BuiltIn(_) | Self::Http(_) | Self::Dns(..) | Self::Stun(_) | Self::Interface(None) => true,
            Self::Interface(Some(name)) => *line == Line::Interface(name.clone()),
            Self::Command(_) | Self::Router(_) => false,
        }
    }

    /// Who runs it: two sources of one operator are one voice.
    pub fn operator(&self, known: &Known) -> String {
        match self {
            Self::BuiltIn(id) => known
                .sources
                .iter()
                .find(|shape| shape.id == *id)
                .map_or(*id, |shape| shape.operator)
                .to_owned(),
            Self::Http(url) => {
                let host = url.host_str().unwrap_or_default();
                url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
            }
            Self::Dns(form, None) => match form {
                DnsForm::Cloudflare => "Cloudflare".to_owned(),
                DnsForm::Google => "Google".to_owned(),
                DnsForm::OpenDns => "OpenDNS".to_owned(),
            },
            Self::Dns(_, Some(server)) | Self::Stun(server) => server.clone(),
            Self::Interface(_) => "this machine".to_owned(),
            Self::Router(None) => "router".to_owned(),
            Self::Router(Some(address)) => format!("router {address}"),
            // The arguments tell two commands apart but are not shown: they may hold a password.
            Self::Command(words) => {
                let arguments = words.get(1..).unwrap_or_default().join(" ");
                let hash =
                    arguments.bytes().fold(7_u32, |hash, byte| hash.wrapping_mul(31) ^ u32::from(byte));
                format!("{self} #{:03x}", hash % 0xfff)
            }
        }
    }
}

/// How it is shown: as written, but a URL without user, password or query, which may hold a token.
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BuiltIn(id) => f.write_str(id),
            Self::Http(url) => {
                let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
                write!(f, "{}://{}{port}{}", url.scheme(), url.host_str().unwrap_or_default(), url.path())
            }
            Self::Dns(form, server) => {
                let form = match form {
                    DnsForm::Cloudflare => "cloudflare",
                    DnsForm::Google => "google",
                    DnsForm::OpenDns => "opendns",
                };
                match server {
                    Some(server) => write!(f, "dns:{form}@{server}"),
                    None => write!(f, "dns:{form}"),
                }
            }
            Self::Stun(server) => write!(f, "stun:{server}"),
            Self::Interface(None) => f.write_str("interface"),
            Self::Interface(Some(name)) => write!(f, "interface:{name}"),
            Self::Router(None) => f.write_str("router"),
            Self::Router(Some(address)) => write!(f, "router:{address}"),
            // Arguments may hold a password for the router that the command asks.
            Self::Command(words) => write!(f, "command:{}", words.first().map_or("", String::as_str)),
        }
    }
}

fn http(written: &str) -> Result<Source, Refused> {
    let wrong = |why: String| (text::BAD_URL, vec![("url", written.to_owned()), ("why", why)]);
    let url = Url::parse(written).map_err(|error| wrong(error.to_string()))?;
    if url.host_str().is_none_or(str::is_empty) {
        return Err(wrong("it names no host".to_owned()));
    }
    Ok(Source::Http(url))
}

fn dns(rest: &str) -> Option<Source> {
    let (form, server) = rest.split_once('@').map_or((rest, None), |(form, server)| (form, Some(server)));
    let form = match form {
        "cloudflare" => DnsForm::Cloudflare,
        "google" => DnsForm::Google,
        "opendns" => DnsForm::OpenDns,
        _ => return None,
    };
    if server.is_some_and(str::is_empty) {
        return None;
    }
    Some(Source::Dns(form, server.map(|server| with_port(server, 53))))
}

/// A router is spoken to by its address on the inside: a name or a public address is not one.
fn router(rest: &str) -> Option<Source> {
    let address: Ipv4Addr = rest.parse().ok()?;
    is_inside(address).then_some(Source::Router(Some(address)))
}

/// Whether an address can be a home router's own on its inside: private (RFC 1918), shared (RFC 6598, where a
/// provider's router stands behind another), link-local, or this machine.
pub const fn is_inside(address: Ipv4Addr) -> bool {
    let [a, b, ..] = address.octets();
    address.is_private() || address.is_link_local() || address.is_loopback() || (a == 100 && b & 0xc0 == 64)
}

/// Adds the usual port to a host that has none: `host`, `192.0.2.1`, `[2001:db8::1]` or `2001:db8::1`.
pub fn with_port(server: &str, port: u16) -> String {
    if server.parse::<std::net::Ipv6Addr>().is_ok() {
        return format!("[{server}]:{port}");
    }
    let has_port = server.rsplit_once(':').is_some_and(|(host, port)| {
        !host.is_empty() && port.parse::<u16>().is_ok() && (!host.contains(':') || host.ends_with(']'))
    });
    if has_port { server.to_owned() } else { format!("{server}:{port}") }
}

/// Splits a command at spaces; double quotes keep spaces together.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![];
    let mut word = None;
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => {
                quoted = !quoted;
                word.get_or_insert_with(String::new);
            }
            c if c.is_whitespace() && !quoted => words.extend(word.take()),
            c => word.get_or_insert_with(String::new).push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::{super::SourceShape, *};

    const KNOWN: Known =
        Known { accounts: &[], sources: &[SourceShape { id: "opendns", operator: "OpenDNS", help: "" }] };

    #[test]
    fn every_form_is_read_and_shown_as_written() {
        for written in [
            "opendns",
            "https://echo.example/ip",
            "http://127.0.0.1:8080/",
            "dns:cloudflare",
            "dns:google@127.0.0.1:5300",
            "stun:stun.example:3478",
            "interface",
            "interface:eth0",
            "router",
            "router:192.168.1.1",
        ] {
            assert_eq!(Source::parse(written, &KNOWN).unwrap().to_string(), written);
        }
    }

    #[test]
    fn what_may_be_secret_is_not_shown() {
        for (written, shown) in [
            ("https://user:pw@echo.example/ip?token=x", "https://echo.example/ip"),
            ("command:\"/opt/my tools/ask\" --password x", "command:/opt/my tools/ask"),
        ] {
            assert_eq!(Source::parse(written, &KNOWN).unwrap().to_string(), shown);
        }
    }

    #[test]
    fn an_operator_tells_commands_apart_without_their_arguments() {
        let operator = |written| Source::parse(written, &KNOWN).unwrap().operator(&KNOWN);
        let (one, two) =
            (operator("command:ask --password hunter2"), operator("command:ask --password other"));
        assert_ne!(one, two);
        assert!(one.starts_with("command:ask #") && !one.contains("hunter2"), "{one}");
    }

    #[test]
    fn nonsense_is_refused() {
        for written in [
            "opendsn",
            "dns:",
            "dns:foo",
            "dns:google@",
            "stun:",
            "https://",
            "command: ",
            "ftp://x/",
            "",
            "router:",
            "router:fritz.box",
            "router:8.8.8.8",
            "router:fe80::1",
            "router:192.168.1.1:80",
        ] {
            assert!(Source::parse(written, &KNOWN).is_err(), "{written}");
        }
    }

    #[test]
    fn a_port_is_added_only_where_there_is_none() {
        for (server, full) in [
            ("a.example", "a.example:53"),
            ("a.example:5353", "a.example:5353"),
            ("192.0.2.1", "192.0.2.1:53"),
            ("2001:db8::1", "[2001:db8::1]:53"),
            ("[2001:db8::1]", "[2001:db8::1]:53"),
            ("[2001:db8::1]:5353", "[2001:db8::1]:5353"),
        ] {
            assert_eq!(with_port(server, 53), full);
        }
    }
}
