//! What a zone's name server, or a resolver, answers about one of our names.
#![no_main]

use fingerpost::authority::fuzzed;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|answer: &[u8]| {
    let found = fuzzed(answer, "home.example.org");
    // Each address takes at least a name, a type, a class, a TTL, a length and itself; one may be told twice.
    assert!(found.len() * 15 <= answer.len() * 2, "{} addresses in {} bytes", found.len(), answer.len());
});
