//! Routers that behave and misbehave, on sockets of the loopback: 127.0.0.1 is the router, 127.0.0.2 somebody else.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream, UdpSocket},
    sync::{Notify, mpsc},
};

use super::{
    description::tests::{device, wan_ip},
    soap::tests::{FAULT, answer as said},
    watch::Bell,
    *,
};
use crate::net::Net;

const LOCAL: Ipv4Addr = Ipv4Addr::LOCALHOST;
const OTHER: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
const HERE: Ipv4Addr = Ipv4Addr::new(198, 41, 0, 4);
const NAT_PMP: [u8; 12] = [0, 128, 0, 0, 0, 0, 1, 9, 198, 41, 0, 4];
const ADDRESS: &str = "<NewExternalIPAddress>198.41.0.4</NewExternalIPAddress>";

async fn udp(address: Ipv4Addr) -> (UdpSocket, u16) {
    let socket = UdpSocket::bind((address, 0)).await.unwrap();
    let port = socket.local_addr().unwrap().port();
    (socket, port)
}

/// A router without anything on its ports.
async fn bare() -> Router {
    // Bound once and let go: nobody else takes them within a test.
    let ports = [udp(LOCAL).await, udp(LOCAL).await, udp(LOCAL).await].map(|(_, port)| port);
    let [control, ssdp, announcements] = ports;
    Router { address: LOCAL, own: LOCAL, ports: Ports { control, ssdp, announcements } }
}

/// Answers each datagram with what `reply` makes of it; keeps what came in.
fn serve(
    socket: UdpSocket,
    reply: impl Fn(&[u8]) -> Vec<Vec<u8>> + Send + 'static,
) -> Arc<Mutex<Vec<Vec<u8>>>> {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = seen.clone();
    tokio::spawn(async move {
        let mut buffer = [0; 2048];
        while let Ok((size, from)) = socket.recv_from(&mut buffer).await {
            log.lock().unwrap().push(buffer[..size].to_vec());
            for answer in reply(&buffer[..size]) {
                let _ = socket.send_to(&answer, from).await;
            }
        }
    });
    seen
}

/// What a web server does with one request.
#[derive(Clone)]
enum Web {
    Says(u16, String),
    /// A head that promises much, and bytes for as long as they are taken.
    Floods,
    Drips,
}

/// A web server; gives its address and the requests' first lines and heads as they come.
async fn web(
    page: impl Fn(&str) -> Web + Send + Sync + 'static,
) -> (SocketAddr, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind((LOCAL, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let (tell, told) = mpsc::unbounded_channel();
    let page = Arc::new(page);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (tell, page) = (tell.clone(), page.clone());
            tokio::spawn(async move { one_visit(stream, &tell, &*page).await });
        }
    });
    (address, told)
}

async fn one_visit(
    mut stream: TcpStream,
    tell: &mpsc::UnboundedSender<String>,
    page: &(impl Fn(&str) -> Web + Send + Sync),
) -> Option<()> {
    let mut bytes = Vec::new();
    while !bytes.windows(4).any(|four| four == b"\r\n\r\n") {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    let head = String::from_utf8(bytes).unwrap();
    let _ = tell.send(head.clone());
    match page(&head) {
        Web::Says(status, body) => {
            let length = body.len();
            let extra =
                if head.starts_with("SUBSCRIBE") { "SID: uuid:1\r\nTIMEOUT: Second-1800\r\n" } else { "" };
            let answer = format!(
                "HTTP/1.1 {status} X\r\n{extra}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
            );
            stream.write_all(answer.as_bytes()).await.ok()?;
        }
        Web::Floods => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n").await.ok()?;
            for _ in 0..10_000 {
                stream.write_all(&[b'<'; 10_000]).await.ok()?;
            }
        }
        Web::Drips => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n").await.ok()?;
            loop {
                stream.write_all(b" ").await.ok()?;
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
    // Until the other side has read all and closes.
    let _ = stream.read_buf(&mut Vec::new()).await;
    Some(())
}

fn found_at(place: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 200 OK\r\nST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\nLOCATION: {place}\r\n\r\n"
    )
    .into_bytes()
}

/// A router that has UPnP alone, with this description and this answer to every call.
async fn upnp_router(description: Web, call: Web) -> Router {
    let page = move |head: &str| if head.starts_with("GET") { description.clone() } else { call.clone() };
    let (http, _) = web(page).await;
    let (socket, ssdp) = udp(LOCAL).await;
    serve(socket, move |_| vec![found_at(&format!("http://{http}/d.xml"))]);
    let mut router = bare().await;
    router.ports.ssdp = ssdp;
    router
}

fn page(body: String) -> Web {
    Web::Says(200, body)
}

async fn told(router: &Router) -> Result<Ipv4Addr, String> {
    let told = ask_router(router, &Net::default(), &Routers::default()).await;
    told.map_err(|problem| problem.said.unwrap_or_default())
}

#[tokio::test]
async fn one_datagram_is_enough_again_and_again() {
    let (socket, control) = udp(LOCAL).await;
    let seen = serve(socket, |_| vec![NAT_PMP.to_vec()]);
    let (socket, ssdp) = udp(LOCAL).await;
    let searched = serve(socket, |_| vec![]);
    let mut router = bare().await;
    router.ports = Ports { control, ssdp, announcements: 0 };
    let (net, routers) = (Net::default(), Routers::default());
    for _ in 0..3 {
        assert_eq!(ask_router(&router, &net, &routers).await.unwrap(), HERE);
    }
    assert_eq!(*seen.lock().unwrap(), [[0, 0]; 3]);
    assert!(searched.lock().unwrap().is_empty());
}

#[tokio::test]
async fn nonsense_and_other_devices_are_passed_over() {
    let (socket, control) = udp(LOCAL).await;
    let (other, _) = udp(OTHER).await;
    tokio::spawn(async move {
        let (_, from) = socket.recv_from(&mut [0; 64]).await.unwrap();
        let lie = [0, 128, 0, 0, 0, 0, 1, 9, 198, 41, 0, 66];
        other.send_to(&lie, from).await.unwrap();
        for message in [&b"nonsense"[..], &[], &[0xff; 1100], &NAT_PMP[..11], &NAT_PMP] {
            socket.send_to(message, from).await.unwrap();
        }
    });
    let mut router = bare().await;
    router.ports.control = control;
    assert_eq!(told(&router).await, Ok(HERE));
}

#[tokio::test]
async fn a_router_of_pcp_alone_is_asked_so_and_its_mapping_deleted() {
    let (socket, control) = udp(LOCAL).await;
    let seen = serve(socket, |request| {
        if request.len() != 60 {
            return vec![[&[2, 128, 0, 1][..], &[0; 20]].concat()];
        }
        let mut answer = request.to_vec();
        answer[1] = 0x81;
        answer[8..24].fill(0);
        answer[44..60].copy_from_slice(&HERE.to_ipv6_mapped().octets());
        vec![answer]
    });
    let mut router = bare().await;
    router.ports.control = control;
    let routers = Routers::default();
    assert_eq!(ask_router(&router, &Net::default(), &routers).await.unwrap(), HERE);
    let lifetimes =
        |seen: &[Vec<u8>]| seen.iter().map(|m| m.get(4..8).map_or(0, |l| l[3])).collect::<Vec<_>>();
    assert_eq!(lifetimes(&seen.lock().unwrap()), [0, 120, 0]);
    assert_eq!(ask_router(&router, &Net::default(), &routers).await.unwrap(), HERE);
    assert_eq!(lifetimes(&seen.lock().unwrap()), [0, 120, 0, 120, 0]);
}

// Wine does not hand on that a port is closed, so that these would wait; what is told is the same.
#[tokio::test]
async fn upnp_is_asked_when_nothing_else_answers() {
    let description = device("", &wan_ip("/ctl"));
    let none = Ok(Ipv4Addr::UNSPECIFIED);
    let error = |text: &str| Err(text.to_owned());
    for (call, answer) in [
        (page(said(ADDRESS)), Ok(HERE)),
        (page(said("<NewExternalIPAddress>0.0.0.0</NewExternalIPAddress>")), none.clone()),
        (page(said("<NewExternalIPAddress/>")), none),
        (Web::Says(500, FAULT.to_owned()), error("the router answers with error 501 Action Failed")),
        (Web::Says(401, said(ADDRESS)), error("the router answers with status 401")),
        (
            page(said("<NewExternalIPAddress>198.41.0.4, 10.0.0.1</NewExternalIPAddress>")),
            error("the router's address is not one but “198.41.0.4, 10.0.0.1”"),
        ),
        (page("<html>log in</html>".to_owned()), error("the router's UPnP answer is none")),
        (Web::Floods, error("the answer is longer than 16384 bytes")),
    ] {
        let router = upnp_router(page(description.clone()), call).await;
        assert_eq!(told(&router).await, answer);
    }
}

#[tokio::test]
async fn a_description_that_floods_lies_or_drips_leads_nowhere() {
    let bomb = "<!DOCTYPE d [<!ENTITY a \"x\"><!ENTITY b SYSTEM \"file:///etc/passwd\">]>";
    let away = device("", &wan_ip("http://127.0.0.2/ctl"));
    let none = "the router's UPnP knows no Internet connection";
    for (description, error) in [
        (Web::Floods, "the answer is longer than 65536 bytes"),
        (Web::Drips, "the router's description took too long"),
        (page(bomb.to_owned() + &device("", &wan_ip("/ctl"))), none),
        (page(away), none),
        (page("nonsense".to_owned()), none),
        (Web::Says(404, String::new()), "the router answers with status 404"),
        (Web::Says(302, String::new()), "the router answers with status 302"),
    ] {
        let router = upnp_router(description, page(said(ADDRESS))).await;
        assert_eq!(told(&router).await, Err(error.to_owned()));
    }
}

#[tokio::test]
async fn a_search_answered_with_another_host_or_by_another_visits_nobody() {
    let (http, mut visits) = web(|_| page(device("", &wan_ip("/ctl")))).await;
    let (socket, ssdp) = udp(LOCAL).await;
    let (other, _) = udp(OTHER).await;
    let from_other = found_at(&format!("http://{http}/d.xml"));
    tokio::spawn(async move {
        let mut buffer = [0; 1024];
        while let Ok((_, from)) = socket.recv_from(&mut buffer).await {
            other.send_to(&from_other, from).await.unwrap();
            for place in
                ["http://127.0.0.2/d.xml", "https://127.0.0.1/d.xml", "http://localhost/d.xml", "nonsense"]
            {
                socket.send_to(&found_at(place), from).await.unwrap();
            }
        }
    });
    let mut router = bare().await;
    router.ports.ssdp = ssdp;
    assert!(ssdp::find(&router).await.is_err());
    assert!(visits.try_recv().is_err());
}

#[tokio::test]
async fn only_the_router_itself_is_heard_announcing() {
    let router = bare().await;
    let (rings, mut rung) = mpsc::channel(16);
    let (bell, restarted) = (Bell::of(rings), Notify::new());
    let listen = announcement::listen(&router, &bell, &restarted);
    let announce = async {
        let ((own, _), (other, _)) = (udp(LOCAL).await, udp(OTHER).await);
        let to = SocketAddr::from((LOCAL, router.ports.announcements));
        other.send_to(&NAT_PMP, to).await.unwrap();
        own.send_to(b"nonsense", to).await.unwrap();
        own.send_to(&[0; 1000], to).await.unwrap();
        own.send_to(&NAT_PMP, to).await.unwrap();
        // Its time begins anew: it was restarted.
        own.send_to(&[0, 128, 0, 0, 0, 0, 0, 1, 198, 41, 0, 4], to).await.unwrap();
        restarted.notified().await;
    };
    tokio::select! {
        () = listen => unreachable!(),
        () = announce => {}
    }
    assert!(rung.try_recv().is_ok() && rung.try_recv().is_ok() && rung.try_recv().is_err());
}

#[tokio::test(start_paused = true)]
async fn a_flood_of_announcements_is_a_few_looks_a_second() {
    let calls = Arc::new(Mutex::new(0));
    let counted = calls.clone();
    let (bell, pass_on) = Bell::new(move || *counted.lock().unwrap() += 1);
    tokio::spawn(pass_on);
    for _ in 0..10_000 {
        bell.ring();
        sleep(Duration::from_millis(1)).await;
    }
    let calls = *calls.lock().unwrap();
    assert!((12..=22).contains(&calls), "{calls} in ten seconds");
}

fn event(path: &str, id: &str, sequence: u32, address: &str) -> String {
    let body = format!(
        "<e:propertyset><e:property><ExternalIPAddress>{address}</ExternalIPAddress></e:property></e:propertyset>"
    );
    format!(
        "NOTIFY {path} HTTP/1.1\r\nNT: upnp:event\r\nNTS: upnp:propchange\r\nSID: {id}\r\nSEQ: {sequence}\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// Sends an event from this address; gives the first line of the answer, `""` when there was none.
async fn deliver(from: Ipv4Addr, to: &str, event: &str) -> String {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind((from, 0).into()).unwrap();
    let mut stream = socket.connect(to.parse().unwrap()).await.unwrap();
    let mut answer = String::new();
    let _ = stream.write_all(event.as_bytes()).await;
    let _ = stream.read_to_string(&mut answer).await;
    answer.lines().next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn events_are_subscribed_to_checked_and_ended() {
    let (http, mut visits) = web(|_| page(device("", &wan_ip("/ctl")))).await;
    let (socket, ssdp) = udp(LOCAL).await;
    serve(socket, move |_| vec![found_at(&format!("http://{http}/d.xml"))]);
    let mut router = bare().await;
    router.ports.ssdp = ssdp;
    let (rings, mut rung) = mpsc::channel(16);
    let (bell, restarted, held) = (Bell::of(rings), Notify::new(), gena::Held::default());
    let events = async {
        assert!(visits.recv().await.unwrap().starts_with("GET /d.xml"));
        let subscribe = visits.recv().await.unwrap();
        assert!(subscribe.starts_with("SUBSCRIBE /evt/IPConn"), "{subscribe}");
        let callback = subscribe.to_lowercase();
        let callback =
            callback.split_once("callback: <http://").unwrap().1.split_once('>').unwrap().0.to_owned();
        let (to, path) = callback.split_at(callback.find('/').unwrap());
        let (ok, wrong) = ("HTTP/1.1 200 OK", "HTTP/1.1 412 Precondition Failed");
        for (from, event, answer) in [
            (LOCAL, event(path, "uuid:1", 0, "198.41.0.4"), ok),
            (LOCAL, event(path, "uuid:2", 1, "198.41.0.5"), wrong),
            (LOCAL, event("/", "uuid:1", 1, "198.41.0.5"), wrong),
            (OTHER, event(path, "uuid:1", 1, "198.41.0.5"), ""),
            (LOCAL, "GET / HTTP/1.1\r\n\r\n".to_owned(), ""),
            // A mapping came or went, the address is the same.
            (LOCAL, event(path, "uuid:1", 1, "198.41.0.4"), ok),
        ] {
            assert_eq!(deliver(from, to, &event).await, answer, "{event}");
        }
        assert!(rung.try_recv().is_err());
        assert_eq!(deliver(LOCAL, to, &event(path, "uuid:1", 2, "198.41.0.5")).await, ok);
        rung.recv().await.unwrap();
    };
    tokio::select! {
        () = gena::follow(&router, &bell, &restarted, &held) => unreachable!(),
        () = events => {}
    }
    held.end().await;
    let farewell = visits.recv().await.unwrap();
    assert!(farewell.starts_with("UNSUBSCRIBE /evt/IPConn") && farewell.contains("uuid:1"), "{farewell}");
}

#[tokio::test]
async fn nobody_listens_where_no_router_is_asked() {
    assert!(watch(&[], || ()).is_none());
    assert!(watch(&[crate::config::Source::Interface(None)], || ()).is_none());
    let watched = watch(&[crate::config::Source::Router(Some(LOCAL))], || ()).unwrap();
    watched.network_changed();
    watched.end().await;
}
