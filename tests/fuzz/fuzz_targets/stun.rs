//! A STUN answer.
#![no_main]

use fingerpost::detect::fuzzed;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: ([u8; 12], &[u8])| {
    let (transaction, message) = input;
    let _ = fuzzed::stun(message, transaction);
    // The header of a right answer in front, so that the attributes are reached.
    let length = u16::try_from(message.len()).unwrap_or(u16::MAX).to_be_bytes();
    let head = [&[1, 1][..], &length, &[0x21, 0x12, 0xa4, 0x42], &transaction].concat();
    if fuzzed::stun(&[&head, message].concat(), transaction).is_some() {
        assert!(message.len() >= 12, "an address of {} bytes", message.len());
    }
});
