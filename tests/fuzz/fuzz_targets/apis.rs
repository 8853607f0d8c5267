//! The JSON of Cloudflare and of the record APIs that are data.
#![no_main]

use fingerpost::{net::Answer, provider::fuzzed};
use libfuzzer_sys::fuzz_target;
use reqwest::StatusCode;

fuzz_target!(|input: (u16, &[u8])| {
    let (status, body) = input;
    let Ok(status) = StatusCode::from_u16(status) else { return };
    let mut answer = Answer::default();
    (answer.status, answer.body) = (status, body.to_vec());
    let mut problems = fuzzed::record_apis(&answer);
    problems.push(fuzzed::cloudflare(&answer).1);
    for problem in problems.into_iter().map(|problem| (status.is_success(), problem)) {
        match problem {
            (false, None) => panic!("success under {status}"),
            (_, Some(problem)) => assert!(problem.said.unwrap_or_default().chars().count() <= 201),
            (true, None) => {}
        }
    }
});
