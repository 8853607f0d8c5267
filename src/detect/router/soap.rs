//! The calls of UPnP control (UPnP Device Architecture 1.1 section 3): written and read as text.

use crate::{
    core::problem::{Code, Problem},
    net::xml::{Piece, Pieces},
};

/// The body that calls `action` of a service; neither action takes arguments.
pub fn envelope(kind: &str, action: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\r\n<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" \
         s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"><s:Body><u:{action} xmlns:u=\"{kind}\">\
         </u:{action}></s:Body></s:Envelope>\r\n"
    )
}

/// What the answer to `action` says under `name`: `""` for an empty element.
pub fn value(text: &str, action: &str, name: &str) -> Result<String, Problem> {
    let response = format!("{action}Response");
    let (mut answered, mut code, mut described, mut found) = (false, None, String::new(), None);
    let mut inside = "";
    for piece in Pieces::of(text) {
        match piece {
            Piece::Open(tag) => {
                inside = tag;
                answered |= tag == response;
                if tag == name && answered {
                    if found.is_some() {
                        return Err(bad("the router answers twice"));
                    }
                    found = Some(String::new());
                }
            }
            Piece::Close(_) => inside = "",
            Piece::Text(text) if inside == name && answered => found = Some(text.into_owned()),
            Piece::Text(text) if inside == "errorCode" => code = Some(text.into_owned()),
            Piece::Text(text) if inside == "errorDescription" => described = text.into_owned(),
            Piece::Text(_) => {}
        }
    }
    if let Some(code) = code {
        return Err(bad(&format!("the router answers with error {code} {described}")));
    }
    found.ok_or_else(|| bad("the router's UPnP answer is none"))
}

fn bad(why: &str) -> Problem {
    Problem::from(Code::BadAnswer).said(why.trim_end())
}

#[cfg(test)]
pub mod tests {
    use super::*;

    pub fn answer(inside: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>\
             <u:GetExternalIPAddressResponse xmlns:u=\"urn:schemas-upnp-org:service:WANIPConnection:1\">{inside}\
             </u:GetExternalIPAddressResponse></s:Body></s:Envelope>"
        )
    }

    pub const FAULT: &str = "<s:Envelope><s:Body><s:Fault><faultcode>s:Client</faultcode><detail><UPnPError>\
        <errorCode>501</errorCode><errorDescription>Action Failed</errorDescription></UPnPError></detail></s:Fault>\
        </s:Body></s:Envelope>";

    #[test]
    fn only_the_answer_to_the_call_is_read() {
        let one = "<NewExternalIPAddress>198.41.0.4</NewExternalIPAddress>";
        for (text, said) in [
            (answer(one), Ok("198.41.0.4")),
            (answer("<NewExternalIPAddress> 198.41.0.4\r\n</NewExternalIPAddress>"), Ok("198.41.0.4")),
            (answer("<NewExternalIPAddress></NewExternalIPAddress>"), Ok("")),
            (answer("<NewExternalIPAddress/>"), Ok("")),
            (answer(""), Err("the router's UPnP answer is none")),
            (answer(&one.repeat(2)), Err("the router answers twice")),
            (one.to_owned(), Err("the router's UPnP answer is none")),
            (FAULT.to_owned(), Err("the router answers with error 501 Action Failed")),
            ("<html>198.41.0.4</html>".to_owned(), Err("the router's UPnP answer is none")),
            (
                "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>".to_owned() + &answer(one),
                Err("the router's UPnP answer is none"),
            ),
        ] {
            let read = value(&text, "GetExternalIPAddress", "NewExternalIPAddress");
            let read = read.map_err(|problem| problem.said.unwrap_or_default());
            assert_eq!(read.as_deref().map_err(String::as_str), said, "{text}");
        }
    }

    #[test]
    fn a_call_names_its_service() {
        let call = envelope("urn:x:service:WANIPConnection:1", "GetExternalIPAddress");
        assert!(
            call.contains("<u:GetExternalIPAddress xmlns:u=\"urn:x:service:WANIPConnection:1\">"),
            "{call}"
        );
    }
}
