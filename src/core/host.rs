//! Hosts of the same network: an IPv6 address made from this machine's prefix and another
//! host's own part.
//!
//! Behind one line all hosts share the prefix; who knows it and a host's part knows its address.
//! Whether the host answers there is not looked at.

use std::{
    fmt,
    net::{IpAddr, Ipv6Addr},
    str::FromStr,
};

/// Whose address a record holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Host {
    /// This machine's own.
    Own,
    /// That of the host with these lower bits under the first `prefix` bits of this machine's.
    Part { bits: u128, prefix: u8 },
}

/// Not `self`, a host part like `::10` or `::1:0:0:0:10/56`, nor a MAC address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NoHost;

impl Host {
    /// The host's address, `own` being this machine's.
    pub fn address(self, own: IpAddr) -> IpAddr {
        match (self, own) {
            (Self::Part { bits, prefix }, IpAddr::V6(own)) => {
                let low = u128::MAX >> prefix;
                Ipv6Addr::from_bits(own.to_bits() & !low | bits & low).into()
            }
            _ => own,
        }
    }
}

impl FromStr for Host {
    type Err = NoHost;

    /// A host part is an IPv6 address without its prefix; how long that is may follow (32 to 120
    /// bits, 64 if nothing is said). A MAC address stands for the part that RFC 4291 appendix A
    /// makes of it (modified EUI-64).
    fn from_str(text: &str) -> Result<Self, NoHost> {
        if text == "self" {
            return Ok(Self::Own);
        }
        if let Some(mac) = mac(text) {
            let [vendor @ .., _, _, _] = mac;
            let [_, _, _, device @ ..] = mac;
            let mut bytes = [0; 8];
            bytes[..3].copy_from_slice(&vendor);
            bytes[3..5].copy_from_slice(&[0xff, 0xfe]);
            bytes[5..].copy_from_slice(&device);
            bytes[0] ^= 2;
            let bits = u64::from_be_bytes(bytes);
            return Ok(Self::Part { bits: u128::from(bits), prefix: 64 });
        }
        let (part, prefix) = match text.split_once('/') {
            Some((part, prefix)) => (part, prefix.parse().map_err(|_| NoHost)?),
            None => (text, 64),
        };
        let bits = part.parse::<Ipv6Addr>().map_err(|_| NoHost)?.to_bits();
        // A part that reaches into the prefix is a slip: it would be cut off silently.
        if !(32..=120).contains(&prefix) || bits == 0 || bits & !(u128::MAX >> prefix) != 0 {
            return Err(NoHost);
        }
        Ok(Self::Part { bits, prefix })
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own => f.write_str("self"),
            Self::Part { bits, prefix } => write!(f, "{}/{prefix}", Ipv6Addr::from_bits(*bits)),
        }
    }
}

/// A MAC address: six pairs of hexadecimal digits between colons or hyphens.
pub fn mac(text: &str) -> Option<[u8; 6]> {
    let mut mac = [0; 6];
    let mut parts = text.split([':', '-']);
    for byte in &mut mac {
        let part = parts.next().filter(|part| part.len() == 2)?;
        *byte = u8::from_str_radix(part, 16).ok()?;
    }
    parts.next().is_none().then_some(mac)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(host: &str, own: &str) -> String {
        host.parse::<Host>().unwrap().address(own.parse().unwrap()).to_string()
    }

    #[test]
    fn hosts_live_under_the_same_prefix() {
        let own = "2a00:1:2:3:4:5:6:7";
        for (host, address) in [
            ("self", own),
            ("::10", "2a00:1:2:3::10"),
            ("::1:0:0:0:10/56", "2a00:1:2:1::10"),
            // The example of RFC 4291 appendix A.
            ("34:56:78:9A:BC:DE", "2a00:1:2:3:3656:78ff:fe9a:bcde"),
            ("34-56-78-9a-bc-de", "2a00:1:2:3:3656:78ff:fe9a:bcde"),
        ] {
            assert_eq!(of(host, own), address, "{host}");
        }
    }

    #[test]
    fn what_is_no_host_part_is_refused() {
        for text in
            ["", "nas", "::", "2a00:1::10", "::10/8", "::10/128", "::10/x", "1.2.3.4", "34:56:78:9a:bc"]
        {
            assert_eq!(text.parse::<Host>(), Err(NoHost), "{text}");
        }
    }
}
