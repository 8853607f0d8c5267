//! What reads the providers' answers, for the fuzz targets in `tests/fuzz`; no part of the program.

use std::net::IpAddr;

use super::{
    Applied, Held, record_api,
    update_url::{self, dyndns2},
};
pub use super::{
    cloudflare::read_answer as cloudflare, record_api::read_answer as record_apis,
    rfc2136::read_answer as rfc2136,
};
use crate::{
    core::{
        problem::Problem,
        record::{Name, Zone},
    },
    net::Answer,
};

/// What every record API takes from an answer about `name` in `zone`.
pub fn listings(answer: &Answer, name: &Name, zone: &Name) -> Vec<Held> {
    record_api::read_listing(answer, name, &Zone { name: zone.clone(), id: String::new() })
}

/// The words of dyndns2 for one name and for three.
pub fn dyndns2(body: &str, sent: &[IpAddr]) -> [Vec<Result<Applied, Problem>>; 2] {
    [dyndns2::results(body, 1, sent), dyndns2::results(body, 3, sent)]
}

/// The answer of every update-URL service to `names` names.
pub fn update_url(answer: &Answer, names: usize, sent: &[IpAddr]) -> Vec<Vec<Result<Applied, Problem>>> {
    update_url::read_answer(answer, names, sent)
}
