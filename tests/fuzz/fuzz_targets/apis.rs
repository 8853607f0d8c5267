//! The JSON of Cloudflare and Alibaba Cloud.
#![no_main]

use fingerpost::{net::Answer, provider::fuzzed};
use libfuzzer_sys::fuzz_target;
use reqwest::StatusCode;

fuzz_target!(|input: (u16, &[u8])| {
    let (status, body) = input;
    let Ok(status) = StatusCode::from_u16(status) else { return };
    let answer = Answer { status, body: body.to_vec(), retry_after: None, allowance: None };
    let problems = [fuzzed::cloudflare(&answer).1, fuzzed::alidns(&answer).1];
    for problem in problems.into_iter().map(|problem| (status.is_success(), problem)) {
        match problem {
            (false, None) => panic!("success under {status}"),
            (_, Some(problem)) => assert!(problem.said.unwrap_or_default().chars().count() <= 201),
            (true, None) => {}
        }
    }
});
