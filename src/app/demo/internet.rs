//! The pretended Internet of the demo: two echo services per family on loopback that say
//! whatever address the script gives them. They speak just enough HTTP for one client.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
    time::timeout,
};

/// The two echo services of one family.
pub struct Echoes {
    ports: [u16; 2],
    says: [watch::Sender<IpAddr>; 2],
    asked: Arc<AtomicUsize>,
}

impl Echoes {
    /// Listens on the loopback address of `address`'s family.
    pub async fn start(address: IpAddr) -> io::Result<Self> {
        let loopback: IpAddr =
            if address.is_ipv6() { Ipv6Addr::LOCALHOST.into() } else { Ipv4Addr::LOCALHOST.into() };
        let says = [watch::Sender::new(address), watch::Sender::new(address)];
        let asked = Arc::new(AtomicUsize::new(0));
        let mut ports = [0; 2];
        for (port, says) in ports.iter_mut().zip(&says) {
            let (says, asked) = (says.subscribe(), asked.clone());
            *port = serve(loopback, move || {
                asked.fetch_add(1, Ordering::Relaxed);
                says.borrow().to_string()
            })
            .await?;
        }
        Ok(Self { ports, says, asked })
    }

    /// The services as the configuration names them.
    pub fn sources(&self) -> String {
        let host = if self.says[0].borrow().is_ipv6() { "[::1]" } else { "127.0.0.1" };
        let [one, two] = self.ports;
        format!(r#"["http://{host}:{one}/", "http://{host}:{two}/"]"#)
    }

    pub fn both_say(&self, address: IpAddr) {
        for says in &self.says {
            says.send_replace(address);
        }
    }

    pub fn one_says(&self, address: IpAddr) {
        self.says[0].send_replace(address);
    }

    /// How often they were asked, together.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

/// Listens on a free port and answers every request with what `answer` says.
async fn serve(on: IpAddr, answer: impl Fn() -> String + Send + Sync + 'static) -> io::Result<u16> {
    let listener = TcpListener::bind((on, 0)).await?;
    let port = listener.local_addr()?.port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let _ = timeout(Duration::from_secs(2), converse(stream, &answer)).await;
        }
    });
    Ok(port)
}

async fn converse(mut stream: TcpStream, answer: &(impl Fn() -> String + Sync)) -> io::Result<()> {
    let mut request = Vec::new();
    while !request.windows(4).any(|end| end == b"\r\n\r\n") && request.len() < 8192 {
        if stream.read_buf(&mut request).await? == 0 {
            return Ok(());
        }
    }
    let body = answer();
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    stream.write_all(format!("{head}{body}").as_bytes()).await?;
    stream.shutdown().await
}
