//! What reads the sources' answers, for the fuzz targets in `tests/fuzz`; no part of the program.

use std::net::{IpAddr, Ipv4Addr};

use super::{Heard, dns, http, router, stun};
use crate::{config::DnsForm, core::address::Family};

/// The body of an echo service, and a trace page of `host`.
pub fn http(text: &str, host: &str) -> [Option<IpAddr>; 2] {
    let traced = http::read_trace(text, host).ok().map(|heard| match heard {
        Heard::Address(address) | Heard::Unfit(address, _) => address,
    });
    [http::one_address(text).ok(), traced]
}

/// The answer to each form of question over DNS.
pub fn dns(answer: &[u8]) -> Vec<IpAddr> {
    let forms = [DnsForm::Cloudflare, DnsForm::Google, DnsForm::OpenDns];
    let questions = forms.into_iter().flat_map(|form| Family::ALL.map(|family| dns::question(form, family)));
    questions.filter_map(|question| dns::read(answer, &question).ok()).collect()
}

pub fn stun(message: &[u8], transaction: [u8; 12]) -> Option<IpAddr> {
    stun::mapped_address(message, transaction)
}

/// `0.0.0.0`: the router has no address.
pub fn nat_pmp(message: &[u8]) -> Option<Ipv4Addr> {
    router::fuzzed::nat_pmp(message)
}

/// The answer to the mapping with this nonce and port.
pub fn pcp(message: &[u8], nonce: [u8; 12], port: u16) -> Option<Ipv4Addr> {
    router::fuzzed::pcp(message, nonce, port)
}

pub fn announcement(message: &[u8]) -> Option<u32> {
    router::fuzzed::announcement(message)
}

pub fn ssdp(message: &[u8]) -> Option<&str> {
    router::fuzzed::location(message)
}

/// Host and scheme of every place that a description of 192.168.77.1 would send us to.
pub fn services(text: &str) -> Vec<(String, String)> {
    router::fuzzed::places(text)
}

pub fn soap(text: &str) -> Option<String> {
    router::fuzzed::value(text)
}

/// The length of the body that would be read.
pub fn event_head(head: &[u8]) -> Option<usize> {
    router::fuzzed::event_head(head)
}

pub fn event_body(body: &str) -> String {
    router::fuzzed::told(body)
}
