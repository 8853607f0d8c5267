//! Where this machine may be: the marks by which a network is known as home.
//!
//! A laptop in a hotel, or on a VPN, must not publish what it finds there. Whether a mark is here
//! at the moment is `detect`'s question to the system.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::host::mac;

/// One mark of a network; the configuration's `only_at`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Place {
    /// `gateway:34:56:78:9a:bc:de`: the router that leads out has this MAC address.
    Gateway([u8; 6]),
    /// `ssid:Home`: the Wi-Fi is called so.
    Ssid(String),
    /// `suffix:fritz.box`: the network hands out this DNS suffix.
    Suffix(String),
    /// `interface:eth0`: the way out leads through this interface.
    Interface(String),
}

/// Not one of the forms of [`Place`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NoPlace;

impl fmt::Display for NoPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a place: gateway:MAC, ssid:NAME, suffix:DOMAIN or interface:NAME")
    }
}

impl FromStr for Place {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Self, NoPlace> {
        let (form, rest) = text.split_once(':').filter(|(_, rest)| !rest.is_empty()).ok_or(NoPlace)?;
        match form {
            "gateway" => mac(rest).map(Self::Gateway).ok_or(NoPlace),
            "ssid" => Ok(Self::Ssid(rest.to_owned())),
            "suffix" => Ok(Self::Suffix(rest.trim_matches('.').to_ascii_lowercase())),
            "interface" => Ok(Self::Interface(rest.to_owned())),
            _ => Err(NoPlace),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gateway(mac) => {
                f.write_str("gateway")?;
                mac.iter().try_for_each(|byte| write!(f, ":{byte:02x}"))
            }
            Self::Ssid(name) => write!(f, "ssid:{name}"),
            Self::Suffix(domain) => write!(f, "suffix:{domain}"),
            Self::Interface(name) => write!(f, "interface:{name}"),
        }
    }
}

impl TryFrom<String> for Place {
    type Error = NoPlace;
    fn try_from(text: String) -> Result<Self, NoPlace> {
        text.parse()
    }
}

impl From<Place> for String {
    fn from(place: Place) -> Self {
        place.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_as_they_are_written() {
        for text in ["gateway:34:56:78:9a:bc:de", "ssid:Home: sweet", "suffix:fritz.box", "interface:eth0"] {
            assert_eq!(text.parse::<Place>().unwrap().to_string(), text);
        }
        for text in ["", "home", "gateway:192.168.1.1", "ssid:", "wifi:Home"] {
            assert_eq!(text.parse::<Place>(), Err(NoPlace), "{text}");
        }
    }
}
