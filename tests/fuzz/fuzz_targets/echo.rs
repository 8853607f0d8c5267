//! The body of an HTTP echo service, and Cloudflare's trace page.
#![no_main]

use fingerpost::detect::fuzzed;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let [plain, traced] = fuzzed::http(text, "www.cloudflare.com");
    if let Some(address) = plain {
        assert_eq!(text.trim().parse(), Ok(address), "an address out of something else");
    }
    if let Some(address) = traced {
        let says = |line: &str| line.strip_prefix("ip=").is_some_and(|ip| ip.trim().parse() == Ok(address));
        assert_eq!(text.lines().filter(|line| says(line)).count(), 1);
        let host = |line: &str| line.strip_prefix("h=").is_some_and(|host| host.trim() == "www.cloudflare.com");
        assert!(text.lines().any(host), "the page of another host was believed");
    }
});
