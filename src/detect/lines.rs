//! Which address and interface the sockets of a line are bound to.
//!
//! Over IPv6 they are bound to the stable address even where no line is named: else the system
//! takes a temporary one, and every source truthfully reports what must not be published.

use std::net::IpAddr;

use super::interface;
use crate::{
    core::{
        address::{Family, Prefix},
        line::{Line, Uplink},
        problem::{Code, Problem},
    },
    net::Way,
    platform,
};

/// The way of an uplink at this moment; a [`Problem`] where the line is not there.
pub fn way(uplink: &Uplink, accept: &[Prefix], believed: Option<IpAddr>) -> Result<Way, Problem> {
    let gone = |what: &str| Problem::from(Code::Unreachable).said(what);
    let all = || platform::addresses::list().map_err(|error| gone(&format!("interfaces: {error}")));
    let family = uplink.family;
    match &uplink.line {
        Line::Any if family == Family::V4 => Ok(Way::default()),
        Line::Any => {
            let local = interface::stable(&all()?, None, family, accept, believed);
            Ok(Way { local, device: None })
        }
        Line::Interface(name) => {
            let all = all()?;
            let of_family =
                |a: &&platform::InterfaceAddress| a.interface == *name && Family::of(a.address) == family;
            let any = all.iter().find(of_family).map(|a| a.address);
            let local = interface::stable(&all, Some(name), family, accept, believed).or(any);
            let local = local.ok_or_else(|| gone(&format!("{name} has no {family} address")))?;
            Ok(Way { local: Some(local), device: Some(name.clone()) })
        }
        Line::Local(address) => {
            let all = all()?;
            let own = all.iter().find(|a| a.address == *address);
            let name = own
                .map(|own| own.interface.clone())
                .ok_or_else(|| gone(&format!("{address} is not here")))?;
            let other = || interface::stable(&all, Some(&name), family, accept, believed);
            let local = if Family::of(*address) == family { Some(*address) } else { other() };
            // Unbound the socket might leave by any line.
            let local = local.ok_or_else(|| gone(&format!("{name} has no {family} address")))?;
            Ok(Way { local: Some(local), device: Some(name) })
        }
        // The router itself is asked, and it is on the way to nothing.
        Line::Router(_) => Ok(Way::default()),
    }
}
