//! Names, zones and record kinds.
//!
//! A [`Name`] is always in its ASCII form (IDNA, lower case, no final dot): what
//! is compared and sent. [`Name::shown`] gives the form people read.

use std::{fmt, net::IpAddr, str::FromStr};

use serde::{Deserialize, Serialize};

use super::address::Family;

/// A fully qualified domain name, at most 253 characters, at least two labels;
/// the first label may be `*` (RFC 1034 section 4.3.3).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Name(String);

/// Why a text is not a domain name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BadName {
    /// Nothing before, between or after the dots.
    EmptyLabel,
    /// No dot at all: `home` rather than `home.example.org`.
    NotQualified,
    /// A label over 63 or a name over 253 characters.
    TooLong,
    /// A character that no host name can have.
    BadCharacter,
    /// It looks like an IP address.
    IsAddress,
}

impl Name {
    /// Reads a name as a person writes it: any case, IDN letters, a final dot or none.
    pub fn parse(text: &str) -> Result<Self, BadName> {
        let text = text.trim().strip_suffix('.').unwrap_or(text.trim());
        if text.parse::<IpAddr>().is_ok() {
            return Err(BadName::IsAddress);
        }
        let (star, rest) = match text.strip_prefix("*.") {
            Some(rest) => ("*.", rest),
            None => ("", text),
        };
        let ascii = idna::domain_to_ascii(rest).map_err(|_| BadName::BadCharacter)?;
        if ascii.split('.').any(str::is_empty) {
            return Err(BadName::EmptyLabel);
        }
        if !ascii.contains('.') {
            return Err(BadName::NotQualified);
        }
        if ascii.len() + star.len() > 253 || ascii.split('.').any(|label| label.len() > 63) {
            return Err(BadName::TooLong);
        }
        // Underscores are no host name's, but people do publish addresses under them.
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if !ascii.chars().all(fits) {
            return Err(BadName::BadCharacter);
        }
        Ok(Self(format!("{star}{ascii}")))
    }

    /// The ASCII form without the final dot.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form people read: IDN letters instead of `xn--…`.
    pub fn shown(&self) -> String {
        let (star, rest) = self.0.strip_prefix("*.").map_or(("", &*self.0), |rest| ("*.", rest));
        format!("{star}{}", idna::domain_to_unicode(rest).0)
    }

    /// This name and every name above it with at least two labels: the zones it may lie in,
    /// longest first.
    pub fn suffixes(&self) -> impl Iterator<Item = Name> + '_ {
        let mut rest = Some(self.0.as_str());
        std::iter::from_fn(move || {
            let now = rest?;
            rest = now.split_once('.').map(|(_, above)| above);
            now.contains('.').then(|| Name(now.to_owned()))
        })
        .filter(|name| !name.0.starts_with("*."))
    }

    /// The part in front of `zone`: `""` at the apex, `None` outside the zone.
    pub fn within(&self, zone: &Name) -> Option<&str> {
        if self == zone {
            return Some("");
        }
        self.0.strip_suffix(zone.as_str())?.strip_suffix('.')
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Name {
    type Err = BadName;
    fn from_str(text: &str) -> Result<Self, BadName> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Name {
    type Error = BadName;
    fn try_from(text: String) -> Result<Self, BadName> {
        Self::parse(&text)
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.0
    }
}

impl fmt::Display for BadName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::EmptyLabel => "has an empty label",
            Self::NotQualified => "is not fully qualified: write the whole name, like home.example.org",
            Self::TooLong => "is too long for DNS",
            Self::BadCharacter => "has a character that no host name can have",
            Self::IsAddress => "is an address, not a name",
        })
    }
}

impl std::error::Error for BadName {}

/// The record kinds that carry an address.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Kind {
    A,
    #[serde(rename = "AAAA")]
    Aaaa,
}

impl Kind {
    pub const ALL: [Self; 2] = [Self::A, Self::Aaaa];

    pub const fn family(self) -> Family {
        match self {
            Self::A => Family::V4,
            Self::Aaaa => Family::V6,
        }
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::Aaaa => "AAAA",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The zone a name lies in, as one provider knows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Zone {
    pub name: Name,
    /// The provider's own identifier; empty where the name is enough.
    pub id: String,
}

/// One thing Fingerpost keeps right: a name and kind at one account.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct RecordId {
    pub account: String,
    pub name: Name,
    pub kind: Kind,
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({})", self.name, self.kind, self.account)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        Name::parse(text).unwrap()
    }

    #[test]
    fn names_are_brought_to_one_form() {
        for (written, kept) in [
            ("Home.Example.ORG.", "home.example.org"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("*.example.org", "*.example.org"),
            ("_dyn.example.org", "_dyn.example.org"),
            ("例え.テスト", "xn--r8jz45g.xn--zckzah"),
        ] {
            assert_eq!(name(written).as_str(), kept);
        }
        assert_eq!(name("xn--bcher-kva.example").shown(), "bücher.example");
    }

    #[test]
    fn what_is_no_name_is_refused_with_the_reason() {
        for (written, reason) in [
            ("home", BadName::NotQualified),
            ("a..b", BadName::EmptyLabel),
            ("192.0.2.1", BadName::IsAddress),
            ("a b.example", BadName::BadCharacter),
            (&format!("{}.example", "a".repeat(64)), BadName::TooLong),
            (&format!("{}example", "abcdefg.".repeat(40)), BadName::TooLong),
        ] {
            let got = Name::parse(written).unwrap_err();
            // The IDNA library reports some of these first; either reason stops the name.
            assert!(got == reason || got == BadName::BadCharacter, "{written}: {got:?}");
        }
    }

    #[test]
    fn suffixes_are_the_zones_a_name_may_lie_in() {
        let zones: Vec<_> = name("*.a.example.org").suffixes().map(String::from).collect();
        assert_eq!(zones, ["a.example.org", "example.org"]);
        assert_eq!(name("example.org").suffixes().count(), 1);
    }

    #[test]
    fn within_respects_label_borders() {
        let zone = name("example.org");
        assert_eq!(name("home.example.org").within(&zone), Some("home"));
        assert_eq!(name("example.org").within(&zone), Some(""));
        assert_eq!(name("badexample.org").within(&zone), None);
    }
}
