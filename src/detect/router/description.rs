//! A UPnP device description (UPnP Device Architecture 1.1 section 2.3): which of its services know the address.

use std::net::Ipv4Addr;

use reqwest::Url;

use super::{ssdp::on_router, upnp::Service};
use crate::net::xml::{Piece, Pieces};

/// The services that know the address on the Internet side, by what the Internet Gateway Device templates call them.
const KINDS: [&str; 3] = [
    "urn:schemas-upnp-org:service:WANIPConnection:1",
    "urn:schemas-upnp-org:service:WANIPConnection:2",
    "urn:schemas-upnp-org:service:WANPPPConnection:1",
];
/// More lines to the Internet than any home has.
const MOST: usize = 4;

/// The services of a description that was read at `place`. Those that would be asked anywhere but on the
/// router itself are left out.
pub fn services(text: &str, place: &Url, router: Ipv4Addr) -> Vec<Service> {
    let mut base = place.clone();
    let mut found = Vec::new();
    let mut inside = "";
    let (mut kind, mut control, mut events) = (None, None, None);
    for piece in Pieces::of(text) {
        match piece {
            Piece::Open("service") => (kind, control, events) = (None, None, None),
            Piece::Close("service") => {
                if let (Some(kind), Some(control)) = (kind.take(), control.take()) {
                    found.push(Service { kind, control, events: events.take() });
                }
                if found.len() == MOST {
                    break;
                }
            }
            Piece::Open(name) => inside = name,
            Piece::Close(_) => inside = "",
            Piece::Text(text) => match inside {
                "URLBase" => base = on_router(&text, None, router).unwrap_or(base),
                "serviceType" => kind = KINDS.into_iter().find(|known| *known == text),
                "controlURL" => control = on_router(&text, Some(&base), router),
                "eventSubURL" => events = on_router(&text, Some(&base), router),
                _ => {}
            },
        }
    }
    found
}

#[cfg(test)]
pub mod tests {
    use proptest::prelude::*;

    use super::*;

    const ROUTER: Ipv4Addr = Ipv4Addr::new(192, 168, 77, 1);

    fn service(kind: &str, control: &str, events: &str) -> String {
        format!(
            "<service><serviceType>urn:schemas-upnp-org:service:{kind}</serviceType><serviceId>x</serviceId>\
             <controlURL>{control}</controlURL><eventSubURL>{events}</eventSubURL><SCPDURL>/s.xml</SCPDURL></service>"
        )
    }

    /// A description with this in front of the device.
    pub fn device(head: &str, services: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?>\r\n<root xmlns=\"urn:schemas-upnp-org:device-1-0\" configId=\"1337\">\
             <specVersion><major>1</major><minor>1</minor></specVersion>{head}<device>\
             <deviceType>urn:schemas-upnp-org:device:InternetGatewayDevice:1</deviceType><friendlyName>A &amp; B\
             </friendlyName><deviceList><device><serviceList>{services}</serviceList></device></deviceList></device></root>"
        )
    }

    pub fn wan_ip(control: &str) -> String {
        service("WANIPConnection:1", control, "/evt/IPConn")
    }

    fn read(text: &str) -> Vec<String> {
        let place = Url::parse("http://192.168.77.1:5555/rootDesc.xml").unwrap();
        let show = |service: Service| {
            let events = service.events.map_or("-".to_owned(), |url| url.path().to_owned());
            let kind = service.kind.rsplit_once("service:").unwrap().1;
            format!("{kind} {} {events}", service.control)
        };
        services(text, &place, ROUTER).into_iter().map(show).collect()
    }

    #[test]
    fn services_with_the_address_are_found() {
        let wan = "http://192.168.77.1:5555/ctl/IPConn";
        for (text, found) in [
            (device("", &wan_ip("/ctl/IPConn")), vec![format!("WANIPConnection:1 {wan} /evt/IPConn")]),
            (
                device(
                    "",
                    &(service("WANPPPConnection:1", "/p", "") + &service("WANIPConnection:2", "/i", "/e")),
                ),
                vec![
                    "WANPPPConnection:1 http://192.168.77.1:5555/p -".to_owned(),
                    "WANIPConnection:2 http://192.168.77.1:5555/i /e".to_owned(),
                ],
            ),
            (
                device("<URLBase>http://192.168.77.1:49000/</URLBase>", &wan_ip("up/c")),
                vec!["WANIPConnection:1 http://192.168.77.1:49000/up/c /evt/IPConn".to_owned()],
            ),
            (device("", &service("Layer3Forwarding:1", "/l3f", "/e")), vec![]),
            (device("", &wan_ip("http://192.168.77.9/ctl")), vec![]),
            (
                device("<URLBase>http://evil.example/</URLBase>", &wan_ip("/ctl/IPConn")),
                vec![format!("WANIPConnection:1 {wan} /evt/IPConn")],
            ),
            (device("", "<service><controlURL>/x</controlURL></service>"), vec![]),
            ("<html>log in</html>".to_owned(), vec![]),
            (String::new(), vec![]),
            (
                "<!DOCTYPE r [<!ENTITY x SYSTEM \"http://evil.example/\">]>".to_owned()
                    + &device("", &wan_ip("/ctl/IPConn")),
                vec![],
            ),
        ] {
            assert_eq!(read(&text), found, "{text}");
        }
    }

    #[test]
    fn not_more_services_than_a_home_has() {
        assert_eq!(read(&device("", &wan_ip("/ctl").repeat(100))).len(), MOST);
    }

    proptest! {
        #[test]
        fn nothing_leads_away_from_the_router(control in "\\PC{0,60}", base in "\\PC{0,60}") {
            let text = device(&format!("<URLBase>{base}</URLBase>"), &wan_ip(&control));
            let place = Url::parse("http://192.168.77.1/d.xml").unwrap();
            for service in services(&text, &place, ROUTER) {
                prop_assert_eq!(service.control.host_str(), Some("192.168.77.1"));
            }
        }
    }
}
