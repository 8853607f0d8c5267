//! A request at the local endpoint.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|line: &[u8]| {
    if fingerpost::control::fuzzed(line) {
        assert!(serde_json::from_slice::<serde_json::Value>(line).is_ok_and(|value| value["version"] == 1));
    }
});
