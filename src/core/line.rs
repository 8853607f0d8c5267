//! The lines that lead to the Internet.
//!
//! Most machines have one, and nothing names it: [`Line::Any`]. With several, a record names its
//! own (`via = …`), and the address of each is found separately. Binding sockets to a line is
//! `detect`'s work.

use std::{fmt, net::IpAddr, str::FromStr};

use serde::{Deserialize, Serialize};

use super::address::Family;

/// One way out, as the configuration writes it.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub enum Line {
    /// Whichever the system takes.
    #[default]
    Any,
    /// `interface:eth0`
    Interface(String),
    /// `address:192.168.1.10`: the interface that has this address.
    Local(IpAddr),
    /// `router:192.168.1.1`: what this router says its own address is.
    Router(IpAddr),
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("any"),
            Self::Interface(name) => write!(f, "interface:{name}"),
            Self::Local(address) => write!(f, "address:{address}"),
            Self::Router(address) => write!(f, "router:{address}"),
        }
    }
}

/// Not one of the forms of [`Line`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NoLine;

impl fmt::Display for NoLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a line: interface:NAME, address:ADDRESS or router:ADDRESS")
    }
}

impl FromStr for Line {
    type Err = NoLine;

    fn from_str(text: &str) -> Result<Self, NoLine> {
        if text == "any" {
            return Ok(Self::Any);
        }
        let (form, rest) = text.split_once(':').ok_or(NoLine)?;
        let address = || rest.parse::<IpAddr>().map_err(|_| NoLine);
        match form {
            "interface" if !rest.is_empty() => Ok(Self::Interface(rest.to_owned())),
            "address" => address().map(Self::Local),
            "router" => address().map(Self::Router),
            _ => Err(NoLine),
        }
    }
}

/// One family over one line: what an address is found for.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Uplink {
    pub line: Line,
    pub family: Family,
}

impl Uplink {
    pub const fn new(line: Line, family: Family) -> Self {
        Self { line, family }
    }

    /// The uplink of a machine with one line.
    pub const fn any(family: Family) -> Self {
        Self { line: Line::Any, family }
    }
}

/// `IPv4`, and with a line of its own `IPv4 (interface:eth0)`.
impl fmt::Display for Uplink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.line {
            Line::Any => self.family.fmt(f),
            line => write!(f, "{} ({line})", self.family),
        }
    }
}

impl From<Uplink> for String {
    fn from(uplink: Uplink) -> Self {
        match &uplink.line {
            Line::Any => uplink.family.key().to_owned(),
            line => format!("{}@{line}", uplink.family.key()),
        }
    }
}

impl TryFrom<String> for Uplink {
    type Error = NoLine;

    fn try_from(text: String) -> Result<Self, NoLine> {
        let (family, line) = text.split_once('@').unwrap_or((&text, "any"));
        let family = Family::ALL.into_iter().find(|f| f.key() == family).ok_or(NoLine)?;
        Ok(Self { line: line.parse()?, family })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_as_they_are_written() {
        for text in
            ["any", "interface:eth0", "address:192.168.1.10", "router:fe80::1", "interface:Ethernet 2"]
        {
            assert_eq!(text.parse::<Line>().unwrap().to_string(), text);
        }
        for text in ["", "eth0", "interface:", "address:home", "router:", "wan:1"] {
            assert_eq!(text.parse::<Line>(), Err(NoLine), "{text}");
        }
    }

    #[test]
    fn an_uplink_survives_as_a_key() {
        for line in [Line::Any, Line::Interface("a@b".into()), Line::Local("10.0.0.1".parse().unwrap())] {
            for family in Family::ALL {
                let uplink = Uplink::new(line.clone(), family);
                assert_eq!(Uplink::try_from(String::from(uplink.clone())), Ok(uplink));
            }
        }
        assert_eq!(String::from(Uplink::any(Family::V4)), "ipv4");
    }
}
