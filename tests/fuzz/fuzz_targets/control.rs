//! A request at the local endpoint.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|line: &[u8]| {
    if fingerpost::control::fuzzed(line) {
        // What is not asked for is skipped, not read: a number there may be too large for any value.
        let text = String::from_utf8_lossy(line);
        assert!(text.contains("\"version\"") || text.contains('\\'), "a request of no version");
    }
});
