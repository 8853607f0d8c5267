//! What reads the sources' answers, for the fuzz targets in `tests/fuzz`; no part of the program.

use std::net::IpAddr;

use super::{Heard, dns, http, stun};
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
