//! The answer of a name server to "who am I?".
#![no_main]

use fingerpost::detect::fuzzed;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|answer: &[u8]| {
    // One message repeats one question: it cannot answer two of the six forms.
    assert!(fuzzed::dns(answer).len() <= 1);
});
