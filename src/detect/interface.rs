//! The address of this machine's own interface.
//!
//! Of several fit addresses of one interface the choice is stable: the same one is named
//! again as long as it is there and fit (first the lowest), so that two good addresses
//! never alternate.

use std::net::{IpAddr, UdpSocket};

use super::Heard;
use crate::{
    core::{
        address::{Family, Prefix, Unfit, judge},
        problem::{Code, Problem},
    },
    platform::{self, InterfaceAddress},
};

pub fn ask(
    name: Option<&str>,
    family: Family,
    accept: &[Prefix],
    believed: Option<IpAddr>,
) -> Result<Heard, Problem> {
    let all = platform::addresses::list().map_err(|error| {
        Problem::from(Code::BadAnswer).said(&format!("the interfaces cannot be listed: {error}"))
    })?;
    let wanted = match name {
        Some(name) => name.to_owned(),
        None => leading_out(&all, family).ok_or_else(|| {
            Problem::from(Code::Unreachable).said(&format!("no interface leads to the {family} Internet"))
        })?,
    };
    choose(&all, &wanted, family, accept, believed)
}

/// The address to speak from over an interface (the one that leads out, if none is named): the one that
/// [`ask`] would name, if there is any.
pub fn stable(
    all: &[InterfaceAddress],
    name: Option<&str>,
    family: Family,
    accept: &[Prefix],
    believed: Option<IpAddr>,
) -> Option<IpAddr> {
    let name = name.map(str::to_owned).or_else(|| leading_out(all, family))?;
    match choose(all, &name, family, accept, believed) {
        Ok(Heard::Address(address)) => Some(address),
        _ => None,
    }
}

/// The interface that the system would use to reach the Internet: no packet is sent.
fn leading_out(all: &[InterfaceAddress], family: Family) -> Option<String> {
    let far = match family {
        Family::V4 => "192.0.2.1:9",
        Family::V6 => "[2001:db8::1]:9",
    };
    let socket = UdpSocket::bind((family.unspecified(), 0)).ok()?;
    socket.connect(far).ok()?;
    let own = socket.local_addr().ok()?.ip();
    all.iter().find(|a| a.address == own).map(|a| a.interface.clone())
}

fn choose(
    all: &[InterfaceAddress],
    wanted: &str,
    family: Family,
    accept: &[Prefix],
    believed: Option<IpAddr>,
) -> Result<Heard, Problem> {
    let here: Vec<&InterfaceAddress> =
        all.iter().filter(|a| a.interface == wanted && Family::of(a.address) == family).collect();
    let mut fit: Vec<IpAddr> =
        here.iter().filter(|a| fitness(a, family, accept).is_ok()).map(|a| a.address).collect();
    fit.sort_unstable();
    let again = fit.iter().find(|address| Some(**address) == believed);
    if let Some(address) = again.or(fit.first()) {
        return Ok(Heard::Address(*address));
    }
    // A temporary address with a reason says more than a link-local one.
    let best = here.iter().find(|a| !matches!(fitness(a, family, accept), Err(Unfit::LinkLocal)));
    match best.or(here.first()) {
        Some(a) => {
            let why = fitness(a, family, accept).err().unwrap_or(Unfit::Reserved);
            Ok(Heard::Unfit(a.address, why))
        }
        None => Err(Problem::from(Code::Unreachable).said(&format!("{wanted} has no {family} address"))),
    }
}

fn fitness(a: &InterfaceAddress, family: Family, accept: &[Prefix]) -> Result<(), Unfit> {
    judge(a.address, family, accept)?;
    match () {
        () if a.temporary => Err(Unfit::Temporary),
        () if a.deprecated => Err(Unfit::Deprecated),
        () if a.tentative => Err(Unfit::Tentative),
        () => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(interface: &str, address: &str) -> InterfaceAddress {
        let address = address.parse().unwrap();
        let interface = interface.to_owned();
        InterfaceAddress { interface, address, temporary: false, deprecated: false, tentative: false }
    }

    fn chosen(all: &[InterfaceAddress], family: Family) -> String {
        match choose(all, "eth0", family, &[], None) {
            Ok(Heard::Address(address)) => address.to_string(),
            Ok(Heard::Unfit(_, why)) => format!("{why:?}"),
            Err(problem) => format!("{:?}", problem.code),
        }
    }

    #[test]
    fn two_good_addresses_never_alternate() {
        let (a, b) = (at("eth0", "2a00::1"), at("eth0", "2a00::2"));
        assert_eq!(chosen(&[a.clone(), b.clone()], Family::V6), "2a00::1");
        assert_eq!(chosen(&[b.clone(), a.clone()], Family::V6), "2a00::1");
        let again = choose(&[a, b.clone()], "eth0", Family::V6, &[], Some(b.address));
        assert!(matches!(again, Ok(Heard::Address(address)) if address == b.address));
    }

    #[test]
    fn temporary_deprecated_and_local_addresses_are_passed_over() {
        let temporary = InterfaceAddress { temporary: true, ..at("eth0", "2a00::1") };
        let deprecated = InterfaceAddress { deprecated: true, ..at("eth0", "2a00::2") };
        let local = [at("eth0", "fe80::1"), at("eth0", "fd00::1"), at("wlan0", "2a00::9")];
        let mut all = vec![temporary.clone(), deprecated];
        all.extend(local);
        assert_eq!(chosen(&all, Family::V6), "Temporary");
        all.push(at("eth0", "2a00::3"));
        assert_eq!(chosen(&all, Family::V6), "2a00::3");
    }

    #[test]
    fn an_interface_without_the_family_says_so() {
        assert_eq!(chosen(&[at("eth0", "2a00::1")], Family::V4), "Unreachable");
        assert_eq!(chosen(&[at("eth0", "192.168.1.5")], Family::V4), "Private");
    }
}
