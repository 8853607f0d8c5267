//! UPnP as a router speaks it: the answer to a search, the description, the answer to a call.
#![no_main]

use fingerpost::detect::fuzzed;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = fuzzed::ssdp(text.as_bytes());
    let head = "HTTP/1.1 200 OK\r\nST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\n";
    let _ = fuzzed::ssdp(format!("{head}{text}\r\n\r\n").as_bytes());
    let kind = "<serviceType>urn:schemas-upnp-org:service:WANIPConnection:1</serviceType>";
    for description in [text.to_owned(), format!("<service>{kind}<controlURL>{text}</controlURL></service>")] {
        for (host, scheme) in fuzzed::services(&description) {
            assert_eq!((host.as_str(), scheme.as_str()), ("192.168.77.1", "http"), "another host would be asked");
        }
    }
    for answer in [text.to_owned(), format!("<u:GetExternalIPAddressResponse>{text}")] {
        if let Some(said) = fuzzed::soap(&answer) {
            assert!(said.len() <= text.len(), "an answer that grew");
        }
    }
});
