//! The answers of dyndns2 and the other update-URL services.
#![no_main]

use fingerpost::{net::Answer, provider::fuzzed};
use libfuzzer_sys::fuzz_target;
use reqwest::StatusCode;

fuzz_target!(|input: (u16, u8, &[u8])| {
    let (status, names, body) = input;
    let Ok(status) = StatusCode::from_u16(status) else { return };
    let names = usize::from(names % 5) + 1;
    let sent = [[203, 0, 113, 7].into()];
    let mut answer = Answer::default();
    (answer.status, answer.body) = (status, body.to_vec());
    for results in fuzzed::update_url(&answer, names, &sent) {
        assert_eq!(results.len(), names, "not one result for each name");
        assert!(status.is_success() || results.iter().all(Result::is_err), "success under {status}");
    }
    let [one, three] = fuzzed::dyndns2(&answer.text(), &sent);
    assert_eq!((one.len(), three.len()), (1, 3));
});
