//! What comes in at the port for a router's events.
#![no_main]

use fingerpost::detect::fuzzed;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Some(length) = fuzzed::event_head(bytes) {
        assert!(length <= 16 << 10, "a body of {length} bytes would be read");
    }
    let _ = fuzzed::event_body(&String::from_utf8_lossy(bytes));
});
