//! What reads routers' messages, for the fuzz targets in `tests/fuzz`; no part of the program.

use std::net::Ipv4Addr;

use reqwest::Url;

pub use super::{announcement::read as announcement, notify::told, ssdp::location};
use super::{datagram::Reply, description, notify, pcp::Mapping, soap};

const ROUTER: Ipv4Addr = Ipv4Addr::new(192, 168, 77, 1);

fn address(reply: Reply) -> Option<Ipv4Addr> {
    match reply {
        Reply::Address(address) => Some(address),
        Reply::Refused(_) => None,
    }
}

pub fn nat_pmp(message: &[u8]) -> Option<Ipv4Addr> {
    super::nat_pmp::read(message).and_then(address)
}

pub fn pcp(message: &[u8], nonce: [u8; 12], port: u16) -> Option<Ipv4Addr> {
    Mapping { own: ROUTER, port, nonce }.read(message).and_then(address)
}

pub fn places(text: &str) -> Vec<(String, String)> {
    let place = Url::parse("http://192.168.77.1:5555/d.xml").ok();
    let services = place.map(|place| description::services(text, &place, ROUTER)).unwrap_or_default();
    let urls = services.into_iter().flat_map(|service| [Some(service.control), service.events]).flatten();
    urls.map(|url| (url.host_str().unwrap_or_default().to_owned(), url.scheme().to_owned())).collect()
}

pub fn value(text: &str) -> Option<String> {
    soap::value(text, "GetExternalIPAddress", "NewExternalIPAddress").ok()
}

pub fn event_head(head: &[u8]) -> Option<usize> {
    notify::read(head).map(|head| head.length)
}
