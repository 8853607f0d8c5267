//! Which addresses may be published.
//!
//! [`judge`] refuses whatever cannot be the public address of this machine: the
//! special-purpose ranges of IANA (RFC 6890 and its registries) and the ranges of
//! Cloudflare's proxies, which echo services behind a proxy have reported as
//! "your address". It does not find addresses; that is `detect`'s work.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

use serde::{Deserialize, Serialize};

use super::record::Kind;

/// IPv4 or IPv6.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Family {
    #[serde(rename = "ipv4")]
    V4,
    #[serde(rename = "ipv6")]
    V6,
}

impl Family {
    pub const ALL: [Self; 2] = [Self::V4, Self::V6];

    pub const fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(_) => Self::V4,
            IpAddr::V6(_) => Self::V6,
        }
    }

    /// The record kind that carries this family.
    pub const fn kind(self) -> Kind {
        match self {
            Self::V4 => Kind::A,
            Self::V6 => Kind::Aaaa,
        }
    }

    /// The key in configuration and JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Self::V4 => "ipv4",
            Self::V6 => "ipv6",
        }
    }

    /// The "any" address: binding a socket to it keeps the socket in this family.
    pub const fn unspecified(self) -> IpAddr {
        match self {
            Self::V4 => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            Self::V6 => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
        }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V4 => "IPv4",
            Self::V6 => "IPv6",
        })
    }
}

/// A range of addresses, written `203.0.113.0/24` or as a single address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Prefix {
    address: IpAddr,
    length: u8,
}

impl Prefix {
    const fn v4(a: u8, b: u8, c: u8, d: u8, length: u8) -> Self {
        Self { address: IpAddr::V4(Ipv4Addr::new(a, b, c, d)), length }
    }

    const fn v6(high: [u16; 4], length: u8) -> Self {
        let [a, b, c, d] = high;
        Self { address: IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0)), length }
    }

    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(net), IpAddr::V4(ip)) => {
                u64::from(net.to_bits() ^ ip.to_bits()) >> (32 - self.length) == 0
            }
            (IpAddr::V6(net), IpAddr::V6(ip)) => {
                let differ = net.to_bits() ^ ip.to_bits();
                self.length == 0 || differ >> (128 - self.length) == 0
            }
            _ => false,
        }
    }
}

impl FromStr for Prefix {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (address, length) = text.split_once('/').map_or((text, None), |(a, l)| (a, Some(l)));
        let address: IpAddr = address.parse().map_err(drop)?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let length = length.map_or(Ok(most), |l| l.parse().map_err(drop))?;
        if length > most {
            return Err(());
        }
        Ok(Self { address, length })
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.length)
    }
}

/// Why an address must not be published.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unfit {
    Unspecified,
    Loopback,
    LinkLocal,
    /// RFC 1918.
    Private,
    /// RFC 6598: behind the provider's own NAT.
    CarrierNat,
    /// RFC 4193.
    UniqueLocal,
    Multicast,
    Documentation,
    Benchmarking,
    /// 6to4 and Teredo.
    Tunnel,
    /// `::ffff:a.b.c.d` and the translation prefixes.
    Mapped,
    Reserved,
    /// A reverse proxy answered in this machine's place.
    Proxy,
    /// The other family than the one asked for.
    WrongFamily,
    /// RFC 8981: changes by itself within a day.
    Temporary,
    /// RFC 4862: no longer to be used for new connections.
    Deprecated,
    /// RFC 4862: not yet proved unique on its link.
    Tentative,
}

const UNFIT: &[(Prefix, Unfit)] = &[
    (Prefix::v4(0, 0, 0, 0, 8), Unfit::Unspecified),
    (Prefix::v4(10, 0, 0, 0, 8), Unfit::Private),
    (Prefix::v4(100, 64, 0, 0, 10), Unfit::CarrierNat),
    (Prefix::v4(127, 0, 0, 0, 8), Unfit::Loopback),
    (Prefix::v4(169, 254, 0, 0, 16), Unfit::LinkLocal),
    (Prefix::v4(172, 16, 0, 0, 12), Unfit::Private),
    (Prefix::v4(192, 0, 0, 0, 24), Unfit::Reserved),
    (Prefix::v4(192, 0, 2, 0, 24), Unfit::Documentation),
    (Prefix::v4(192, 88, 99, 0, 24), Unfit::Tunnel),
    (Prefix::v4(192, 168, 0, 0, 16), Unfit::Private),
    (Prefix::v4(198, 18, 0, 0, 15), Unfit::Benchmarking),
    (Prefix::v4(198, 51, 100, 0, 24), Unfit::Documentation),
    (Prefix::v4(203, 0, 113, 0, 24), Unfit::Documentation),
    (Prefix::v4(224, 0, 0, 0, 4), Unfit::Multicast),
    (Prefix::v4(240, 0, 0, 0, 4), Unfit::Reserved),
    (Prefix::v6([0x64, 0xff9b, 0, 0], 96), Unfit::Mapped),
    (Prefix::v6([0x64, 0xff9b, 1, 0], 48), Unfit::Mapped),
    (Prefix::v6([0x100, 0, 0, 0], 64), Unfit::Reserved),
    (Prefix::v6([0x2001, 0, 0, 0], 32), Unfit::Tunnel),
    (Prefix::v6([0x2001, 2, 0, 0], 48), Unfit::Benchmarking),
    (Prefix::v6([0x2001, 0, 0, 0], 23), Unfit::Reserved),
    (Prefix::v6([0x2001, 0xdb8, 0, 0], 32), Unfit::Documentation),
    (Prefix::v6([0x2002, 0, 0, 0], 16), Unfit::Tunnel),
    (Prefix::v6([0x3fff, 0, 0, 0], 20), Unfit::Documentation),
    (Prefix::v6([0xfc00, 0, 0, 0], 7), Unfit::UniqueLocal),
    (Prefix::v6([0xfe80, 0, 0, 0], 10), Unfit::LinkLocal),
    (Prefix::v6([0xff00, 0, 0, 0], 8), Unfit::Multicast),
];

/// Cloudflare's proxy ranges (cloudflare.com/ips, unchanged since 2021).
const CLOUDFLARE: &[Prefix] = &[
    Prefix::v4(173, 245, 48, 0, 20),
    Prefix::v4(103, 21, 244, 0, 22),
    Prefix::v4(103, 22, 200, 0, 22),
    Prefix::v4(103, 31, 4, 0, 22),
    Prefix::v4(141, 101, 64, 0, 18),
    Prefix::v4(108, 162, 192, 0, 18),
    Prefix::v4(190, 93, 240, 0, 20),
    Prefix::v4(188, 114, 96, 0, 20),
    Prefix::v4(197, 234, 240, 0, 22),
    Prefix::v4(198, 41, 128, 0, 17),
    Prefix::v4(162, 158, 0, 0, 15),
    Prefix::v4(104, 16, 0, 0, 13),
    Prefix::v4(104, 24, 0, 0, 14),
    Prefix::v4(172, 64, 0, 0, 13),
    Prefix::v4(131, 0, 72, 0, 22),
    Prefix::v6([0x2400, 0xcb00, 0, 0], 32),
    Prefix::v6([0x2606, 0x4700, 0, 0], 32),
    Prefix::v6([0x2803, 0xf800, 0, 0], 32),
    Prefix::v6([0x2405, 0xb500, 0, 0], 32),
    Prefix::v6([0x2405, 0x8100, 0, 0], 32),
    Prefix::v6([0x2a06, 0x98c0, 0, 0], 29),
    Prefix::v6([0x2c0f, 0xf248, 0, 0], 32),
];

/// Says whether `address` may be published as this machine's address of `family`.
///
/// `accept` lists ranges the person accepts although they are not public (a lab);
/// it lifts every refusal but the wrong family.
pub fn judge(address: IpAddr, family: Family, accept: &[Prefix]) -> Result<(), Unfit> {
    if Family::of(address) != family {
        return Err(Unfit::WrongFamily);
    }
    if accept.iter().any(|range| range.contains(address)) {
        return Ok(());
    }
    if let IpAddr::V6(v6) = address {
        if v6.is_unspecified() {
            return Err(Unfit::Unspecified);
        }
        if v6.is_loopback() {
            return Err(Unfit::Loopback);
        }
        if v6.to_ipv4_mapped().is_some() {
            return Err(Unfit::Mapped);
        }
    }
    if let Some((_, reason)) = UNFIT.iter().find(|(range, _)| range.contains(address)) {
        return Err(*reason);
    }
    if CLOUDFLARE.iter().any(|range| range.contains(address)) {
        return Err(Unfit::Proxy);
    }
    // Only 2000::/3 is allocated for global unicast (RFC 4291 section 2.4, IANA).
    match address {
        IpAddr::V6(v6) if v6.segments()[0] & 0xe000 != 0x2000 => Err(Unfit::Reserved),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(address: &str, expected: Result<(), Unfit>) {
        let ip: IpAddr = address.parse().unwrap();
        assert_eq!(judge(ip, Family::of(ip), &[]), expected, "{address}");
    }

    #[test]
    fn public_addresses_pass() {
        for ip in [
            "8.8.8.8",
            "1.1.1.1",
            "100.63.255.255",
            "172.32.0.1",
            "44.128.1.7",
            "2a00:1450::1",
            "2001:4860::8",
        ] {
            check(ip, Ok(()));
        }
    }

    #[test]
    fn what_cannot_be_public_is_refused_with_the_reason() {
        for (ip, reason) in [
            ("0.0.0.0", Unfit::Unspecified),
            ("10.1.2.3", Unfit::Private),
            ("172.31.255.255", Unfit::Private),
            ("192.168.1.1", Unfit::Private),
            ("100.64.0.1", Unfit::CarrierNat),
            ("127.0.0.1", Unfit::Loopback),
            ("169.254.9.9", Unfit::LinkLocal),
            ("192.0.2.1", Unfit::Documentation),
            ("203.0.113.9", Unfit::Documentation),
            ("198.19.0.1", Unfit::Benchmarking),
            ("224.0.0.1", Unfit::Multicast),
            ("255.255.255.255", Unfit::Reserved),
            ("104.18.0.0", Unfit::Proxy),
            ("::", Unfit::Unspecified),
            ("::1", Unfit::Loopback),
            ("::ffff:8.8.8.8", Unfit::Mapped),
            ("64:ff9b::808:808", Unfit::Mapped),
            ("fe80::1", Unfit::LinkLocal),
            ("fd00::1", Unfit::UniqueLocal),
            ("ff02::1", Unfit::Multicast),
            ("2001:db8::1", Unfit::Documentation),
            ("2001:0:1::1", Unfit::Tunnel),
            ("2002:808:808::1", Unfit::Tunnel),
            ("2606:4700::1", Unfit::Proxy),
            ("4000::1", Unfit::Reserved),
        ] {
            check(ip, Err(reason));
        }
    }

    #[test]
    fn accepted_ranges_lift_the_refusal_but_not_the_family() {
        let accept = ["203.0.113.0/24".parse().unwrap(), "2001:db8::/32".parse().unwrap()];
        let ip = "203.0.113.7".parse().unwrap();
        assert_eq!(judge(ip, Family::V4, &accept), Ok(()));
        assert_eq!(judge(ip, Family::V6, &accept), Err(Unfit::WrongFamily));
        assert_eq!(judge("192.0.2.1".parse().unwrap(), Family::V4, &accept), Err(Unfit::Documentation));
    }

    #[test]
    fn prefixes_hold_at_both_ends() {
        let all: Prefix = "0.0.0.0/0".parse().unwrap();
        assert!(all.contains("255.1.2.3".parse().unwrap()));
        let one: Prefix = "2001:db8::1".parse().unwrap();
        assert!(one.contains("2001:db8::1".parse().unwrap()));
        assert!(!one.contains("2001:db8::2".parse().unwrap()));
        assert!("10.0.0.0/33".parse::<Prefix>().is_err());
    }
}
