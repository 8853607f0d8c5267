//! A router's datagrams: NAT-PMP, PCP, announcements.
#![no_main]

use fingerpost::detect::fuzzed;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: ([u8; 12], u16, &[u8])| {
    let (nonce, port, message) = input;
    if let Some(address) = fuzzed::nat_pmp(message) {
        let refused = address.is_unspecified();
        assert!(refused || message[8..12] == address.octets(), "an address out of something else");
    }
    let _ = fuzzed::announcement(message);
    let _ = fuzzed::pcp(message, nonce, port);
    // The head of a right answer in front, so that the mapping is reached.
    let answer = [&[2, 0x81, 0, 0][..], &[0; 20], &nonce, message].concat();
    if let Some(address) = fuzzed::pcp(&answer, nonce, port) {
        assert!(answer[56..60] == address.octets(), "an address out of something else");
    }
    let mut other = nonce;
    other[0] ^= 1;
    assert!(fuzzed::pcp(&answer, other, port).is_none(), "the answer to another request was believed");
});
